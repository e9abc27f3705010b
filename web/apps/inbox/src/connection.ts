import type { Connection } from "@aside/api"

/** The service that served this page; the browser's cookie says who asks. */
export const connection: Connection = { base: "" }
