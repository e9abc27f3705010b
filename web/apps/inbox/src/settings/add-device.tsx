import { Button } from "@aside/ui"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import { useDesk } from "../desk/desk.ts"
import { Field } from "../entry/field.tsx"
import { QrCode } from "../entry/qr.tsx"
import { sayAccountFailure } from "../plain-words.ts"
import { CopyBlock } from "./copy-block.tsx"

function Link({ link, onDone }: { link: string; onDone: () => void }): VNode {
  return (
    <div class="card card-body" data-testid="device-link">
      <h3>Scan this with the new device</h3>
      <div class="device-qr">
        <QrCode text={link} label="QR code that signs a device in, with your password" />
      </div>
      <CopyBlock label="Or open this link there" text={link} testId="device-link-text" />
      <p class="soft small">
        It holds your Secret Key. Show it to nobody else; it still asks for your password.
      </p>
      <div class="actions">
        <Button onClick={onDone}>Done</Button>
      </div>
    </div>
  )
}

/** Shows a link that signs a new device in (spec/protocol.md §7.3). It asks for the password first. */
export function AddDevice(): VNode {
  const desk = useDesk()
  const password = useSignal("")
  const link = useSignal("")
  const problem = useSignal("")
  const busy = useSignal(false)
  const show = async (): Promise<void> => {
    busy.value = true
    problem.value = ""
    try {
      link.value = await desk.makeDeviceLink(password.value)
      password.value = ""
    } catch (error) {
      problem.value = sayAccountFailure(error)
    } finally {
      busy.value = false
    }
  }
  const done = (): void => {
    link.value = ""
  }
  if (link.value !== "") return <Link link={link.value} onDone={done} />
  return (
    <form
      class="card card-body form"
      onSubmit={(event) => {
        event.preventDefault()
        void show()
      }}
    >
      <h3>Add a device</h3>
      <Field
        id="device-password"
        label="Your password"
        type="password"
        value={password}
        problem={problem.value}
        hint="A link for the new device is made here. The service does not see it."
        autoComplete="current-password"
        testId="device-password"
      />
      <div class="actions">
        <Button
          type="submit"
          busy={busy.value}
          disabled={password.value === ""}
          data-testid="add-device"
        >
          Show the link
        </Button>
      </div>
    </form>
  )
}
