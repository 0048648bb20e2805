import { expect, it } from 'vitest'
import { describeReturns, describeScheme, readScheme } from '@/components/medicine/supplier-words'

it.each([
  ['10+1', { buy: 10, free: 1 }],
  [' 12.5 + 2 ', { buy: 12.5, free: 2 }],
  ['', 'none'],
  ['10', null],
  ['0+1', null],
])('reads the scheme %s', (text, said) => {
  expect(readScheme(text)).toEqual(said)
})

it('writes a scheme as it is said', () => {
  expect(describeScheme({ scheme_buy_qty: 10, scheme_free_qty: 1 })).toBe('10+1')
  expect(describeScheme({ scheme_buy_qty: null, scheme_free_qty: null })).toBeNull()
})

it('tells until when goods go back', () => {
  expect(describeReturns({ returns_until_days: 90, return_terms: null })).toBe('until 90 days before expiry')
  expect(describeReturns({ returns_until_days: -1, return_terms: 'at 80 %' })).toBe(
    'until 1 day after expiry, at 80 %',
  )
  expect(describeReturns({ returns_until_days: null, return_terms: null })).toBeNull()
})
