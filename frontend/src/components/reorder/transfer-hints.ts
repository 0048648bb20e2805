import { createContext } from 'react'
import type { TransferProposal } from '@/hooks/transfers'
import { formatQty } from '@/lib/format'

/** "Get 20 from North instead of buying", by the medicine's id. */
export const TransferHints = createContext<ReadonlyMap<number, string>>(new Map())

export function hintsOf(proposals: readonly TransferProposal[]): ReadonlyMap<number, string> {
  return new Map(
    proposals
      .filter((one) => !one.is_outgoing && one.replaces_qty > 0)
      .map((one) => [
        one.medicine_id,
        `Get ${formatQty(one.qty)} from ${one.other_pharmacy_name} instead of buying`,
      ]),
  )
}
