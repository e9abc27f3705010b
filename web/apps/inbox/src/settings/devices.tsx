import { type Device, deleteDevice, listDevices } from "@aside/api"
import { Button, IconDevices, Spinner, shortAge } from "@aside/ui"
import { type Signal, useSignal } from "@preact/signals"
import type { VNode } from "preact"
import { useEffect } from "preact/hooks"
import { now } from "../clock.ts"
import { connection } from "../connection.ts"
import { useDesk } from "../desk/desk.ts"
import { sayFailure } from "../plain-words.ts"
import { AddDevice } from "./add-device.tsx"

interface DevicesState {
  readonly list: Signal<readonly Device[] | undefined>
  readonly problem: Signal<string>
  readonly leaving: Signal<string>
}

/** This device first, then the ones used last. */
function byUse(a: Device, b: Device): number {
  return Number(b.current) - Number(a.current) || b.last_seen_at - a.last_seen_at
}

async function load({ list, problem }: DevicesState): Promise<void> {
  try {
    list.value = (await listDevices(connection)).sort(byUse)
  } catch (error) {
    problem.value = sayFailure(error)
  }
}

async function signOutDevice(state: DevicesState, device: string): Promise<void> {
  state.leaving.value = device
  state.problem.value = ""
  try {
    await deleteDevice(connection, device)
    await load(state)
  } catch (error) {
    state.problem.value = sayFailure(error)
  } finally {
    state.leaving.value = ""
  }
}

function DeviceRow({ device, state }: { device: Device; state: DevicesState }): VNode {
  const seen = device.current
    ? "This device"
    : `Last active ${shortAge(device.last_seen_at, now.value)}`
  return (
    <li class="card-row" data-testid="device-row">
      <IconDevices />
      <div class="card-row-main">
        <p dir="auto">{device.name}</p>
        <p class="soft small">{seen}</p>
      </div>
      {!device.current && (
        <Button
          look="danger"
          busy={state.leaving.value === device.device}
          onClick={() => void signOutDevice(state, device.device)}
          data-testid="sign-out-device"
        >
          Sign out
        </Button>
      )}
    </li>
  )
}

function SignOut(): VNode {
  const desk = useDesk()
  return (
    <div class="card card-actions">
      <div class="card-row-main">
        <p>Sign out here</p>
        <p class="soft small">
          The next sign-in on this device needs only your password. Forgetting the device also
          removes the Secret Key.
        </p>
      </div>
      <div class="actions">
        <Button onClick={() => void desk.signOut("keep-device")} data-testid="sign-out">
          Sign out
        </Button>
        <Button
          look="danger"
          onClick={() => void desk.signOut("forget-device")}
          data-testid="forget-device"
        >
          Sign out and forget
        </Button>
      </div>
    </div>
  )
}

/** Where this member is signed in. */
export function DevicesPage(): VNode {
  const state: DevicesState = {
    list: useSignal<readonly Device[] | undefined>(undefined),
    problem: useSignal(""),
    leaving: useSignal(""),
  }
  useEffect(() => void load(state), [])
  return (
    <>
      <p class="soft">Every place where you are signed in. Signing one out ends it at once.</p>
      {state.problem.value !== "" && (
        <p class="callout callout-danger" role="alert">
          {state.problem.value}
        </p>
      )}
      {state.list.value === undefined && state.problem.value === "" && <Spinner />}
      {state.list.value !== undefined && (
        <ul class="card" data-testid="device-list">
          {state.list.value.map((device) => (
            <DeviceRow key={device.device} device={device} state={state} />
          ))}
        </ul>
      )}
      <AddDevice />
      <SignOut />
    </>
  )
}
