import { Ellipsis, PackageOpen, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { NoteDialog } from '@/components/stock/note-dialog'
import { ReturnDialog } from '@/components/stock/return-dialog'
import { isReversible, movementWord } from '@/components/stock/words'
import { Button } from '@/components/ui/button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { useMay } from '@/hooks/auth'
import type { Movement } from '@/hooks/inventory'
import { useReverse } from '@/hooks/stock'
import { formatQty } from '@/lib/format'

/** What may still be done about a line of the ledger; nothing when it is final. */
export function MovementMenu({ line }: { line: Movement }) {
  const [panel, setPanel] = useState<'reverse' | 'return' | null>(null)
  const mayReverse = useMay('stock.reverse') && isReversible(line)
  const mayReturn = useMay('sales.return') && line.reason === 'sale' && isReversible(line)
  if (!mayReverse && !mayReturn) return null
  return (
    <>
      <Menu
        trigger={
          <Button size="icon-sm" variant="ghost" aria-label={`Do something about ${movementWord(line)}`}>
            <Ellipsis />
          </Button>
        }
      >
        {mayReturn ? (
          <MenuItem onSelect={() => setPanel('return')}>
            <PackageOpen /> Customer return
          </MenuItem>
        ) : null}
        {mayReverse ? (
          <MenuItem onSelect={() => setPanel('reverse')}>
            <Undo2 /> Reverse
          </MenuItem>
        ) : null}
      </Menu>
      {panel === 'reverse' ? <ReverseDialog line={line} onClose={() => setPanel(null)} /> : null}
      {panel === 'return' && line.sale_id !== null ? (
        <ReturnDialog saleId={line.sale_id} onClose={() => setPanel(null)} />
      ) : null}
    </>
  )
}

function ReverseDialog({ line, onClose }: { line: Movement; onClose: () => void }) {
  const reverse = useReverse(line.id)
  const change = `${line.qty_change > 0 ? '−' : '+'}${formatQty(Math.abs(line.qty_change))}`
  return (
    <NoteDialog
      title={`Reverse “${movementWord(line)}”`}
      description={`A new line of ${change} is written; the old one stays readable. Batch ${line.batch_no ?? 'without a number'}.`}
      label="Why"
      isNoteNeeded
      submitLabel="Reverse"
      done="Reversed. Both lines stay in the ledger."
      mutation={reverse}
      onClose={onClose}
    />
  )
}
