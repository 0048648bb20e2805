import type { Suggestion } from '@/hooks/reorder'
import { formatMoney, formatQty } from '@/lib/format'

/** "Minimum order 20, safe 12, $8.80 at risk", or null where all of the order sells before it expires. */
export function riskText(row: Suggestion, currency: string): string | null {
  if (row.safe_qty === null || row.at_risk_qty <= 0) return null
  const least = Math.ceil(Math.max(row.moq, row.pack_size) / row.pack_size) * row.pack_size
  const order = row.order_qty <= least ? 'Minimum order' : 'Order'
  const atRisk =
    row.at_risk_value === null ? formatQty(row.at_risk_qty) : formatMoney(row.at_risk_value, currency)
  return `${order} ${formatQty(row.order_qty)}, safe ${formatQty(row.safe_qty)}, ${atRisk} at risk`
}
