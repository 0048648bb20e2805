const MINUTE_MS = 60_000

/** How far a zone's clock is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant)
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0)
  const shown = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'))
  return shown - Math.floor(instant / MINUTE_MS) * MINUTE_MS
}

/** The instant at which a calendar day begins in a time zone; null: the text is no date. */
export function startOfDay(day: string, timeZone: string): string | null {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(midnight)) return null
  const guess = midnight - offsetAt(midnight, timeZone)
  // Where the clock changed in between, the offset at the guess is the right one.
  return new Date(midnight - offsetAt(guess, timeZone)).toISOString()
}

/** The calendar day after a day. */
export function nextDay(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}
