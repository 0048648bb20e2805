import Link from 'next/link'
import { useState } from 'react'
import { NoteDialog } from '@/components/stock/note-dialog'
import { ADJUSTMENT_WORD } from '@/components/stock/words'
import { Button } from '@/components/ui/button'
import { Td } from '@/components/ui/table'
import { useMay, useMe, usePharmacy } from '@/hooks/auth'
import { type Adjustment, useDecide } from '@/hooks/stock'
import { cn } from '@/lib/cn'
import { formatInstant, formatMoney, formatQty } from '@/lib/format'

type Decision = 'approve' | 'reject'

const changeOf = ({ change_qty }: Adjustment) =>
  `${change_qty > 0 ? '+' : '−'}${formatQty(Math.abs(change_qty))}`

export function AdjustmentRow({ adjustment }: { adjustment: Adjustment }) {
  const { currency, time_zone } = usePharmacy()
  const { requested_by_name, requested_at, decided_at, decided_by_name, decision_note } = adjustment
  return (
    <tr>
      <Td className="max-w-64">
        <Link href={`/medicine/?id=${adjustment.medicine_id}`} className="block truncate font-medium">
          {adjustment.medicine_name}
        </Link>
        <span className="block text-ink-3 text-xs">{adjustment.batch_no ?? 'No number'}</span>
      </Td>
      <Td className="min-w-32">
        {ADJUSTMENT_WORD[adjustment.reason_code]}
        {adjustment.note ? <span className="text-ink-3"> · {adjustment.note}</span> : null}
      </Td>
      <Td className={cn('num font-medium', adjustment.change_qty > 0 && 'text-accent')}>
        {changeOf(adjustment)}
      </Td>
      <Td className="num">{formatMoney(adjustment.value_amount, currency)}</Td>
      <Td className="min-w-36">
        <span className="block">{decided_by_name ?? requested_by_name}</span>
        <span className="tabular block text-ink-3 text-xs">
          {formatInstant(decided_at ?? requested_at, time_zone)}
          {decided_by_name ? `, asked by ${requested_by_name}` : null}
        </span>
        {decision_note ? <span className="block text-ink-3 text-xs">{decision_note}</span> : null}
      </Td>
      <Td className="w-0">{adjustment.status === 'pending' ? <Decide adjustment={adjustment} /> : null}</Td>
    </tr>
  )
}

/** Nobody decides on a correction of their own. */
function Decide({ adjustment }: { adjustment: Adjustment }) {
  const { data: me } = useMe()
  const mayApprove = useMay('stock.approve')
  const [decision, setDecision] = useState<Decision | null>(null)
  if (me?.id === adjustment.requested_by) {
    return <span className="block w-28 text-ink-3 text-xs">Yours: somebody else decides</span>
  }
  if (!mayApprove) return <span className="text-ink-3 text-xs">Waits for a manager</span>
  return (
    <div className="flex justify-end gap-1.5">
      <Button size="sm" onClick={() => setDecision('reject')}>
        Reject
      </Button>
      <Button size="sm" variant="primary" onClick={() => setDecision('approve')}>
        Approve
      </Button>
      {decision ? (
        <DecisionDialog adjustment={adjustment} decision={decision} onClose={() => setDecision(null)} />
      ) : null}
    </div>
  )
}

function DecisionDialog({
  adjustment,
  decision,
  onClose,
}: {
  adjustment: Adjustment
  decision: Decision
  onClose: () => void
}) {
  const decide = useDecide(adjustment.id, decision)
  const what = `${changeOf(adjustment)} of ${adjustment.medicine_name}`
  return (
    <NoteDialog
      title={decision === 'approve' ? 'Approve the correction' : 'Reject the correction'}
      description={
        decision === 'approve'
          ? `${what} is written to the ledger now, asked for by ${adjustment.requested_by_name}.`
          : `${what}: nothing moves. ${adjustment.requested_by_name} sees your note.`
      }
      submitLabel={decision === 'approve' ? 'Approve' : 'Reject'}
      done={decision === 'approve' ? 'Correction posted' : 'Correction rejected'}
      mutation={decide}
      onClose={onClose}
    />
  )
}
