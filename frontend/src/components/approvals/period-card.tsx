import { Lock } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Field, Input } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { useMay, usePharmacy } from '@/hooks/auth'
import { useClosePeriod, usePeriods } from '@/hooks/stock'
import { useApiForm } from '@/hooks/use-api-form'
import { useFormKey } from '@/hooks/use-form-key'
import { textRule } from '@/lib/form-rules'
import { formatDate, formatInstant } from '@/lib/format'
import { z } from '@/lib/zod'

/** Through which day the books are closed. */
export function PeriodCard() {
  const mayClose = useMay('period.close')
  const { time_zone } = usePharmacy()
  const [closes, setCloses] = useState(false)
  const periods = usePeriods()
  return (
    <Card>
      <CardHeader
        title="Books closed"
        actions={
          mayClose ? (
            <Button size="sm" onClick={() => setCloses(true)}>
              Close a period
            </Button>
          ) : null
        }
      />
      <Loaded query={periods} lines={2}>
        {([current]) => (
          <div className="flex items-start gap-3 p-4">
            <Lock aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
            {current ? (
              <div>
                <p className="tabular font-medium">Through {formatDate(current.closed_through)}</p>
                <p className="tabular text-ink-3 text-xs">
                  closed {formatInstant(current.closed_at, time_zone)}
                  {current.note ? ` · ${current.note}` : null}
                </p>
              </div>
            ) : (
              <p className="text-ink-2">
                No period is closed. Close one when its figures went to the accountant: nothing is dated into
                it any more.
              </p>
            )}
          </div>
        )}
      </Loaded>
      {closes ? <CloseDialog onClose={() => setCloses(false)} /> : null}
    </Card>
  )
}

const schema = z.object({ closed_through: z.string().min(1, 'Through which day?'), note: textRule })

function CloseDialog({ onClose }: { onClose: () => void }) {
  const close = useClosePeriod()
  const form = useApiForm(schema, { closed_through: '', note: '' })
  const key = useFormKey()
  const send = form.handleSubmit(({ closed_through, note }) =>
    close.mutate(
      { key: key.read(), body: { closed_through, note: note ?? null } },
      {
        onError: (error) => {
          key.refused(error)
          form.place(error)
        },
        onSuccess: () => {
          toast(`Books closed through ${formatDate(closed_through)}`)
          onClose()
        },
      },
    ),
  )
  return (
    <FormDialog
      open
      onClose={onClose}
      title="Close a period"
      description="Nothing can be dated into a closed period, and it is never opened again."
      submitLabel="Close for good"
      error={close.error}
      isPending={close.isPending}
      onSubmit={send}
    >
      <Field label="Through" error={form.errorOf('closed_through')} hint="A day that is over">
        {(control) => <Input {...control} type="date" {...form.register('closed_through')} />}
      </Field>
      <Field label="Note" error={form.errorOf('note')} hint="Optional">
        {(control) => <Input {...control} {...form.register('note')} />}
      </Field>
    </FormDialog>
  )
}
