/** Tokens, icons and components both apps use. */
export {}
