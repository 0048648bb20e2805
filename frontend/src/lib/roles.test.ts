import { describe, expect, it } from 'vitest'
import { differenceFrom, groupRights } from '@/lib/roles'

describe('groupRights', () => {
  it('names each right once, and leaves out what nobody chooses', () => {
    const groups = groupRights(['sales.read', 'costs.read', 'account.self'])

    expect(groups.map((group) => group.title)).toEqual(['Selling', 'Stock'])
    expect(groups.flatMap((group) => group.rights).map((right) => right.label)).toEqual([
      'See sales',
      'See costs and values',
    ])
  })

  it('hides no right that it has no words for', () => {
    expect(groupRights(['tills.open'])).toEqual([
      { title: 'More', rights: [{ name: 'tills.open', label: 'tills.open' }] },
    ])
  })
})

describe('differenceFrom', () => {
  it('tells what was granted and what was withdrawn', () => {
    expect(differenceFrom(['a', 'b'], new Set(['b', 'c']))).toEqual({ granted: ['c'], withdrawn: ['a'] })
  })

  it('is empty for the preset', () => {
    expect(differenceFrom(['a'], new Set(['a']))).toEqual({ granted: [], withdrawn: [] })
  })
})
