import { NoteDialog } from '@/components/stock/note-dialog'
import { type BatchMove, type StockBatch, useMoveBatch } from '@/hooks/stock'

const TEXT: Record<BatchMove, { title: string; description: string; submitLabel: string; done: string }> = {
  hold: {
    title: 'Hold batch',
    description: 'It stays on the shelf and is not sold until somebody releases it.',
    submitLabel: 'Hold',
    done: 'Batch held',
  },
  quarantine: {
    title: 'Quarantine batch',
    description: 'It is set apart, to be sent back or destroyed.',
    submitLabel: 'Quarantine',
    done: 'Batch quarantined',
  },
  damaged: {
    title: 'Set aside as damaged: batch',
    description: 'It is not sold any more. Destroy it, or release what is still good.',
    submitLabel: 'Set aside',
    done: 'Batch set aside as damaged',
  },
  release: {
    title: 'Release batch',
    description: 'It may be sold again, first to expire first.',
    submitLabel: 'Release',
    done: 'Batch released',
  },
}

interface MoveDialogProps {
  batch: Pick<StockBatch, 'id' | 'batch_no'>
  move: BatchMove
  onClose: () => void
}

export function MoveDialog({ batch, move, onClose }: MoveDialogProps) {
  const mutation = useMoveBatch(batch.id, move)
  const { title, ...text } = TEXT[move]
  return (
    <NoteDialog
      {...text}
      title={`${title} ${batch.batch_no ?? 'without a number'}`}
      label="Why"
      isNoteNeeded={move === 'release'}
      mutation={mutation}
      onClose={onClose}
    />
  )
}
