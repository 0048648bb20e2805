import type { Finding, FindingGroup } from '@/hooks/data-doctor'
import { formatDate } from '@/lib/format'
import { type Choice, labelOf, SCHEDULES } from '@/lib/medicine-words'

type Kind = 'text' | 'date' | 'number' | 'choice'

const KINDS: Record<string, Kind> = {
  expires_on: 'date',
  received_on: 'date',
  schedule: 'choice',
  unit_cost: 'number',
  price: 'number',
  reorder_level: 'number',
  pack_size: 'number',
  on_order_qty: 'number',
}
const WORDS: Record<string, string> = {
  expires_on: 'Expiry date',
  received_on: 'Day of receipt',
  schedule: 'Schedule',
  unit_cost: 'Cost of a unit',
  price: 'Price of a unit',
  reorder_level: 'Reorder level',
  pack_size: 'Pack size',
  on_order_qty: 'On order',
  hsn: 'HSN code',
  generic_name: 'Generic name',
}
/** A field whose suggestion is all there is: nothing else can be told. */
const FIXED = new Set(['archived_at'])

/** How the value of a fix is asked for; null where there is nothing to ask. */
export function askFor(
  field: string,
): { label: string; kind: Kind; choices?: readonly Choice<string>[] } | null {
  if (FIXED.has(field)) return null
  const kind = KINDS[field] ?? 'text'
  return { label: WORDS[field] ?? 'Value', kind, ...(kind === 'choice' ? { choices: SCHEDULES } : {}) }
}

/** The suggestion as a person reads it; null where the label of the button says all. */
export function saySuggestion({ suggestion, fix }: Pick<Finding, 'suggestion' | 'fix'>): string | null {
  if (suggestion === null || FIXED.has(fix.field)) return null
  if (KINDS[fix.field] === 'date') return formatDate(suggestion)
  if (fix.field === 'schedule')
    return labelOf(SCHEDULES, SCHEDULES.find((one) => one.value === suggestion)?.value ?? null) ?? suggestion
  return suggestion
}

export const SEVERITIES: Record<
  FindingGroup['severity'],
  { word: string; tone: 'danger' | 'warn' | 'note'; many: string }
> = {
  error: { word: 'Error', tone: 'danger', many: 'errors' },
  warning: { word: 'Warning', tone: 'warn', many: 'warnings' },
  gap: { word: 'Gap', tone: 'note', many: 'gaps' },
}

/** "3 errors, 12 gaps". */
export function sayTotals(groups: readonly Pick<FindingGroup, 'severity' | 'count'>[]): string {
  return (['error', 'warning', 'gap'] as const)
    .map((severity) => {
      const total = groups.reduce((sum, group) => sum + (group.severity === severity ? group.count : 0), 0)
      const { word, many } = SEVERITIES[severity]
      return total === 0 ? null : `${total.toLocaleString('en')} ${total === 1 ? word.toLowerCase() : many}`
    })
    .filter(Boolean)
    .join(', ')
}
