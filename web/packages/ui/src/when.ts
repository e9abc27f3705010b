const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The number of the local day that a time in Unix milliseconds lies in; equal for two times of one day. */
export function dayNumber(time: number): number {
  const local = new Date(time)
  return Math.floor(Date.UTC(local.getFullYear(), local.getMonth(), local.getDate()) / DAY_MS)
}

/** "14:05" in the reader's locale. */
export function clockTime(time: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" }).format(time)
}

/** "Today", "Yesterday", or the date: what stands between two days of a conversation. */
export function dayLabel(time: number, now: number, locale?: string): string {
  const days = dayNumber(now) - dayNumber(time)
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-days, "day")
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1)
  }
  const far = days > 300 || days < 0
  const date = { weekday: "long", day: "numeric", month: "long" } as const
  return new Intl.DateTimeFormat(locale, far ? { ...date, year: "numeric" } : date).format(time)
}

/** A short age for lists: "now", "5 min", "14:05", "Mon", "3 Nov". */
export function shortAge(time: number, now: number, locale?: string): string {
  const age = now - time
  if (age < MINUTE_MS) return "now"
  if (age < HOUR_MS) return `${Math.floor(age / MINUTE_MS)} min`
  const days = dayNumber(now) - dayNumber(time)
  if (days === 0) return clockTime(time, locale)
  if (days < 7) return new Intl.DateTimeFormat(locale, { weekday: "short" }).format(time)
  const year = days > 300 ? ({ year: "2-digit" } as const) : {}
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...year }).format(time)
}
