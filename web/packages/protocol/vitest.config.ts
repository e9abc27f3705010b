import { defineConfig } from "vitest/config"

/** Deriving from passwords and ten thousand inputs a parser take their time. */
export default defineConfig({
  test: { environment: "node", testTimeout: 60_000, hookTimeout: 60_000 },
})
