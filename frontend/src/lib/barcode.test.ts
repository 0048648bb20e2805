import { describe, expect, it } from 'vitest'
import { makeScanReader, readCode, shortCode } from '@/lib/barcode'

describe('readCode', () => {
  it.each([
    ['8901234567894', '8901234567894'],
    [' 8901234567894 ', '8901234567894'],
    ['(01)08901234567894(17)270131', '08901234567894'],
    [']d20108901234567894172701311012A', '08901234567894'],
    ['01234567890128', '01234567890128'],
    ['Calpol 500', null],
    ['500', null],
  ])('reads %s as %s', (text, code) => {
    expect(readCode(text)).toBe(code)
  })
})

describe('shortCode', () => {
  it.each([
    ['08901234567894', '8901234567894'],
    ['00000096385074', '96385074'],
    ['18901234567891', '18901234567891'],
    ['SHELF-12', 'SHELF-12'],
  ])('prints %s as %s', (code, printed) => {
    expect(shortCode(code)).toBe(printed)
  })
})

describe('a scanner', () => {
  const read = (text: string, pace: number) => {
    const reader = makeScanReader()
    const keys = [...text, 'Enter']
    return keys.map((key, index) => reader.press(key, 1000 + index * pace)).at(-1)
  }

  it('is told from a hand by its pace', () => {
    expect(read('8901234567894', 10)).toBe('8901234567894')
    expect(read('8901234567894', 200)).toBeNull()
  })

  it('is no Enter after a short burst, and no word', () => {
    expect(read('123', 10)).toBeNull()
    expect(read('paracetamol', 10)).toBeNull()
    expect(read('SHELF-12', 10)).toBe('SHELF-12')
  })
})
