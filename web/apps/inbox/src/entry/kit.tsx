import { Button, IconDownload, IconKey, IconPrint } from "@aside/ui"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import { EntryFrame } from "./entry-frame.tsx"
import { Field } from "./field.tsx"
import { downloadText, kitText, sameGroup } from "./kit-text.ts"
import { QrCode } from "./qr.tsx"

/** What the recovery kit says. */
export interface Kit {
  readonly workspace: string
  readonly email: string
  /** Fourteen groups of four (spec/protocol.md §1.5). */
  readonly secretKey: string
  /** The same form; empty for a member who is not an owner. */
  readonly recoveryCode: string
  /** Signs a phone in. */
  readonly deviceLink: string
  readonly service: string
}

function Groups({ text, testId }: { text: string; testId: string }): VNode {
  return (
    <p class="groups mono" data-testid={testId}>
      {text.split("-").map((group, index) => (
        <span key={`${index}${group}`}>{group}</span>
      ))}
    </p>
  )
}

function KitSheet({ kit }: { kit: Kit }): VNode {
  return (
    <section class="kit-sheet" aria-labelledby="kit-title">
      <header class="kit-head">
        <IconKey />
        <div>
          <h2 id="kit-title">Recovery kit for {kit.workspace}</h2>
          <p class="soft small">
            {kit.email} · {kit.service}
          </p>
        </div>
      </header>
      <div class="kit-body">
        <div class="kit-codes">
          <h3>Secret Key</h3>
          <p class="soft small">Needed with your password on every new device.</p>
          <Groups text={kit.secretKey} testId="secret-key" />
          <h3>Recovery code</h3>
          <p class="soft small">
            Brings the workspace back if you lose every device. Keep it offline.
          </p>
          <Groups text={kit.recoveryCode} testId="recovery-code" />
        </div>
        <div class="kit-qr">
          <QrCode text={kit.deviceLink} label="QR code that signs a phone in, with your password" />
          <p class="soft small">Scan to sign in on your phone. It still asks for your password.</p>
        </div>
      </div>
    </section>
  )
}

export interface KitStepProps {
  readonly kit: Kit
  readonly busy: boolean
  readonly problem: string
  readonly onConfirmed: () => void
}

/** Second step: save the kit, and prove it by typing the end of it back. */
export function KitStep({ kit, busy, problem, onConfirmed }: KitStepProps): VNode {
  const typed = useSignal("")
  const tried = useSignal(false)
  const right = sameGroup(typed.value, kit.secretKey)
  const submit = (event: Event): void => {
    event.preventDefault()
    tried.value = true
    if (right) onConfirmed()
  }
  return (
    <EntryFrame
      step={2}
      wide
      title="Save your recovery kit"
      lead="Nobody but you has this, not even the service. Without it a lost password or device cannot be made good."
    >
      <KitSheet kit={kit} />
      <div class="actions no-print">
        <Button onClick={() => print()} data-testid="print-kit">
          <IconPrint />
          Print
        </Button>
        <Button
          onClick={() => downloadText("aside-recovery-kit.txt", kitText(kit))}
          data-testid="download-kit"
        >
          <IconDownload />
          Download
        </Button>
      </div>
      <form class="form kit-check no-print" onSubmit={submit} noValidate>
        <Field
          id="kit-last-group"
          label="Type the last four characters of your Secret Key"
          value={typed}
          hint="So that we know it is saved."
          problem={
            tried.value && !right
              ? "That is not the last group. Look at the end of the Secret Key."
              : ""
          }
          autoComplete="off"
          look="short-key"
          testId="kit-last-group"
        />
        {problem !== "" && (
          <p class="callout callout-danger" role="alert">
            {problem}
          </p>
        )}
        <Button look="primary" type="submit" busy={busy} data-testid="kit-continue">
          I have saved it
        </Button>
      </form>
    </EntryFrame>
  )
}
