import assert from "node:assert/strict"
import type { Bundle } from "@aside/protocol"
import { DAY, kemPublicKey, signEpoch } from "@aside/protocol/parts"
import { forgedEpoch, forgedStatements, otherWorld, ownMember } from "../../src/evil/attacker.ts"
import { passASeason, turnClockBack } from "../../src/evil/feed-lies.ts"
import type { LyingService } from "../../src/evil/lying-service.ts"
import { inText } from "../../src/evil/owner.ts"
import { attack } from "../../src/evil/scene.ts"
import { nothingSent, seesRefusal, seesStop } from "../../src/evil/sights.ts"

const BUNDLE = /^GET \/v1\/workspaces\/[^/]+\/bundle$/
type Bytes = Uint8Array<ArrayBuffer>

/** Serves these statements in place of the true ones. */
function serve(service: LyingService, statements: Omit<Bundle, "links">): void {
  const { genesis, roster, epoch, appearance } = statements
  service.replaceFields(BUNDLE, inText({ genesis, roster, epoch, appearance }))
}

attack("another workspace's whole world in place of the genuine one is refused", async (scene) => {
  const owner = await scene.owner()
  serve(scene.service, await otherWorld())
  await seesRefusal(await scene.visit(owner.snippet()), "wrong-workspace", "foreign")
  nothingSent(scene.service)
})

attack("a genesis of the service's own in an otherwise genuine world is refused", async (scene) => {
  const owner = await scene.owner()
  serve(scene.service, { genesis: (await otherWorld()).genesis })
  await seesRefusal(await scene.visit(owner.snippet()), "wrong-workspace", "foreign")
  nothingSent(scene.service)
})

attack("a roster that a root of the service's own has signed is refused", async (scene) => {
  const owner = await scene.owner()
  serve(scene.service, await forgedStatements(owner))
  await seesRefusal(await scene.visit(owner.snippet()), "bad-signature", "foreign")
  nothingSent(scene.service)
})

attack("an epoch signed by somebody who is no member is refused", async (scene) => {
  const owner = await scene.owner()
  const { epoch } = await forgedEpoch(owner, await ownMember(owner.created.wid))
  serve(scene.service, { epoch })
  await seesRefusal(await scene.visit(owner.snippet()), "not-authorised", "foreign")
  nothingSent(scene.service)
})

attack("an epoch in the owner's name that the owner has not signed is refused", async (scene) => {
  const owner = await scene.owner()
  const { signer, kemPk } = await ownMember(owner.created.wid)
  const fields = { ...owner.accepted.epoch, epPk: kemPk }
  serve(scene.service, { epoch: await signEpoch(fields, signer.sign) })
  await seesRefusal(await scene.visit(owner.snippet()), "bad-signature", "foreign")
  nothingSent(scene.service)
})

attack("the service's own key inside the genuine, signed certificate is refused", async (scene) => {
  const owner = await scene.owner()
  const epoch = new Uint8Array(owner.bundle.epoch ?? [])
  const own = await kemPublicKey(new Uint8Array(32).fill(7))
  epoch.set(own, keyPlace(epoch, owner.accepted.epoch.epPk))
  serve(scene.service, { epoch })
  await seesRefusal(await scene.visit(owner.snippet()), "bad-signature", "foreign")
  nothingSent(scene.service)
})

/** Where the key stands in the certificate. */
function keyPlace(epoch: Bytes, key: Bytes): number {
  return Buffer.from(epoch).indexOf(Buffer.from(key))
}

attack("an expired epoch is refused, with a word about the clock", async (scene) => {
  const owner = await scene.owner()
  serve(scene.service, { epoch: await owner.expiredEpoch() })
  await seesRefusal(await scene.visit(owner.snippet()), "expired", "late")
  nothingSent(scene.service)
})

attack("an epoch that outlives what the roster allows is refused as expired", async (scene) => {
  const owner = await scene.owner()
  serve(scene.service, await owner.overlongEpoch())
  await seesRefusal(await scene.visit(owner.snippet()), "expired", "late")
  nothingSent(scene.service)
})

attack("an epoch from the future is refused", async (scene) => {
  const owner = await scene.owner()
  const created = Date.now() + 2 * DAY
  serve(scene.service, { epoch: await owner.signEpoch({ created, notAfter: created + DAY }) })
  await seesRefusal(await scene.visit(owner.snippet()), "not-yet-valid", "late")
  nothingSent(scene.service)
})

attack("statements that are older than those of an earlier visit are refused", async (scene) => {
  const owner = await scene.owner()
  const old = owner.bundle
  await owner.rotate(true)
  const first = await scene.visit(owner.snippet())
  await first.open()
  serve(scene.service, old)
  await seesRefusal(await scene.visit(owner.snippet()), "rollback", "older")
  nothingSent(scene.service)
})

attack("an older epoch than that of an earlier visit is refused", async (scene) => {
  const owner = await scene.owner()
  const old = owner.bundle
  await owner.rotate()
  const first = await scene.visit(owner.snippet())
  await first.open()
  serve(scene.service, old)
  await seesRefusal(await scene.visit(owner.snippet()), "rollback", "older")
  nothingSent(scene.service)
})

attack("statements below the number that the site's page asks for are refused", async (scene) => {
  const owner = await scene.owner()
  const old = owner.bundle
  await owner.rotate(true)
  serve(scene.service, old)
  await seesRefusal(await scene.visit(owner.snippet('data-min-roster="2"')), "rollback", "older")
  nothingSent(scene.service)
})

attack("a new roster together with an epoch that it has ended is refused", async (scene) => {
  const owner = await scene.owner()
  const { epoch } = owner.bundle
  await owner.rotate(true)
  serve(scene.service, { epoch })
  await seesRefusal(await scene.visit(owner.snippet()), "rollback", "older")
  nothingSent(scene.service)
})

attack(
  "two certificates with one number stop even a visitor who trusts the first",
  async (scene) => {
    const owner = await scene.owner()
    const widget = await scene.visit(owner.snippet())
    await widget.open()
    serve(scene.service, { epoch: await owner.secondEpoch() })
    await seesRefusal(await scene.visit(owner.snippet()), "broken-chain", "foreign")
    nothingSent(scene.service)
  },
)

attack("a greeting that the service has rewritten is refused and never shown", async (scene) => {
  const owner = await scene.owner()
  const appearance = new Uint8Array(owner.bundle.appearance ?? [])
  const at = Buffer.from(appearance).indexOf("Hello!")
  appearance.set(Buffer.from("Enter:"), at)
  serve(scene.service, { appearance })
  await seesRefusal(await scene.visit(owner.snippet()), "bad-signature", "foreign")
  nothingSent(scene.service)
})

attack("a world without its keys is refused, and so is nonsense", async (scene) => {
  const owner = await scene.owner()
  scene.service.replaceFields(BUNDLE, { epoch: null })
  const widget = await scene.visit(owner.snippet())
  await seesRefusal(widget, "incomplete", "foreign")
  scene.service.lieAbout(BUNDLE, () => '{"genesis":[],"links":7}')
  await widget.frame.click({ text: "Check again" })
  await widget.frame.see({ css: "[data-testid=key-refused][data-code=malformed]" })
  nothingSent(scene.service)
})

attack("new statements that are false stop a conversation that is going on", async (scene) => {
  const owner = await scene.owner()
  const widget = await scene.visit(owner.snippet())
  await widget.open()
  await widget.startNew()
  await widget.say("Is this still you?")
  await widget.state("sent")
  await widget.frame.type({ testId: "composer" }, "My card number is")
  const { epoch } = await forgedEpoch(owner, await ownMember(owner.created.wid))
  serve(scene.service, { epoch })
  await scene.service.announceStatements()
  await seesStop(widget.frame, "not-authorised", "foreign")
  scene.service.repent()
  await widget.frame.click({ text: "Check again" })
  await widget.frame.see({ testId: "composer" })
  nothingSent(scene.service)
})

attack("an epoch that runs out in a page that stays open stops the next message", async (scene) => {
  const owner = await scene.owner()
  const widget = await scene.visit(owner.snippet())
  await widget.open()
  await widget.startNew()
  await widget.say("Are you there?")
  await widget.state("sent")
  const before = scene.service.content.length
  await passASeason(widget.frame)
  await widget.say("My order number is 4711.")
  await seesStop(widget.frame, "expired", "late")
  assert.equal(scene.service.content.length, before)
  await turnClockBack(widget.frame)
  await widget.frame.click({ text: "Check again" })
  await widget.frame.see({ testId: "composer" })
  assert.equal(await widget.frame.value({ testId: "composer" }), "My order number is 4711.")
})
