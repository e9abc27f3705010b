/** The app agents answer in. */
export {}
