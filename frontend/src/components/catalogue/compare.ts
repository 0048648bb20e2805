import type { MedicineDetail } from '@/hooks/inventory'
import { formatMoney, formatQty } from '@/lib/format'
import { labelOf, SCHEDULES, STORAGES } from '@/lib/medicine-words'

export type Side = 'first' | 'second'

export interface Compared {
  label: string
  first: string | null
  second: string | null
  differs: boolean
}

const money = (amount: string | null, currency: string) =>
  amount === null ? null : formatMoney(amount, currency)

const READ: readonly [string, (medicine: MedicineDetail, currency: string) => string | null][] = [
  ['Generic', (one) => one.generic_name],
  ['Strength', (one) => one.strength],
  ['Form', (one) => one.form],
  ['Manufacturer', (one) => one.manufacturer],
  ['Supplier', (one) => one.supplier_name],
  ['Base unit', (one) => one.base_unit],
  ['Packs', (one) => one.packs.map((pack) => `${pack.name} of ${formatQty(pack.units)}`).join(', ') || null],
  ['Price', (one, currency) => money(one.price, currency)],
  ['Cost', (one, currency) => money(one.unit_cost, currency)],
  ['MRP', (one, currency) => money(one.mrp, currency)],
  ['Schedule', (one) => labelOf(SCHEDULES, one.schedule)],
  ['Storage', (one) => labelOf(STORAGES, one.storage)],
  ['In stock', (one) => one.stock_words],
  ['On order', (one) => formatQty(one.on_order_qty)],
]

/** Field by field; what neither of them tells is left out. */
export function compare(first: MedicineDetail, second: MedicineDetail, currency: string): Compared[] {
  return READ.map(([label, read]) => {
    const one = read(first, currency)
    const two = read(second, currency)
    return { label, first: one, second: two, differs: one !== two }
  }).filter((row) => row.first !== null || row.second !== null)
}
