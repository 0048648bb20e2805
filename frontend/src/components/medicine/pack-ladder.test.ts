import { describe, expect, it } from 'vitest'
import { describePack, inBaseUnits, toPacks, toRungs } from '@/components/medicine/pack-ladder'

const PACKS = [
  { name: 'strip', units: 10 },
  { name: 'box', units: 100 },
]

describe('the rungs of a ladder', () => {
  it('say how many of the rung below they hold, and back', () => {
    const rungs = toRungs(PACKS)

    expect(rungs).toEqual([
      { name: 'strip', holds: '10' },
      { name: 'box', holds: '10' },
    ])
    expect(toPacks('tablet', rungs)).toEqual({ packs: PACKS, problems: [null, null] })
  })

  it.each([
    [{ name: '', holds: '10' }, 'Name this pack'],
    [{ name: 'Tablet', holds: '10' }, 'Two packs have one name'],
    [{ name: 'strip', holds: '1' }, 'holds more than one'],
    [{ name: 'strip', holds: 'ten' }, 'holds more than one'],
  ])('refuses %o', (rung, problem) => {
    expect(toPacks('tablet', [rung]).problems[0]).toContain(problem)
  })

  it('may hold parts only at the bottom', () => {
    const said = toPacks('ml', [
      { name: 'dose', holds: '2.5' },
      { name: 'bottle', holds: '2.5' },
    ])

    expect(said.problems).toEqual([null, 'Only the smallest pack may hold parts.'])
  })
})

it('describes a pack in what is below it and in base units', () => {
  expect(describePack(PACKS, 0, 'tablet')).toBe('10 tablets')
  expect(describePack(PACKS, 1, 'tablet')).toBe('10 strips, 100 tablets')
})

it('counts base units', () => {
  expect(inBaseUnits({ packs: PACKS, base_unit: 'tablet' }, 3, 'box')).toBe(300)
  expect(inBaseUnits({ packs: PACKS, base_unit: 'tablet' }, 3, '')).toBe(3)
})
