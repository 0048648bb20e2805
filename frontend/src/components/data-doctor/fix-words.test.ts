import { expect, it } from 'vitest'
import { askFor, saySuggestion, sayTotals } from '@/components/data-doctor/fix-words'

it('asks for each field in its own way, and for nothing where nothing can be told', () => {
  expect(askFor('expires_on')).toEqual({ label: 'Expiry date', kind: 'date' })
  expect(askFor('schedule')?.choices?.length).toBeGreaterThan(3)
  expect(askFor('something_new')).toEqual({ label: 'Value', kind: 'text' })
  expect(askFor('archived_at')).toBeNull()
})

it('says a suggestion as people read it', () => {
  const fix = (field: string) => ({ label: 'Set it', kind: 'apply' as const, field })

  expect(saySuggestion({ suggestion: '2027-01-31', fix: fix('expires_on') })).toBe('31 Jan 2027')
  expect(saySuggestion({ suggestion: 'H1', fix: fix('schedule') })).toBe('H1, prescription and register')
  expect(saySuggestion({ suggestion: '12.50', fix: fix('price') })).toBe('12.50')
  expect(saySuggestion({ suggestion: 'live', fix: fix('archived_at') })).toBeNull()
  expect(saySuggestion({ suggestion: null, fix: fix('price') })).toBeNull()
})

it('adds up what was found', () => {
  expect(
    sayTotals([
      { severity: 'error', count: 1 },
      { severity: 'gap', count: 4 },
      { severity: 'gap', count: 1200 },
    ]),
  ).toBe('1 error, 1,204 gaps')
})
