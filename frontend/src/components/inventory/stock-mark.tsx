import { UrgencyMark } from '@/components/reorder/urgency-mark'

/** Out, low or in stock: the shapes of the reorder list, with the words of a shelf. */
export function StockMark({ stock, reorderLevel }: { stock: number; reorderLevel: number }) {
  if (stock <= 0) return <UrgencyMark urgency="out" word="Out" />
  if (stock <= reorderLevel) return <UrgencyMark urgency="at_risk" word="Low" />
  return <UrgencyMark urgency="fine" word="In stock" />
}
