import type { Movement } from '@/hooks/inventory'
import type { Adjustment } from '@/hooks/stock'

export const ADJUSTMENT_WORD: Record<Adjustment['reason_code'], string> = {
  breakage: 'Breakage',
  spoilage: 'Spoilage',
  theft: 'Theft',
  expiry: 'Expired, thrown away',
  found: 'Found on the shelf',
  free_goods: 'Free goods',
  wrong_entry: 'Wrong entry',
  own_use: 'Own use',
}

const MOVEMENT_WORD: Record<Movement['reason'], string> = {
  opening: 'Opening stock',
  receipt: 'Delivery',
  sale: 'Sale',
  count: 'Count',
  sale_return: 'Customer return',
  adjustment: 'Correction',
  reversal: 'Taken back',
  destruction: 'Destroyed',
  supplier_return: 'Returned to the supplier',
  transfer_out: 'Sent to another branch',
  transfer_in: 'Came from another branch',
}

/** "Correction: breakage" says more than "adjustment". */
export function movementWord({ reason, reason_code }: Pick<Movement, 'reason' | 'reason_code'>): string {
  const word = MOVEMENT_WORD[reason]
  return reason_code ? `${word}: ${ADJUSTMENT_WORD[reason_code].toLowerCase()}` : word
}

/** A reversal, destroyed stock, a line of nothing and one taken back before stay as they are. */
export function isReversible(line: Pick<Movement, 'reason' | 'qty_change' | 'reversed_by_id'>): boolean {
  const isFinal = line.reason === 'reversal' || line.reason === 'destruction'
  return !isFinal && line.qty_change !== 0 && line.reversed_by_id === null
}

/** Whether a reason takes away or adds; a correction does either, so somebody must say which. */
export function signOf(classification: Adjustment['classification']): -1 | 1 | null {
  if (classification === 'gain') return 1
  return classification === 'correction' ? null : -1
}
