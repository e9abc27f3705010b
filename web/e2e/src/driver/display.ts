import { spawn } from "node:child_process"
import { atExit } from "./at-exit.ts"

let running: Promise<string> | undefined

/** The `DISPLAY` of an Xvfb that is started on first use and ends with this process. */
export function virtualDisplay(): Promise<string> {
  running ??= startXvfb()
  return running
}

function startXvfb(): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = ["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    const child = spawn("Xvfb", args, { stdio: ["ignore", "pipe", "ignore"] })
    atExit(() => child.kill("SIGKILL"))
    child.once("error", () => reject(new Error("cannot start Xvfb: install the package xvfb")))
    child.once("exit", (code) => reject(new Error(`Xvfb ended with code ${code}`)))
    child.stdout.setEncoding("utf8").once("data", (number: string) => {
      // Only what keeps running keeps Node alive; the display must not.
      child.unref()
      resolve(`:${number.trim()}`)
    })
  })
}
