/** The chat on the site: the loader, which has network, and the frame, which has plaintext. */
export {}
