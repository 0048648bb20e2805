import type { HistoryFilter } from '@/hooks/history'
import { nextDay, startOfDay } from '@/lib/zoned-day'

/** What entries are about, as the log names it, and how a person says it. */
export const KINDS: readonly [string, string][] = [
  ['medicine', 'Medicine'],
  ['batch', 'Batch'],
  ['sale', 'Sale'],
  ['movement', 'Movement'],
  ['adjustment', 'Correction'],
  ['reservation', 'Reservation'],
  ['suggestion', 'Suggestion'],
  ['recall', 'Recall'],
  ['destruction', 'Destruction'],
  ['import', 'Import'],
  ['period_close', 'Closed period'],
  ['customer', 'Customer'],
  ['user', 'Person'],
  ['account_link', 'Invitation'],
  ['pharmacy', 'Pharmacy'],
  ['job', 'Job'],
]

export const kindInWords = (kind: string): string =>
  KINDS.find(([name]) => name === kind)?.[1] ?? kind.replaceAll('_', ' ')

/** Actions to pick from while one types; the box takes any other too. */
export const ACTIONS: readonly string[] = [
  'medicine.added',
  'medicine.changed',
  'medicine.deleted',
  'medicine.merged',
  'stock.received',
  'stock.counted',
  'stock.destroyed',
  'movement.reversed',
  'batch.corrected',
  'sale.recorded',
  'recall.started',
  'recall.lifted',
  'import.finished',
  'person.invited',
  'person.joined',
  'person.role_changed',
  'person.disabled',
  'person.enabled',
  'roles.changed',
  'pharmacy.changed',
  'branch.opened',
  'customer.added',
  'customer.erased',
  'customer.exported',
  'user.signed_in',
  'user.sign_in_failed',
  'user.password_changed',
  'user.totp_enabled',
  'job.started',
]

/** The filter that the address of the page holds. Days are those of the pharmacy, the last one included. */
export function readHistoryFilter(get: (name: string) => string | null, timeZone: string): HistoryFilter {
  const actor = Number(get('person'))
  const from = startOfDay(get('from') ?? '', timeZone)
  const to = get('to') ?? ''
  const before = startOfDay(to, timeZone) && startOfDay(nextDay(to), timeZone)
  return {
    ...(Number.isInteger(actor) && actor > 0 ? { actor_id: actor } : {}),
    ...(get('action') ? { action: get('action') } : {}),
    ...(get('kind') ? { subject_kind: get('kind') } : {}),
    ...(from ? { recorded_from: from } : {}),
    ...(before ? { recorded_before: before } : {}),
  }
}

/** Where the thing that an entry is about can be seen; null: it has no page. */
export function subjectPath(kind: string, id: number): string | null {
  if (kind === 'medicine') return `/medicine/?id=${id}`
  if (kind === 'customer') return `/customers/?customer=${id}`
  if (kind === 'import') return `/imports/?import=${id}`
  if (kind === 'user') return '/people/'
  return null
}
