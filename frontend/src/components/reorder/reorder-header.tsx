import { Download } from 'lucide-react'
import { PageHeader } from '@/components/layout/page-header'
import { type ReorderView, STATUSES } from '@/components/reorder/filters'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/field'
import { usePharmacy } from '@/hooks/auth'
import { downloadOrderList, useReorderAnalysis } from '@/hooks/reorder'
import { tellError } from '@/hooks/reorder-decisions'
import type { Changes } from '@/hooks/use-url-state'
import { count, formatMoney } from '@/lib/format'

export function ReorderHeader({
  view,
  onChange,
}: {
  view: ReorderView
  onChange: (changes: Changes) => void
}) {
  const { data: analysis } = useReorderAnalysis()
  const { currency } = usePharmacy()
  const note = analysis
    ? `${count(analysis.open_suggestions, 'item')} to decide, ${formatMoney(analysis.order_value, currency, { whole: true })} in all`
    : null
  return (
    <PageHeader
      title="Reorder"
      note={note}
      actions={
        <>
          <Select
            aria-label="Status"
            className="w-auto"
            value={view.status}
            onChange={(event) =>
              onChange({ status: event.target.value === 'open' ? null : event.target.value })
            }
          >
            {STATUSES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
          <Button onClick={() => downloadOrderList(view.filter).catch(tellError)}>
            <Download /> Export CSV
          </Button>
        </>
      }
    />
  )
}
