import type { Release } from "@aside/api"

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")
}

/** The tag a business puts into its pages: pins the loader's code and the workspace's keys. */
export function snippetOf(release: Release, workspace: string, origin: string): string {
  const url = new URL(release.loader_url, origin).href
  return [
    `<script async src="${attribute(url)}"`,
    `  integrity="${attribute(release.loader_integrity)}"`,
    `  crossorigin="anonymous"`,
    `  data-workspace="${attribute(workspace)}"></script>`,
  ].join("\n")
}

/** The TXT record that says the same as the snippet, from where only the business can write. */
export function dnsRecordOf(workspace: string): string {
  return `_aside  TXT  "v=aside1; id=${workspace}"`
}

/** The address of a site as typed, completed; undefined if it is none. */
export function siteUrl(typed: string): URL | undefined {
  const text = typed.trim()
  const full = /^https?:\/\//iu.test(text) ? text : `https://${text}`
  if (text === "" || !URL.canParse(full)) return undefined
  const url = new URL(full)
  return url.username === "" && url.password === "" ? url : undefined
}
