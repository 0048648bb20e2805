import { expect, it } from 'vitest'
import { groupBySupplier, readView } from '@/components/reorder/filters'
import { makeSuggestion } from '@/test/factories'

const view = (query: string) => {
  const params = new URLSearchParams(query)
  return readView((name) => params.get(name))
}

it('reads the list from the address', () => {
  expect(view('urgency=out&supplier=Medline&q=cal&sort=-order_value').filter).toEqual({
    status: 'open',
    sort: '-order_value',
    urgency: 'out',
    supplier_name: 'Medline',
    q: 'cal',
  })
})

it('falls back where an old or broken link says something unknown', () => {
  expect(view('urgency=burning&status=lost&sort=colour&open=x')).toMatchObject({
    urgency: 'all',
    openId: null,
    filter: { status: 'open', sort: 'urgency' },
  })
})

it('asks for supplier order when grouped, so that a group is never torn apart by pages', () => {
  expect(view('group=supplier&sort=-order_value').filter.sort).toBe('supplier_name')
})

it('puts the urgent and the dear first within a supplier', () => {
  const rows = [
    makeSuggestion({ id: 1, supplier_name: 'B', urgency: 'soon' }),
    makeSuggestion({ id: 2, supplier_name: 'B', urgency: 'out', order_value: '5.00' }),
    makeSuggestion({ id: 3, supplier_name: null }),
    makeSuggestion({ id: 4, supplier_name: 'B', urgency: 'out', order_value: '50.00' }),
  ]

  const groups = groupBySupplier(rows)

  expect(groups.map((group) => [group.supplier, group.rows.map((row) => row.id)])).toEqual([
    ['B', [4, 2, 1]],
    [null, [3]],
  ])
})
