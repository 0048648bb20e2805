import {
  Ellipsis,
  Flame,
  HeartCrack,
  PackageX,
  Pause,
  Pencil,
  Play,
  Route,
  Scale,
  ShieldAlert,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { AdjustDialog } from '@/components/stock/adjust-dialog'
import { CorrectDialog } from '@/components/stock/correct-dialog'
import { DestroyDialog } from '@/components/stock/destroy-dialog'
import { MoveDialog } from '@/components/stock/move-dialog'
import { Button } from '@/components/ui/button'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu'
import { useMay } from '@/hooks/auth'
import type { BatchMove, StockBatch } from '@/hooks/stock'

type Panel = BatchMove | 'adjust' | 'correct' | 'destroy' | null

/** Everything one may do with a batch. */
export function BatchMenu({ batch }: { batch: StockBatch }) {
  const [panel, setPanel] = useState<Panel>(null)
  const close = () => setPanel(null)
  return (
    <>
      <Menu
        trigger={
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={`Do something with batch ${batch.batch_no ?? 'without a number'}`}
          >
            <Ellipsis />
          </Button>
        }
      >
        <BookItems onOpen={setPanel} />
        <StateItems batch={batch} onOpen={setPanel} />
        <TraceItems batch={batch} />
      </Menu>
      {panel === 'adjust' ? <AdjustDialog batch={batch} onClose={close} /> : null}
      {panel === 'correct' ? <CorrectDialog batch={batch} onClose={close} /> : null}
      {panel === 'destroy' ? (
        <DestroyDialog batches={[{ ...batch, batch_id: batch.id }]} onClose={close} />
      ) : null}
      {panel && panel !== 'adjust' && panel !== 'correct' && panel !== 'destroy' ? (
        <MoveDialog batch={batch} move={panel} onClose={close} />
      ) : null}
    </>
  )
}

function BookItems({ onOpen }: { onOpen: (panel: Panel) => void }) {
  const mayAdjust = useMay('stock.adjust')
  const mayCorrect = useMay('inventory.write')
  return (
    <>
      {mayAdjust ? (
        <MenuItem onSelect={() => onOpen('adjust')}>
          <Scale /> Adjust the quantity
        </MenuItem>
      ) : null}
      {mayCorrect ? (
        <MenuItem onSelect={() => onOpen('correct')}>
          <Pencil /> Correct what it says
        </MenuItem>
      ) : null}
    </>
  )
}

/** A recalled batch goes back on sale, or elsewhere, only when its recall is lifted; it may be destroyed. */
function StateItems({ batch, onOpen }: { batch: StockBatch; onOpen: (panel: Panel) => void }) {
  const mayHold = useMay('batches.hold') && batch.state !== 'recalled'
  const mayRelease = useMay('batches.release') && batch.state !== 'recalled' && batch.state !== 'ok'
  const mayDestroy = useMay('batches.destroy')
  return (
    <>
      {mayHold && batch.state !== 'hold' ? (
        <MenuItem onSelect={() => onOpen('hold')}>
          <Pause /> Hold
        </MenuItem>
      ) : null}
      {mayHold && batch.state !== 'quarantine' ? (
        <MenuItem onSelect={() => onOpen('quarantine')}>
          <ShieldAlert /> Quarantine
        </MenuItem>
      ) : null}
      {mayHold && batch.state !== 'damaged' ? (
        <MenuItem onSelect={() => onOpen('damaged')}>
          <HeartCrack /> Damaged
        </MenuItem>
      ) : null}
      {mayRelease ? (
        <MenuItem onSelect={() => onOpen('release')}>
          <Play /> Release
        </MenuItem>
      ) : null}
      {mayDestroy ? (
        <MenuItem className="text-danger [&_svg]:text-danger" onSelect={() => onOpen('destroy')}>
          <Flame /> Destroy
        </MenuItem>
      ) : null}
    </>
  )
}

/** Only a number can be followed through the branches. */
function TraceItems({ batch }: { batch: StockBatch }) {
  const router = useRouter()
  const mayRecall = useMay('recalls.start')
  if (!mayRecall || batch.batch_no === null) return null
  const query = new URLSearchParams({ batch: batch.batch_no, medicine: batch.medicine_name })
  return (
    <>
      <MenuSeparator />
      <MenuItem onSelect={() => router.push(`/recalls/?${query}`)}>
        <Route /> Trace where it went
      </MenuItem>
      {batch.state === 'recalled' ? null : (
        <MenuItem
          className="text-danger [&_svg]:text-danger"
          onSelect={() => router.push(`/recalls/?${query}&do=recall`)}
        >
          <PackageX /> Recall this batch
        </MenuItem>
      )}
    </>
  )
}
