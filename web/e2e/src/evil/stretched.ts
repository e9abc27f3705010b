import type { Change } from "@aside/api"

/**
 * How far apart the lying service puts the positions of the real one, so that what it makes up
 * fits in between and never takes a real one's place.
 */
export const STRETCH = 100

/** A real change at its stretched position. */
export function stretch(change: Change): Change {
  return { ...change, rev: change.rev * STRETCH, seq: change.seq * STRETCH }
}

/** A page of the feed, or an answer with a position in it, at stretched positions. Others stay. */
export function stretchBody(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body
  const known = body as { changes?: Change[]; next?: number; seq?: number }
  return {
    ...body,
    ...(Array.isArray(known.changes) && { changes: known.changes.map(stretch) }),
    ...(typeof known.next === "number" && { next: known.next * STRETCH }),
    ...(typeof known.seq === "number" && { seq: known.seq * STRETCH }),
  }
}

/** The address to ask the real service at, its `after` made a real position again. */
export function shrinkUrl(url: string): string {
  return url.replace(/([?&]after=)(\d+)/, (_, name: string, after: string) => {
    return `${name}${Math.floor(Number(after) / STRETCH)}`
  })
}
