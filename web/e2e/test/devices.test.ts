import assert from "node:assert/strict"
import { Inbox, inOffice, talkAbout, waitFor } from "../src/index.ts"

inOffice("signing a device out ends it at once, and it keeps nothing", async (office) => {
  const { account, inbox, stack } = office
  const { widget } = await talkAbout(office, "Who is there?")
  const second = await office.open()
  const other = await Inbox.open(second.page, stack.origin)
  await other.signIn(account)
  await other.openSaying("Who is there?")

  await inbox.settings("devices")
  await waitFor(async () => (await inbox.page.count({ testId: "device-row" })) === 2, "two devices")
  await inbox.page.click({ testId: "sign-out-device" })
  await other.page.see({ text: "You are signed out on this device." })
  assert.equal(await other.page.count({ testId: "thread" }), 0)
  await waitFor(async () => (await inbox.page.count({ testId: "device-row" })) === 1, "one device")
  await widget.say("Still there?")
  await other.page.reload()
  await other.page.see({ testId: "sign-in" })

  await inbox.goHome()
  await inbox.openSaying("Still there?")
  await other.page.type({ testId: "password" }, account.password)
  await other.page.click({ testId: "sign-in" })
  await other.openSaying("Still there?")
  assert.deepEqual(await other.texts(), ["Who is there?", "Still there?"])
})

inOffice("a wrong password and a wrong Secret Key sign nobody in", async (office) => {
  const { account, stack, open } = office
  const browser = await open()
  const { page } = browser
  await page.goto(`${stack.origin}/`)
  await page.click({ testId: "go-sign-in" })
  await page.fill({ testId: "email" }, account.email)
  await page.fill({ testId: "password" }, "ten quiet otters swim")
  await page.fill({ testId: "secret-key-input" }, account.secretKey)
  await page.click({ testId: "sign-in" })
  await page.see({ testId: "sign-in-problem" })
  const wrong = account.secretKey.replace(/^..../, (group) => (group === "AAAA" ? "BBBB" : "AAAA"))
  await page.fill({ testId: "password" }, account.password)
  await page.fill({ testId: "secret-key-input" }, wrong)
  await page.click({ testId: "sign-in" })
  await page.see({ testId: "sign-in-problem" })
  assert.equal(await page.count({ testId: "desk" }), 0)
})
