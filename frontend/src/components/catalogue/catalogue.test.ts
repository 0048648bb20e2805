import { expect, it } from 'vitest'
import { compare } from '@/components/catalogue/compare'
import { cellAt, sumOf } from '@/components/catalogue/matrix'
import type { MedicineDetail } from '@/hooks/inventory'

const CELLS = [
  { abc: 'A', ven: 'V', category: 'I', medicine_count: 2, consumption_value: '10.50' },
  { abc: 'A', ven: null, category: 'I', medicine_count: 3, consumption_value: '4.25' },
  { abc: 'C', ven: 'N', category: 'III', medicine_count: 1, consumption_value: null },
] as const

it('adds up cells, leaving out what is hidden', () => {
  expect(sumOf(CELLS)).toEqual({ medicines: 6, value: '14.75' })
  expect(sumOf([])).toEqual({ medicines: 0, value: null })
  expect(cellAt(CELLS, 'A', null)?.medicine_count).toBe(3)
  expect(cellAt(CELLS, 'B', 'V')).toBeUndefined()
})

it('compares two medicines field by field, and leaves out what neither tells', () => {
  const told = { base_unit: 'tablet', price: '2', packs: [], stock_words: '7 tablets', on_order_qty: 0 }
  const silent = Object.fromEntries(
    ['generic_name', 'strength', 'form', 'manufacturer', 'supplier_name', 'unit_cost', 'mrp', 'schedule']
      .concat('storage')
      .map((field) => [field, null]),
  )
  const first = { ...silent, ...told, strength: '500 mg' } as unknown as MedicineDetail
  const second = { ...silent, ...told, strength: null } as unknown as MedicineDetail

  const rows = compare(first, second, 'INR')

  expect(rows.find((row) => row.label === 'Strength')).toEqual({
    label: 'Strength',
    first: '500 mg',
    second: null,
    differs: true,
  })
  expect(rows.find((row) => row.label === 'Price')?.differs).toBe(false)
  expect(rows.some((row) => row.label === 'MRP')).toBe(false)
})
