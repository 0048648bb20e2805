import type { FoundProps } from '@/components/proof/figures-strip'
import { Card, CardHeader } from '@/components/ui/card'
import { Table, Td, Th } from '@/components/ui/table'
import { formatMoney, formatPercent, formatQty } from '@/lib/format'

/** The same weeks ordered in each way, one under the other. */
export function RulesCard({ found, ours, amc, currency }: FoundProps) {
  const money = (amount: string | null) => formatMoney(amount, currency, { whole: true })
  return (
    <Card>
      <CardHeader title="The same weeks, ordered in each way" note="each day knowing earlier days only" />
      <Table label="Ways to order">
        <thead>
          <tr>
            <Th>Ordered by</Th>
            <Th className="text-right">Filled</Th>
            <Th className="text-right">Average stock</Th>
            <Th className="text-right">Sales lost</Th>
            <Th className="text-right max-md:hidden">Orders</Th>
          </tr>
        </thead>
        <tbody>
          <Line
            name="PharmaRec"
            isOurs
            cells={[
              formatPercent(ours.fill),
              money(ours.stock_value),
              money(ours.value_lost),
              formatQty(ours.orders),
            ]}
          />
          <Line
            name="Average of 90 days × 1.5"
            cells={[
              formatPercent(amc.fill),
              money(amc.stock_value),
              money(amc.value_lost),
              formatQty(amc.orders),
            ]}
          />
          {found.equal_fill_ratio === null ? null : (
            <Line
              name="An average that fills as much"
              cells={[formatPercent(ours.fill), money(found.amc_equal_stock_value), '—', '—']}
            />
          )}
          {found.actual ? (
            <Line
              name="What you did"
              cells={[
                found.actual.fill === null ? 'unknown' : formatPercent(found.actual.fill),
                money(found.actual.stock_value),
                '—',
                '—',
              ]}
            />
          ) : null}
        </tbody>
      </Table>
      {found.actual ? (
        <p className="border-t px-4 py-2.5 text-pretty text-ink-3 text-xs">{found.actual.sentence}</p>
      ) : null}
    </Card>
  )
}

function Line({ name, cells, isOurs }: { name: string; cells: readonly string[]; isOurs?: boolean }) {
  const [filled, stock, lost, orders] = cells
  return (
    <tr className={isOurs ? 'bg-accent-soft font-semibold' : 'font-normal'}>
      <th scope="row" className="h-10 border-t px-4 py-1.5 text-left [font-weight:inherit]">
        {name}
      </th>
      <Td className="num">{filled}</Td>
      <Td className="num">{stock}</Td>
      <Td className="num">{lost}</Td>
      <Td className="num max-md:hidden">{orders}</Td>
    </tr>
  )
}
