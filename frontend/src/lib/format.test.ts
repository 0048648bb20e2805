import { describe, expect, it } from 'vitest'
import {
  count,
  daysUntil,
  formatAgo,
  formatCover,
  formatDate,
  formatDaysLeft,
  formatInstant,
  formatMoney,
  formatQty,
  formatRate,
} from '@/lib/format'

const us = { locale: 'en-US' }

describe('money', () => {
  it('groups rupees in lakh and crore', () => {
    expect(formatMoney('12345678.5', 'INR')).toBe('₹1,23,45,678.50')
  })

  it('shows every digit of an amount that no float can hold', () => {
    expect(formatMoney('9007199254740993.00', 'USD', us)).toBe('$9,007,199,254,740,993.00')
  })

  it('shows the third and fourth decimal only when they are there', () => {
    expect(formatMoney('0.7625', 'USD', us)).toBe('$0.7625')
    expect(formatMoney('0.7600', 'USD', us)).toBe('$0.76')
  })

  it('drops decimals at a glance, but not of small amounts', () => {
    expect(formatMoney('1141.29', 'USD', { ...us, whole: true })).toBe('$1,141')
    expect(formatMoney('4.56', 'USD', { ...us, whole: true })).toBe('$4.56')
    expect(formatMoney('999.99', 'USD', { ...us, whole: true })).toBe('$999.99')
  })
})

describe('quantities', () => {
  it('keeps fractions of a pack', () => {
    expect(formatQty(3.67)).toBe('3.67')
    expect(formatQty(0.000000001)).toBe('0.000000001')
    expect(formatQty(1200)).toBe('1,200')
  })

  it('gives estimates as many digits as mean something', () => {
    expect(formatRate(0.123456)).toBe('0.12')
    expect(formatRate(12.34)).toBe('12.3')
    expect(formatRate(123.4)).toBe('123')
  })

  it('never rounds cover up', () => {
    expect(formatCover(2.9)).toBe('2')
    expect(formatCover(0.4)).toBe('<1')
    expect(formatCover(0)).toBe('0')
    expect(formatCover(400)).toBe('90+')
    expect(formatCover(null)).toBe('—')
  })

  it('counts in words', () => {
    expect(count(1, 'batch', 'batches')).toBe('1 batch')
    expect(count(2, 'batch', 'batches')).toBe('2 batches')
  })
})

describe('dates', () => {
  it('leaves a calendar date on its day, whatever the time zone', () => {
    expect(formatDate('2026-01-01')).toBe('1 Jan 2026')
    expect(formatDate('2026-12-31')).toBe('31 Dec 2026')
  })

  it("shows instants in the pharmacy's own time zone", () => {
    expect(formatInstant('2026-11-24T20:00:00Z', 'Asia/Kolkata')).toBe('25 Nov, 01:30')
  })

  it('says how long ago', () => {
    const now = Date.parse('2026-11-24T12:00:00Z')
    expect(formatAgo('2026-11-24T11:59:30Z', now)).toBe('just now')
    expect(formatAgo('2026-11-24T11:30:00Z', now)).toBe('30 minutes ago')
    expect(formatAgo('2026-11-23T11:00:00Z', now)).toBe('yesterday')
  })

  it('counts days to an expiry on the calendar, not in hours', () => {
    const lateEvening = new Date(2026, 10, 24, 23, 50)
    expect(daysUntil('2026-11-25', lateEvening)).toBe(1)
    expect(daysUntil('2026-11-24', lateEvening)).toBe(0)
    expect(daysUntil('2026-11-20', lateEvening)).toBe(-4)
  })

  it('puts an expiry into words', () => {
    expect(formatDaysLeft(-1)).toBe('expired 1 day ago')
    expect(formatDaysLeft(0)).toBe('today')
    expect(formatDaysLeft(12)).toBe('in 12 days')
    expect(formatDaysLeft(160)).toBe('in 5 months')
  })
})
