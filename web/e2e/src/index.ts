/** Drives real browsers against the real service. */
export {}
