import { describe, expect, it } from 'vitest'
import { describeTook, describeWeekdays, readHolidays } from '@/components/catalogue/calendar-words'

describe('a calendar in words', () => {
  it('names the days, or that any will do', () => {
    expect(describeWeekdays([1, 4])).toBe('Mon, Thu')
    expect(describeWeekdays([])).toBe('any day')
    expect(describeWeekdays([1, 2, 3, 4, 5, 6, 7])).toBe('any day')
  })

  it('says how long deliveries took once enough are known', () => {
    expect(describeTook({ took_days: [2, 9, 4, 5, 3], counts_deliveries: true })).toBe(
      '2 to 9 days, last 5 deliveries',
    )
    expect(describeTook({ took_days: [1, 1, 1, 1, 1], counts_deliveries: true })).toBe(
      '1 day, last 5 deliveries',
    )
    expect(describeTook({ took_days: [2], counts_deliveries: false })).toBeNull()
  })

  it('reads dates and nothing else', () => {
    expect(readHolidays(' 2026-12-25, 2027-01-26 ')).toEqual(['2026-12-25', '2027-01-26'])
    expect(readHolidays('')).toEqual([])
    expect(readHolidays('2026-02-30')).toBeNull()
    expect(readHolidays('Christmas')).toBeNull()
  })
})
