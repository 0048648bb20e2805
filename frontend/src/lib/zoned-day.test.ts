import { describe, expect, it } from 'vitest'
import { nextDay, startOfDay } from '@/lib/zoned-day'

describe('startOfDay', () => {
  it('is midnight by the clock of the pharmacy', () => {
    expect(startOfDay('2026-11-24', 'Asia/Kolkata')).toBe('2026-11-23T18:30:00.000Z')
    expect(startOfDay('2026-11-24', 'UTC')).toBe('2026-11-24T00:00:00.000Z')
    expect(startOfDay('2026-07-01', 'America/New_York')).toBe('2026-07-01T04:00:00.000Z')
  })

  it('knows the days on which the clock changes', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
    expect(startOfDay('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z')
  })

  it('refuses what is no date', () => {
    expect(startOfDay('yesterday', 'UTC')).toBeNull()
    expect(startOfDay('2026-13-45', 'UTC')).toBeNull()
  })
})

describe('nextDay', () => {
  it('goes over the end of a month and a year', () => {
    expect(nextDay('2026-02-28')).toBe('2026-03-01')
    expect(nextDay('2026-12-31')).toBe('2027-01-01')
  })
})
