/** Typed requests to the service, the live feed and the outbox. */
export {}
