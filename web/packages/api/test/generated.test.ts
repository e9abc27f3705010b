import { readFile } from "node:fs/promises"
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript"
import { expect, test } from "vitest"

const description = new URL("../../../../crates/server/openapi.json", import.meta.url)
const generated = new URL("../src/generated/schema.ts", import.meta.url)

test("the types are those of the service's own description; run `npm run generate` if not", async () => {
  const written = COMMENT_HEADER + astToString(await openapiTS(description))
  expect(await readFile(generated, "utf8")).toBe(written)
})
