import { expect, it } from 'vitest'
import { chanceWord, riskTone } from '@/components/expiry/words'

it('never says that a chance is sure', () => {
  expect([0, 0.3, 0.724, 1].map(chanceWord)).toEqual(['under 1 %', '30 %', '72 %', 'over 99 %'])
})

it('is loud only where something is likely to be left', () => {
  expect([0.1, 0.3, 0.5].map(riskTone)).toEqual(['text-ink-3', 'text-ink', 'text-danger'])
})
