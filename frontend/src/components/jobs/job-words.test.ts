import { describe, expect, it } from 'vitest'
import { resultInWords, shareOf } from '@/components/jobs/job-words'
import { isUnderWay } from '@/hooks/jobs'

describe('a job in words', () => {
  it('tells what it came to in one line', () => {
    expect(resultInWords({ entries: 12, checkpoints: 3, note: null })).toBe('entries 12 · checkpoints 3')
    expect(resultInWords({})).toBeNull()
    expect(resultInWords(null)).toBeNull()
  })

  it('does not invent how far it is', () => {
    expect(shareOf({ progress_done: 5, progress_total: 20 })).toBe(0.25)
    expect(shareOf({ progress_done: 5, progress_total: 0 })).toBeNull()
  })
})

describe('isUnderWay', () => {
  const now = Date.parse('2026-11-24T10:00:00Z')

  it('is so while it runs or is due, and not for one that waits for the night', () => {
    expect(isUnderWay({ status: 'running', due_at: '2026-11-24T09:00:00Z' }, now)).toBe(true)
    expect(isUnderWay({ status: 'queued', due_at: '2026-11-24T09:59:59Z' }, now)).toBe(true)
    expect(isUnderWay({ status: 'queued', due_at: '2026-11-24T21:00:00Z' }, now)).toBe(false)
    expect(isUnderWay({ status: 'done', due_at: '2026-11-24T09:00:00Z' }, now)).toBe(false)
    expect(isUnderWay(null, now)).toBe(false)
  })
})
