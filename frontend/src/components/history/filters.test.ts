import { describe, expect, it } from 'vitest'
import { readHistoryFilter } from '@/components/history/filters'

const read = (address: string) => {
  const params = new URLSearchParams(address)
  return readHistoryFilter((name) => params.get(name), 'Asia/Kolkata')
}

describe('readHistoryFilter', () => {
  it('asks for everything when the address says nothing', () => {
    expect(read('')).toEqual({})
  })

  it('takes whole days by the clock of the pharmacy, the last one included', () => {
    expect(read('from=2026-11-01&to=2026-11-02')).toEqual({
      recorded_from: '2026-10-31T18:30:00.000Z',
      recorded_before: '2026-11-02T18:30:00.000Z',
    })
  })

  it('leaves out what cannot be meant', () => {
    expect(read('person=abc&from=soon&to=later&kind=batch')).toEqual({ subject_kind: 'batch' })
  })
})
