import type { Supplier } from '@/hooks/suppliers'
import { count } from '@/lib/format'

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** "Mon, Thu"; no day named is any day. */
export function describeWeekdays(days: readonly number[]): string {
  if (days.length === 0 || days.length === 7) return 'any day'
  return WEEKDAYS.filter((_, index) => days.includes(index + 1)).join(', ')
}

/** "2 to 9 days, last 12 deliveries"; null where too few are known to order by. */
export function describeTook({
  took_days: took,
  counts_deliveries,
}: Pick<Supplier, 'took_days' | 'counts_deliveries'>): string | null {
  if (!counts_deliveries) return null
  const [least, most] = [Math.min(...took), Math.max(...took)]
  return `${least === most ? count(most, 'day') : `${least} to ${count(most, 'day')}`}, last ${count(took.length, 'delivery', 'deliveries')}`
}

/** Read dates such as 2026-12-25, one after the other; null where one is none. */
export function readHolidays(text: string): string[] | null {
  const days = text.split(/[\s,;]+/).filter(Boolean)
  const isDay = (day: string) =>
    /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) === day
  return days.every(isDay) ? days : null
}
