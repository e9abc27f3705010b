/** Tokens, icons and components both apps use. Styles: `@aside/ui/tokens.css` and `@aside/ui/components.css`. */
export { Avatar, type AvatarProps, initials } from "./components/avatar.tsx"
export { Button, type ButtonProps, IconButton, type IconButtonProps } from "./components/button.tsx"
export { LinkedText, type LinkedTextProps } from "./components/linked-text.tsx"
export { Spinner, TypingDots } from "./components/spinner.tsx"
export * from "./icons.tsx"
export { LINK_MAX, showsHost, splitLinks, type TextPart } from "./links.ts"
export { clockTime, dayLabel, dayNumber, shortAge } from "./when.ts"
