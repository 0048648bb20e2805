import { useRef, useState } from 'react'
import { toast } from 'sonner'
import { compare, type Side } from '@/components/catalogue/compare'
import { useUndoWithWord } from '@/components/catalogue/undo-merge'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Skeleton } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import { type DuplicatePair, useMerge } from '@/hooks/duplicates'
import { useMedicine } from '@/hooks/inventory'
import { ApiError } from '@/lib/api'
import { cn } from '@/lib/cn'
import { newKey } from '@/lib/new-key'

/** Two medicines side by side: what differs stands out, and one of them is kept. */
export function MergeDialog({ pair, onClose }: { pair: DuplicatePair; onClose: () => void }) {
  const { currency } = usePharmacy()
  const first = useMedicine(pair.first.id)
  const second = useMedicine(pair.second.id)
  const merge = useMerge()
  const { undo } = useUndoWithWord()
  const [kept, setKept] = useState<Side>('first')
  const key = useRef(newKey())
  const survivor = pair[kept]
  const merged = pair[kept === 'first' ? 'second' : 'first']
  const rows = first.data && second.data ? compare(first.data, second.data, currency) : null

  const send = (event: React.FormEvent) => {
    event.preventDefault()
    merge.mutate(
      { key: key.current, merge: { survivor_id: survivor.id, merged_id: merged.id } },
      {
        onError: (error) => {
          if (error instanceof ApiError && error.status > 0) key.current = newKey()
        },
        onSuccess: (done) => {
          toast(`${done.merged_name} is now ${done.survivor_name}`, {
            duration: 10_000,
            action: { label: 'Undo', onClick: () => undo(done) },
          })
          onClose()
        },
      },
    )
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title="Are these one medicine?"
      description="Batches, sales, barcodes and terms of the other one move to the one you keep. It can be undone for 24 hours."
      submitLabel="Merge"
      error={merge.error ?? first.error ?? second.error}
      isPending={merge.isPending}
      onSubmit={send}
      className="md:top-[6vh] md:max-h-[88vh] md:w-[42rem]"
    >
      <table aria-label="Side by side" className="w-full table-fixed border-collapse text-sm">
        <thead>
          <tr className="align-bottom">
            <td className="w-24 max-md:w-20" />
            {(['first', 'second'] as const).map((side) => (
              <th key={side} scope="col" className="px-2 pb-2 text-left font-normal">
                <label
                  className={cn(
                    'flex min-h-16 cursor-pointer flex-col gap-1 rounded-lg border p-2.5',
                    kept === side ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
                  )}
                >
                  <span className="flex items-center gap-2 text-xs">
                    <input
                      type="radio"
                      name="kept"
                      className="accent-accent"
                      checked={kept === side}
                      onChange={() => setKept(side)}
                    />
                    {kept === side ? 'Keep this one' : 'Goes into the other'}
                  </span>
                  <span className="font-medium">{pair[side].name}</span>
                </label>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows ? (
            rows.map(({ label, first: one, second: two, differs }) => (
              <tr key={label} className="border-t">
                <th scope="row" className="py-1.5 text-left font-normal text-ink-3 text-xs">
                  {label}
                  {differs ? <span className="sr-only"> (differs)</span> : null}
                </th>
                {[one, two].map((value, index) => (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: two columns, always in this order
                    key={index}
                    className={cn('tabular break-words px-2 py-1.5', differs ? 'font-medium' : 'text-ink-3')}
                  >
                    {differs ? <span aria-hidden>≠ </span> : null}
                    {value ?? '—'}
                  </td>
                ))}
              </tr>
            ))
          ) : (
            <tr>
              <td colSpan={3}>
                <Skeleton className="h-72" />
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </FormDialog>
  )
}
