import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/field'
import type { Suggestion } from '@/hooks/reorder'

const REASONS = ['Already ordered', 'Enough on the shelf', 'No longer stocked', 'Price too high now'] as const
const OTHER = 'Another reason'

interface DismissDialogProps {
  row: Suggestion | null
  onClose: () => void
  onDismiss: (row: Suggestion, reason: string) => void
}

export function DismissDialog({ row, onClose, onDismiss }: DismissDialogProps) {
  return (
    <Dialog
      open={row !== null}
      onOpenChange={(open) => !open && onClose()}
      title={`Dismiss ${row?.medicine_name ?? ''}`}
      description="The reason is kept with the suggestion, and helps to judge the next one."
    >
      {row ? <ReasonForm row={row} onClose={onClose} onDismiss={onDismiss} /> : null}
    </Dialog>
  )
}

function ReasonForm({ row, onClose, onDismiss }: DismissDialogProps & { row: Suggestion }) {
  const [choice, setChoice] = useState<string>(REASONS[0])
  const [text, setText] = useState('')
  const reason = choice === OTHER ? text.trim() : choice

  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!reason) return
    onDismiss(row, reason)
    onClose()
  }

  return (
    <form onSubmit={send} className="flex flex-col gap-4">
      <fieldset className="flex flex-col gap-1">
        <legend className="sr-only">Reason</legend>
        {[...REASONS, OTHER].map((option) => (
          <label
            key={option}
            className="flex h-9 items-center gap-2.5 rounded-md border border-transparent px-2.5 hover:bg-hover has-checked:border-accent-line has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              name="reason"
              value={option}
              checked={choice === option}
              onChange={() => setChoice(option)}
              className="size-3.5 accent-accent"
            />
            {option}
          </label>
        ))}
      </fieldset>
      {choice === OTHER ? (
        <Input
          aria-label="Reason in your words"
          placeholder="Why not this time?"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoFocus
        />
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep</Button>
        <Button type="submit" variant="primary" disabled={!reason}>
          Dismiss item
        </Button>
      </div>
    </form>
  )
}
