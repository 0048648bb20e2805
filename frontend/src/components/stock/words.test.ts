import { describe, expect, it } from 'vitest'
import { isReversible, movementWord, signOf } from '@/components/stock/words'

describe('movementWord', () => {
  it('names the reason of a correction', () => {
    expect(movementWord({ reason: 'adjustment', reason_code: 'breakage' })).toBe('Correction: breakage')
    expect(movementWord({ reason: 'sale', reason_code: null })).toBe('Sale')
  })
})

describe('isReversible', () => {
  it('leaves what is final and what was taken back before', () => {
    expect(isReversible({ reason: 'sale', qty_change: -2, reversed_by_id: null })).toBe(true)
    expect(isReversible({ reason: 'sale', qty_change: -2, reversed_by_id: 9 })).toBe(false)
    expect(isReversible({ reason: 'reversal', qty_change: 2, reversed_by_id: null })).toBe(false)
    expect(isReversible({ reason: 'opening', qty_change: 0, reversed_by_id: null })).toBe(false)
  })
})

describe('signOf', () => {
  it('knows which way a reason goes', () => {
    expect([signOf('loss'), signOf('own_use'), signOf('gain'), signOf('correction')]).toEqual([
      -1,
      -1,
      1,
      null,
    ])
  })
})
