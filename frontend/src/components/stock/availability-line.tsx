import { Skeleton } from '@/components/ui/states'
import { useAvailability } from '@/hooks/stock'
import { formatQty } from '@/lib/format'

/** What may be sold, and where the rest of what is on hand stands; the parts add up. */
export function AvailabilityLine({ medicineId }: { medicineId: number }) {
  const { data } = useAvailability(medicineId)
  if (!data) return <Skeleton className="mx-4 my-3 w-80 max-w-[calc(100%-2rem)]" />
  const parts = [
    { word: 'reserved', qty: data.reserved },
    { word: 'held', qty: data.held },
    { word: 'expired', qty: data.expired },
    { word: 'recalled', qty: data.recalled },
  ].filter(({ qty }) => qty > 0)
  return (
    <p className="tabular flex min-h-10 flex-wrap items-baseline gap-x-1.5 border-b px-4 py-2.5 text-ink-2">
      <span>
        <span className="font-medium text-ink">{formatQty(data.on_hand)}</span> on hand
      </span>
      {parts.map(({ word, qty }) => (
        <span key={word}>
          − <span className="font-medium text-ink">{formatQty(qty)}</span> {word}
        </span>
      ))}
      <span>
        = <span className="font-semibold text-accent">{formatQty(data.available)}</span> available
      </span>
    </p>
  )
}
