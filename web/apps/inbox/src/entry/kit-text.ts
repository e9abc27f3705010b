import type { Kit } from "./kit.tsx"

/** The last group of a Secret Key. */
export function lastGroup(secretKey: string): string {
  return secretKey.slice(secretKey.lastIndexOf("-") + 1)
}

/** Whether somebody typed the last group; case and spaces do not matter. */
export function sameGroup(typed: string, secretKey: string): boolean {
  return typed.replace(/[\s-]/gu, "").toUpperCase() === lastGroup(secretKey).toUpperCase()
}

/** The kit as a text file. */
export function kitText(kit: Kit): string {
  return [
    `Aside recovery kit for ${kit.workspace}`,
    "",
    `Service:        ${kit.service}`,
    `Email:          ${kit.email}`,
    `Secret Key:     ${kit.secretKey}`,
    `Recovery code:  ${kit.recoveryCode}`,
    "",
    "The Secret Key is needed with your password on every new device.",
    "The recovery code brings the workspace back if every device is lost.",
    "Whoever has this file and your password can read your conversations.",
    "Keep it where only you can get at it.",
    "",
  ].join("\n")
}

/** Hands a text file to the browser's downloads. */
export function downloadText(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }))
  const link = document.createElement("a")
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
