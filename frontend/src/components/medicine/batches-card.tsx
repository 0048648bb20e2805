import { PackageOpen } from 'lucide-react'
import { useState } from 'react'
import { ExpiryBadge } from '@/components/inventory/expiry-badge'
import { AvailabilityLine } from '@/components/stock/availability-line'
import { BatchMenu } from '@/components/stock/batch-menu'
import { ReserveDialog } from '@/components/stock/reserve-dialog'
import { StateBadge } from '@/components/stock/state-badge'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { EmptyState } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { useMay, usePharmacy } from '@/hooks/auth'
import { type StockBatch, useShelf } from '@/hooks/stock'
import { formatDate, formatMoney, formatQty } from '@/lib/format'

/** Stock by batch, in the order in which it will be sold. */
export function BatchesCard({ medicineId }: { medicineId: number }) {
  const mayReserve = useMay('stock.reserve')
  const [reserves, setReserves] = useState(false)
  const shelf = useShelf(medicineId)
  return (
    <Card>
      <CardHeader
        title="Stock by batch"
        note="first to expire, first to be sold"
        actions={
          mayReserve ? (
            <Button size="sm" onClick={() => setReserves(true)}>
              Reserve
            </Button>
          ) : null
        }
      />
      <AvailabilityLine medicineId={medicineId} />
      <Loaded query={shelf} lines={3}>
        {(batches) =>
          batches.length === 0 ? (
            <EmptyState icon={<PackageOpen />} title="No batch on the shelf" className="py-8">
              Receive a batch when the delivery comes, or record a count of what is there.
            </EmptyState>
          ) : (
            <BatchTable batches={batches} />
          )
        }
      </Loaded>
      {reserves ? <ReserveDialog medicineId={medicineId} onClose={() => setReserves(false)} /> : null}
    </Card>
  )
}

function BatchTable({ batches }: { batches: readonly StockBatch[] }) {
  const next = batches.find(
    ({ state, is_expired, on_hand_qty, reserved_qty }) =>
      state === 'ok' && !is_expired && on_hand_qty > reserved_qty,
  )
  return (
    <Table label="Stock by batch">
      <thead>
        <tr>
          <Th>Batch</Th>
          <Th>Expires</Th>
          <Th>Received</Th>
          <Th className="text-right">Unit cost</Th>
          <Th className="text-right">MRP</Th>
          <Th className="text-right">On hand</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {batches.map((batch) => (
          <BatchRow key={batch.id} batch={batch} isNext={batch.id === next?.id} />
        ))}
      </tbody>
    </Table>
  )
}

function BatchRow({ batch, isNext }: { batch: StockBatch; isNext: boolean }) {
  const { currency } = usePharmacy()
  return (
    <tr>
      <Td className="max-w-64">
        <span className="whitespace-nowrap font-medium">{batch.batch_no ?? 'No number'}</span>
        {isNext ? (
          <Badge tone="accent" className="ml-2">
            sold next
          </Badge>
        ) : null}
        <StateBadge state={batch.state} className="ml-2" />
        {batch.state_note || batch.supplier_name ? (
          <span className="block truncate text-ink-3 text-xs">
            {batch.state_note ?? `from ${batch.supplier_name}`}
          </span>
        ) : null}
      </Td>
      <Td className="whitespace-nowrap">
        <span className="tabular mr-2">{batch.expiry_date ? formatDate(batch.expiry_date) : '—'}</span>
        <ExpiryBadge daysLeft={batch.days_left} />
      </Td>
      <Td className="tabular whitespace-nowrap text-ink-3">{formatDate(batch.received_on)}</Td>
      <Td className="num text-ink-3">{formatMoney(batch.unit_cost, currency)}</Td>
      <Td className="num text-ink-3">{formatMoney(batch.mrp, currency)}</Td>
      <Td className="num">
        <span className="block font-medium">{formatQty(batch.on_hand_qty)}</span>
        {batch.reserved_qty > 0 ? (
          <span className="block whitespace-nowrap text-ink-3 text-xs">
            {formatQty(batch.reserved_qty)} reserved
          </span>
        ) : null}
      </Td>
      <Td className="w-0">
        <BatchMenu batch={batch} />
      </Td>
    </tr>
  )
}
