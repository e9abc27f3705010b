/** Why a public statement or a public part of an object was refused (`spec/protocol.md §1.4`). */
export type StatementFailure =
  | "malformed"
  | "wrong-workspace"
  | "bad-signature"
  | "not-authorised"
  | "broken-chain"
  | "rollback"
  | "expired"
  | "not-yet-valid"
  | "incomplete"

/** Something public was refused. Branch on {@link code}, never on the message. */
export class StatementError extends Error {
  override readonly name = "StatementError"
  readonly code: StatementFailure

  constructor(code: StatementFailure, options?: ErrorOptions) {
    super(`statement refused: ${code}`, options)
    this.code = code
  }
}

/** Something sealed could not be opened. Deliberately says nothing about which check failed. */
export class UnopenableError extends Error {
  override readonly name = "UnopenableError"
  readonly code = "unopenable"

  constructor() {
    super("cannot be opened")
  }
}

/** A {@link StatementError} with the code `malformed`. */
export function malformed(): StatementError {
  return new StatementError("malformed")
}

/**
 * Runs `open` and replaces every failure by {@link UnopenableError}, so that no caller can tell
 * failures apart.
 */
export async function opaque<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch {
    throw new UnopenableError()
  }
}
