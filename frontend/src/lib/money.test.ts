import { describe, expect, it } from 'vitest'
import { isZeroMoney, multiplyMoney, sumMoney, toScaled } from '@/lib/money'

describe('multiplyMoney', () => {
  it('is exact where floats are not', () => {
    expect(0.1 * 3).not.toBe(0.3)
    expect(multiplyMoney('0.10', 3)).toBe('0.30')
    expect(multiplyMoney('1.005', 100)).toBe('100.50')
  })

  it('keeps amounts beyond the exact range of floats', () => {
    expect(multiplyMoney('90071992547409.93', 100)).toBe('9007199254740993.00')
  })

  it('takes fractions of a pack, and numbers that JavaScript writes with an exponent', () => {
    expect(multiplyMoney('12.50', 3.67)).toBe('45.875')
    expect(multiplyMoney('10000', 1e-7)).toBe('0.001')
  })

  it('rounds half up to the fourth decimal', () => {
    expect(multiplyMoney('0.0001', 0.5)).toBe('0.0001')
    expect(multiplyMoney('0.0001', 0.49)).toBe('0.00')
  })
})

describe('sumMoney', () => {
  it('adds without losing a digit', () => {
    expect(sumMoney(['0.10', '0.20'])).toBe('0.30')
    expect(sumMoney(['9007199254740993.0001', '0.0001'])).toBe('9007199254740993.0002')
    expect(sumMoney([])).toBe('0.00')
    expect(sumMoney(['-1.50', '1.00'])).toBe('-0.50')
  })
})

it('refuses what is no decimal instead of guessing', () => {
  expect(() => toScaled('12,50', 4)).toThrow(RangeError)
  expect(() => toScaled('', 4)).toThrow(RangeError)
})

it('knows nothing from next to nothing', () => {
  expect(isZeroMoney('0.0000')).toBe(true)
  expect(isZeroMoney('0.0001')).toBe(false)
})

describe('a hidden cost', () => {
  it('hides what is computed with it', () => {
    expect(sumMoney(['1.00', null])).toBeNull()
    expect(multiplyMoney(null, 3)).toBeNull()
  })
})
