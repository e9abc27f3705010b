import {
  type DeviceLink,
  encodeWorkspaceId,
  importSecretKey,
  StatementError,
  UnopenableError,
} from "@aside/protocol"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import {
  OtherWorkspaceError,
  type SignInStart,
  secretKeyOf,
  signIn,
  startOfDevice,
  startOfNothing,
} from "../account/sign-in.ts"
import { clearEverything, type Database } from "../local/database.ts"
import type { DeviceRecord } from "../local/records.ts"
import { sayFailure } from "../plain-words.ts"
import { stage, stopReason } from "../stage.ts"
import { openDesk, showSignIn } from "../start.ts"
import { SignIn, type SignInInput } from "./sign-in.tsx"
import { Working } from "./working.tsx"

const STAGES = ["Stretching your password", "Signing in", "Opening your keys"]

const MISTYPED =
  "That is not a Secret Key. It has fourteen groups of four letters and digits; check for a typing error."

async function startOfLink(link: DeviceLink, password: string): Promise<SignInStart> {
  const secretKey = await importSecretKey(link.secretKey)
  const workspace = await encodeWorkspaceId(link.wid)
  return { email: link.email, password, secretKey, workspace, floors: link.floors, accountN: 1 }
}

export interface SignInFlowProps {
  readonly database: Database
  readonly device: DeviceRecord | undefined
  readonly link: DeviceLink | undefined
  readonly problem: string
}

async function startOf(props: SignInFlowProps, input: SignInInput): Promise<SignInStart> {
  if (props.link !== undefined) return startOfLink(props.link, input.password)
  if (props.device !== undefined) return startOfDevice(props.device, input.password)
  return startOfNothing(input.email, input.password, await secretKeyOf(input.secretKey))
}

/** Whether a failure means that the service showed something that is not this workspace's. */
function isKeysFailure(error: unknown): boolean {
  return (
    error instanceof StatementError ||
    error instanceof UnopenableError ||
    error instanceof OtherWorkspaceError
  )
}

/** From the form to the desk. */
export function SignInFlow(props: SignInFlowProps): VNode {
  const { database, device, link } = props
  const working = useSignal(-1)
  const problem = useSignal(props.problem)
  const email = useSignal(link?.email ?? device?.email ?? "")
  const finish = async (begin: SignInStart): Promise<void> => {
    try {
      await signIn(database, begin, (now) => {
        working.value = now
      })
      const desk = await openDesk(database)
      if (desk === undefined) return
      stage.value = { at: "desk", desk }
      await desk.connect()
    } catch (error) {
      if (isKeysFailure(error)) stage.value = { at: "keys-stop", reason: stopReason(error) }
      else problem.value = sayFailure(error)
      working.value = -1
    }
  }
  const submit = async (input: SignInInput): Promise<void> => {
    email.value = input.email
    problem.value = ""
    try {
      await finish(await startOf(props, input))
    } catch {
      problem.value = MISTYPED
    }
  }
  const forget = async (): Promise<void> => {
    await clearEverything(database)
    await showSignIn(database)
  }
  if (working.value >= 0)
    return <Working title="Signing in" stages={STAGES} current={working.value} />
  return (
    <SignIn
      email={email.value}
      secretKey={
        link !== undefined ? "from-link" : device !== undefined ? "on-this-device" : "typed"
      }
      problem={problem.value}
      onSubmit={(input) => void submit(input)}
      onSignUp={() => {
        stage.value = { at: "sign-up" }
      }}
      onForget={() => void forget()}
    />
  )
}
