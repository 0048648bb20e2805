/** What an entry of the history changed, field by field, in words. */

export interface FieldChange {
  field: string
  was: string | null
  is: string | null
}

type Values = Record<string, unknown> | null

/** "reorder_level" → "Reorder level". */
export function inWords(code: string): string {
  const words = code.replaceAll(/[_.]/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** "person.role_changed" → "Role changed"; the thing itself is told beside it. */
export function actionInWords(action: string): string {
  return inWords(action.includes('.') ? action.slice(action.indexOf('.') + 1) : action)
}

/** A value as a person reads it; null where there is none. */
export function valueInWords(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) {
    return value.length === 0 ? 'none' : value.map((one) => valueInWords(one) ?? '—').join(', ')
  }
  if (typeof value === 'object') {
    const parts = Object.entries(value).map(([name, one]) => `${inWords(name)}: ${valueInWords(one) ?? '—'}`)
    return parts.length === 0 ? 'none' : parts.join('; ')
  }
  return String(value)
}

/** What the thing is called, where the entry tells. */
export function nameOf(entry: { before: Values; after: Values }): string | null {
  const name = entry.after?.name ?? entry.before?.name
  return typeof name === 'string' && name ? name : null
}

/** Field by field, the name first. */
export function changesOf(before: Values | undefined, after: Values | undefined): FieldChange[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  const ordered = [...fields].sort((a, b) => Number(b === 'name') - Number(a === 'name'))
  return ordered.map((field) => ({
    field: inWords(field),
    was: valueInWords(before?.[field]),
    is: valueInWords(after?.[field]),
  }))
}
