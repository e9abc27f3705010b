import assert from "node:assert/strict"
import { type Bundle, encodeBase64url } from "@aside/protocol"
import { signEpoch } from "@aside/protocol/parts"
import { forgedStatements, otherWorld, ownMember } from "../../src/evil/attacker.ts"
import { openTalk, seesKeysStop } from "../../src/evil/desk-sights.ts"
import type { LyingService } from "../../src/evil/lying-service.ts"
import { inText, type Owner } from "../../src/evil/owner.ts"
import { attack } from "../../src/evil/scene.ts"
import { nothingSent } from "../../src/evil/sights.ts"
import type { Inbox } from "../../src/pages/inbox.ts"

const STATEMENTS = /^GET \/v1\/statements$/
const LOGIN = /^POST \/v1\/login$/
const KEYS_TIMEOUT_MS = 40_000

/** Serves members these statements in place of the true ones. */
function serve(service: LyingService, world: Bundle): void {
  const { roster, epoch, genesis, appearance } = world
  service.replaceFields(STATEMENTS, {
    ...(roster && { rosters: [encodeBase64url(roster)] }),
    ...(epoch && { epochs: [encodeBase64url(epoch)] }),
    ...inText({ genesis, appearance }),
  })
}

/** Types what an owner has on paper into the sign-in. */
async function trySignIn({ page }: Inbox, { account }: Owner): Promise<void> {
  await page.click({ testId: "go-sign-in" })
  await page.fill({ testId: "email" }, account.email)
  await page.fill({ testId: "password" }, account.password)
  await page.fill({ testId: "secret-key-input" }, account.secretKey)
  await page.click({ testId: "sign-in" })
}

attack("a world of the service's own stops a new device of the owner", async (scene) => {
  const owner = await scene.owner()
  serve(scene.service, await otherWorld())
  const inbox = await scene.openInbox()
  await trySignIn(inbox, owner)
  await seesKeysStop(inbox, KEYS_TIMEOUT_MS)
  nothingSent(scene.service)
})

attack(
  "a forged member list stops an inbox that is open, in the middle of a reply",
  async (scene) => {
    const desk = await scene.signIn(await scene.owner())
    const { inbox, owner } = await openTalk(scene, desk, "Is anybody there?")
    await inbox.page.type({ testId: "composer" }, "The door code is")
    serve(scene.service, { links: [], ...(await forgedStatements(owner)) })
    await scene.service.announceStatements()
    await seesKeysStop(inbox)
    nothingSent(scene.service)
  },
)

attack(
  "an epoch in the owner's name with a key of the service's own stops an inbox",
  async (scene) => {
    const { inbox, owner } = await scene.signIn(await scene.owner())
    const { signer, kemPk } = await ownMember(owner.created.wid)
    const epoch = await signEpoch({ ...owner.accepted.epoch, epPk: kemPk }, signer.sign)
    serve(scene.service, { links: [], epoch })
    await scene.service.announceStatements()
    await seesKeysStop(inbox)
    nothingSent(scene.service)
  },
)

attack("statements below what the account has seen stop a new device", async (scene) => {
  const owner = await scene.owner()
  const { links, roster, epoch } = owner.bundle
  await owner.rotate(true)
  await owner.publishFloors()
  serve(scene.service, { links, roster, epoch })
  const inbox = await scene.openInbox()
  await trySignIn(inbox, owner)
  await seesKeysStop(inbox, KEYS_TIMEOUT_MS)
  nothingSent(scene.service)
})

attack("statements below what this device has seen stop it at its next start", async (scene) => {
  const owner = await scene.owner()
  const { links, roster, epoch } = owner.bundle
  await owner.rotate(true)
  const { inbox } = await scene.signIn(owner)
  serve(scene.service, { links, roster, epoch })
  await inbox.page.reload()
  await seesKeysStop(inbox)
  nothingSent(scene.service)
})

attack("another account's sealed keys in place of the owner's do not open", async (scene) => {
  const owner = await scene.owner()
  const other = await scene.owner()
  scene.service.replaceFields(LOGIN, inText({ account_blob: other.created.accountBlob }))
  const inbox = await scene.openInbox()
  await trySignIn(inbox, owner)
  await seesKeysStop(inbox, KEYS_TIMEOUT_MS)
  nothingSent(scene.service)
})

attack(
  "an older version of the account stops a device that has seen a newer one",
  async (scene) => {
    const owner = await scene.owner()
    await owner.publishFloors()
    const { inbox } = await scene.signIn(owner)
    await inbox.settings("devices")
    await inbox.page.click({ testId: "sign-out" })
    scene.service.replaceFields(LOGIN, inText({ account_blob: owner.created.accountBlob }))
    await inbox.page.fill({ testId: "password" }, owner.person.password)
    await inbox.page.click({ testId: "sign-in" })
    await seesKeysStop(inbox, KEYS_TIMEOUT_MS)
    nothingSent(scene.service)
  },
)

attack("a new key is sealed to nobody but the members on the signed list", async (scene) => {
  const { inbox, owner } = await scene.signIn(await scene.owner())
  const { kemPk } = await ownMember(owner.created.wid)
  const members = [{ member: "mb_of_the_service", kem_pk: encodeBase64url(kemPk) }]
  scene.service.replaceFields(STATEMENTS, { members })
  await inbox.settings("keys")
  await inbox.page.click({ testId: "rotate-keys" })
  await inbox.page.see({ role: "alert" })
  assert.ok(!scene.service.asked.some(({ what }) => what === "POST /v1/epochs"))
})
