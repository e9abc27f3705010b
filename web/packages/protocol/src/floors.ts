import type { Floors } from "./accept.ts"

/** The higher of each number. */
export function raiseFloors(a: Floors, b: Floors): Floors {
  return {
    links: Math.max(a.links, b.links),
    roster: Math.max(a.roster, b.roster),
    epoch: a.epoch === null || b.epoch === null ? (a.epoch ?? b.epoch) : Math.max(a.epoch, b.epoch),
    appearance: Math.max(a.appearance, b.appearance),
  }
}

/** Whether two floors are equal. */
export function sameFloors(a: Floors, b: Floors): boolean {
  const same = a.links === b.links && a.roster === b.roster
  return same && a.epoch === b.epoch && a.appearance === b.appearance
}
