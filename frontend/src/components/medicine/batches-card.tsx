import { PackageOpen } from 'lucide-react'
import { ExpiryBadge } from '@/components/inventory/expiry-badge'
import { Badge } from '@/components/ui/badge'
import { Card, CardHeader } from '@/components/ui/card'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { usePharmacy } from '@/hooks/auth'
import { type Batch, useBatches } from '@/hooks/inventory'
import { formatDate, formatMoney, formatQty } from '@/lib/format'

/** Stock by batch, in the order in which it will be sold. */
export function BatchesCard({ medicineId }: { medicineId: number }) {
  const batches = useBatches(medicineId)
  const firstUsable = batches.data?.find((batch) => !batch.is_expired && batch.on_hand_qty > 0)
  return (
    <Card>
      <CardHeader title="Stock by batch" note="first to expire, first to be sold" />
      {batches.error ? (
        <ErrorState error={batches.error} retry={() => void batches.refetch()} />
      ) : batches.isPending ? (
        <div className="flex flex-col gap-3 p-4">
          <Skeleton />
          <Skeleton />
          <Skeleton />
        </div>
      ) : batches.data.length === 0 ? (
        <EmptyState icon={<PackageOpen />} title="No batch on the shelf" className="py-8">
          Receive a batch when the delivery comes, or record a count of what is there.
        </EmptyState>
      ) : (
        <Table label="Stock by batch">
          <thead>
            <tr>
              <Th>Batch</Th>
              <Th>Expires</Th>
              <Th>Received</Th>
              <Th className="text-right">Unit cost</Th>
              <Th className="text-right">On hand</Th>
            </tr>
          </thead>
          <tbody>
            {batches.data.map((batch) => (
              <BatchRow key={batch.id} batch={batch} isNext={batch.id === firstUsable?.id} />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  )
}

function BatchRow({ batch, isNext }: { batch: Batch; isNext: boolean }) {
  const { currency } = usePharmacy()
  return (
    <tr>
      <Td className="whitespace-nowrap">
        <span className="font-medium">{batch.batch_no ?? 'No number'}</span>
        {isNext ? (
          <Badge tone="accent" className="ml-2">
            sold next
          </Badge>
        ) : null}
      </Td>
      <Td className="whitespace-nowrap">
        <span className="tabular mr-2">{batch.expiry_date ? formatDate(batch.expiry_date) : '—'}</span>
        <ExpiryBadge daysLeft={batch.days_left} />
      </Td>
      <Td className="tabular whitespace-nowrap text-ink-3">{formatDate(batch.received_on)}</Td>
      <Td className="num text-ink-3">{batch.unit_cost ? formatMoney(batch.unit_cost, currency) : '—'}</Td>
      <Td className="num font-medium">{formatQty(batch.on_hand_qty)}</Td>
    </tr>
  )
}
