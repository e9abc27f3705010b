import { ApiError, type ApiErrorCode } from "@aside/api"
import { UnopenableError } from "@aside/protocol"

const WORDS: Partial<Record<ApiErrorCode, string>> = {
  unreachable: "The service cannot be reached. Check your connection and try again.",
  sign_in_failed: "That did not work. Check the email address, the password and the Secret Key.",
  not_signed_in: "This device is signed out. Sign in again.",
  email_taken: "There is an account with this address already. Sign in, or use another address.",
  rate_limited: "Too many attempts. Wait a minute and try again.",
  stale_statement: "Another device was faster. Look again before you try once more.",
  stale_account: "Another device was faster. Try again.",
  body_too_large: "That is too long to send.",
  not_allowed: "Your role does not allow this.",
}

/** Like {@link sayFailure} where a password was asked for. */
export function sayAccountFailure(error: unknown): string {
  if (error instanceof UnopenableError) return "That is not your password."
  return sayFailure(error)
}

/** What to tell a person about something that failed. */
export function sayFailure(error: unknown): string {
  if (!(error instanceof ApiError))
    return "Something went wrong on this device. Reload and try again."
  const words = WORDS[error.code]
  if (words !== undefined) return words
  const quote = error.requestId === "" ? "" : ` If it stays, tell the operator: ${error.requestId}.`
  return `The service could not do that. Try again in a moment.${quote}`
}
