import { expect, test } from 'vitest'
import { isActive, navFor } from '@/components/layout/nav'

const labels = (permissions: string[]) =>
  navFor({ permissions }).flatMap(({ items }) => items.map(({ label }) => label))

test('a person sees only the pages they may open', () => {
  expect(labels(['customers.read'])).toEqual([
    'Today',
    'Reorder',
    'Inventory',
    'Dead stock',
    'Imports',
    'Proof',
    'Customers',
  ])
})

test('a group without a page is left out', () => {
  expect(navFor(undefined).map(({ title }) => title)).toEqual([null])
})

test('a medicine belongs to the inventory', () => {
  expect(isActive('/inventory/', '/medicine/')).toBe(true)
  expect(isActive('/', '/inventory/')).toBe(false)
})
