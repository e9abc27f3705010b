import type { Accepted } from "@aside/protocol/visitor"
import { type Signal, signal } from "@preact/signals"
import type { Trust } from "../model.ts"
import { LATER, type Service } from "../net/service.ts"
import { bundleFrom, refusalCode, type Statements } from "./statements.ts"

/** Asks the service for the statements and decides whether they hang from the pinned id. */
export class TrustCheck {
  readonly trust: Signal<Trust> = signal({ state: "checking" })
  readonly #service: Service
  readonly #statements: Statements
  readonly #now: () => number
  readonly #accepted: (accepted: Accepted) => void
  #isClear = false
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(
    service: Service,
    statements: Statements,
    now: () => number,
    accepted: (accepted: Accepted) => void,
  ) {
    this.#service = service
    this.#statements = statements
    this.#now = now
    this.#accepted = accepted
  }

  /** The service was asked since this page was loaded, and showed nothing that had to be refused. */
  get isClear(): boolean {
    return this.#isClear
  }

  /** What was accepted at an earlier visit holds until the service says otherwise. */
  async recall(): Promise<void> {
    if (await this.#statements.recall(this.#now())) this.#trusted()
  }

  /** Fetches and accepts. What is under way may have been answered before the news came, so it is followed by one more. */
  check(): Promise<void> {
    if (this.#running === undefined) return this.#begin()
    const begin = (): Promise<void> => {
      this.#next = undefined
      return this.#begin()
    }
    this.#next ??= this.#running.then(begin, begin)
    return this.#next
  }

  #begin(): Promise<void> {
    this.#running = this.#check().finally(() => {
      this.#running = undefined
      this.#isClear = this.trust.value.state !== "refused"
    })
    return this.#running
  }

  /** Another tab accepted newer statements. */
  async adopt(stored: unknown): Promise<void> {
    await this.#statements.adopt(stored, this.#now())
    if (this.#statements.accepted !== undefined && this.trust.value.state !== "refused") {
      this.#trusted()
    }
  }

  async #check(): Promise<void> {
    const request = { what: "bundle", conversation: "", token: "", after: 0 } as const
    const fetched = await this.#service.get(request)
    if ("code" in fetched) {
      if (fetched.code === LATER || this.trust.value.state !== "checking") this.#unreachable()
      else this.trust.value = { state: "refused", code: "incomplete" }
      return
    }
    try {
      await this.#statements.take(bundleFrom(fetched.body), this.#now())
      this.#trusted()
    } catch (error) {
      this.trust.value = { state: "refused", code: refusalCode(error) }
    }
  }

  #trusted(): void {
    const { accepted } = this.#statements
    if (accepted === undefined) return
    this.#accepted(accepted)
    this.trust.value = { state: "trusted" }
  }

  /** Only what was never accepted needs the service now. */
  #unreachable(): void {
    if (this.trust.value.state === "checking") this.trust.value = { state: "unreachable" }
  }
}
