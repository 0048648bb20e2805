import { expect, it } from 'vitest'
import { labelOf, plural, STORAGES, unitsOf } from '@/lib/medicine-words'

it.each([
  ['tablet', 'tablets'],
  ['box', 'boxes'],
  ['pouch', 'pouches'],
  ['ml', 'ml'],
  ['cozy', 'cozies'],
  ['tray', 'trays'],
])('more than one %s are %s', (one, many) => {
  expect(plural(one)).toBe(many)
})

it('says one unit as it is', () => {
  expect(unitsOf(1, 'strip')).toBe('strip')
  expect(unitsOf(0, 'strip')).toBe('strips')
})

it('has a word for each choice, and none for none', () => {
  expect(labelOf(STORAGES, 'fridge_2_8')).toBe('Fridge, 2–8 °C')
  expect(labelOf(STORAGES, null)).toBeNull()
})
