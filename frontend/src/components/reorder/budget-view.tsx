import { Wallet } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { EmptyState } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { type BudgetLine, type BudgetSummary, useBudget } from '@/hooks/budget'
import type { SuggestionFilter } from '@/hooks/reorder'
import type { Order } from '@/hooks/reorder-decisions'
import { count, formatEstimate, formatMoney, formatQty } from '@/lib/format'

interface BudgetViewProps {
  budget: string
  filter: SuggestionFilter
  currency: string
  mayDecide: boolean
  onAccept: (orders: readonly Order[]) => void
}

/** What a budget buys of the list, what is left out, and what that is expected to lose. */
export function BudgetView({ budget, filter, currency, mayDecide, onAccept }: BudgetViewProps) {
  const query = useBudget(budget, filter)
  return (
    <div className="grid grid-cols-1 gap-4 px-6 max-md:px-4">
      <Loaded query={query} lines={8}>
        {({ lines, summary }) => {
          if (lines.length === 0) {
            return (
              <EmptyState icon={<Wallet />} title="Nothing to spend it on">
                No item of this list waits to be ordered.
              </EmptyState>
            )
          }
          const cut = lines.filter((line) => line.bought_qty < line.order_qty)
          const bought = lines.filter((line) => line.bought_qty > 0)
          const orders = bought.map((line) => ({
            id: line.suggestion_id,
            medicine_name: line.medicine_name,
            order_qty: line.bought_qty,
          }))
          return (
            <>
              <Figures summary={summary} currency={currency} />
              <Card>
                <CardHeader
                  title="Left out"
                  note={cut.length === 0 ? 'nothing: the budget buys it all' : 'what costs most first'}
                />
                {cut.length === 0 ? null : <CutTable lines={cut} currency={currency} />}
              </Card>
              <Card>
                <CardHeader
                  title="Bought"
                  note={count(bought.length, 'item')}
                  actions={
                    mayDecide && bought.length > 0 ? (
                      <Button
                        variant="primary"
                        size="sm"
                        disabled={query.isFetching}
                        onClick={() => onAccept(orders)}
                      >
                        Accept what is bought
                      </Button>
                    ) : null
                  }
                />
                {bought.length === 0 ? null : <BoughtTable lines={bought} currency={currency} />}
              </Card>
            </>
          )
        }}
      </Loaded>
    </div>
  )
}

function Figures({ summary, currency }: { summary: BudgetSummary; currency: string }) {
  const figures = [
    {
      label: 'Spent',
      value: formatMoney(summary.spent, currency),
      note: `of ${formatMoney(summary.budget, currency)}`,
    },
    {
      label: 'The whole list',
      value: formatMoney(summary.full_value, currency),
      note: `${count(summary.cut_count, 'item')} cut`,
    },
    {
      label: 'Expected lost sales',
      value: `${formatEstimate(summary.lost_units)} units`,
      note: 'because of what is left out',
    },
    {
      label: 'Margin lost with them',
      value: formatMoney(summary.lost_margin, currency),
      note: 'until the next order arrives',
    },
  ]
  return (
    <dl aria-label="What the budget does" className="grid grid-cols-4 gap-3 max-md:grid-cols-2">
      {figures.map(({ label, value, note }) => (
        <div key={label} className="rounded-xl border bg-surface px-4 py-3">
          <dt className="text-ink-3 text-xs">{label}</dt>
          <dd className="tabular font-semibold text-base">{value}</dd>
          <dd className="text-ink-3 text-xs">{note}</dd>
        </div>
      ))}
    </dl>
  )
}

function Name({ line }: { line: BudgetLine }) {
  return (
    <Td>
      <span className="font-medium">{line.medicine_name}</span>{' '}
      {line.is_vital ? <Badge tone="accent">Vital</Badge> : null}
      <span className="block text-ink-3 text-xs">{line.supplier_name ?? 'No supplier named'}</span>
    </Td>
  )
}

function CutTable({ lines, currency }: { lines: readonly BudgetLine[]; currency: string }) {
  return (
    <Table label="Left out">
      <thead>
        <tr>
          <Th>Item</Th>
          <Th className="text-right">Bought, of wanted</Th>
          <Th className="text-right">Lost sales</Th>
          <Th className="text-right">Lost margin</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.suggestion_id}>
            <Name line={line} />
            <Td className="num">
              {formatQty(line.bought_qty)} of {formatQty(line.order_qty)}
            </Td>
            <Td className="num">{formatEstimate(line.lost_units)}</Td>
            <Td className="num">{formatMoney(line.lost_margin, currency)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function BoughtTable({ lines, currency }: { lines: readonly BudgetLine[]; currency: string }) {
  return (
    <Table label="Bought">
      <thead>
        <tr>
          <Th>Item</Th>
          <Th className="text-right">Order</Th>
          <Th className="text-right">Value</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.suggestion_id}>
            <Name line={line} />
            <Td className="num">{formatQty(line.bought_qty)}</Td>
            <Td className="num">{formatMoney(line.bought_value, currency)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
