import { describe, expect, it } from 'vitest'
import { actionInWords, changesOf, nameOf, valueInWords } from '@/lib/changes'

describe('changesOf', () => {
  it('sets each field as it was beside how it is', () => {
    expect(changesOf({ price: '12.50' }, { price: '13.00' })).toEqual([
      { field: 'Price', was: '12.50', is: '13.00' },
    ])
  })

  it('knows what only came and what only went', () => {
    expect(changesOf(null, { role: 'staff' })).toEqual([{ field: 'Role', was: null, is: 'staff' }])
    expect(changesOf({ batch_no: 'B1' }, { batch_no: null })).toEqual([
      { field: 'Batch no', was: 'B1', is: null },
    ])
    expect(changesOf(null, null)).toEqual([])
  })
})

describe('nameOf', () => {
  it('is what the thing is called since, else what it was called', () => {
    expect(nameOf({ before: { name: 'Old' }, after: { name: 'New' } })).toBe('New')
    expect(nameOf({ before: { name: 'Gone' }, after: null })).toBe('Gone')
    expect(nameOf({ before: null, after: { price: '1' } })).toBeNull()
  })
})

describe('words', () => {
  it('reads values of every kind', () => {
    expect(valueInWords(0)).toBe('0')
    expect(valueInWords(false)).toBe('no')
    expect(valueInWords(['a', null])).toBe('a, —')
    expect(valueInWords([])).toBe('none')
    expect(valueInWords({ granted: ['costs.read'], withdrawn: [] })).toBe(
      'Granted: costs.read; Withdrawn: none',
    )
  })

  it('tells an action without the thing it was done to', () => {
    expect(actionInWords('person.role_changed')).toBe('Role changed')
    expect(actionInWords('seen')).toBe('Seen')
  })
})
