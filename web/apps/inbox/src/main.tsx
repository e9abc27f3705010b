import { render } from "preact"
import "./styles/base.css"
import "./styles/entry.css"
import "./styles/desk.css"
import "./styles/thread.css"
import "./styles/details.css"
import "./styles/settings.css"
import "./styles/narrow.css"
import { App, BrokenStop } from "./app.tsx"
import { startClock } from "./clock.ts"
import { openDatabase } from "./local/database.ts"
import { followAddressBar } from "./route.ts"
import { start, watchDeviceLinks } from "./start.ts"

const root = document.getElementById("app")

async function run(into: HTMLElement): Promise<void> {
  try {
    const database = await openDatabase()
    watchDeviceLinks(database)
    await start(database)
    startClock()
    followAddressBar()
    render(<App database={database} />, into)
  } catch {
    render(<BrokenStop />, into)
  }
}

if (root !== null) void run(root)
