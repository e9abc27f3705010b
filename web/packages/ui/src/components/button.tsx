import type { ButtonHTMLAttributes, ComponentChildren, VNode } from "preact"
import { Spinner } from "./spinner.tsx"

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: "primary" | "secondary" | "quiet" | "danger"
  /** Shows a spinner and refuses clicks. */
  readonly busy?: boolean
  readonly children?: ComponentChildren
}

/** A button with one of four looks. */
export function Button({
  look = "secondary",
  busy = false,
  children,
  ...rest
}: ButtonProps): VNode {
  const disabled = busy || rest.disabled === true
  return (
    <button type="button" {...rest} class={`button button-${look}`} disabled={disabled}>
      {busy && <Spinner />}
      {children}
    </button>
  )
}

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What a screen reader says and a pointer shows. */
  readonly label: string
  readonly children?: ComponentChildren
}

/** A square button that shows only an icon. */
export function IconButton({ label, children, ...rest }: IconButtonProps): VNode {
  return (
    <button
      type="button"
      {...rest}
      class="button button-quiet button-icon"
      aria-label={label}
      title={label}
    >
      {children}
    </button>
  )
}
