import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { useMay } from '@/hooks/auth'
import { type StockBatch, useCorrectBatch } from '@/hooks/stock'
import { useApiForm } from '@/hooks/use-api-form'
import { moneyRule, optional } from '@/lib/form-rules'
import { z } from '@/lib/zod'

const emptied = z
  .string()
  .trim()
  .max(60, 'Use at most 60 characters.')
  .transform((text) => text || null)
const money = optional(moneyRule).transform((amount) => amount ?? null)
const schema = z.object({ batch_no: emptied, expiry_date: emptied, mrp: money, unit_cost: money })

/** What the box says and the books do not: only what was changed is sent. */
export function CorrectDialog({ batch, onClose }: { batch: StockBatch; onClose: () => void }) {
  const seesCosts = useMay('costs.read')
  const correct = useCorrectBatch(batch.id)
  const form = useApiForm(schema, {
    batch_no: batch.batch_no ?? '',
    expiry_date: batch.expiry_date ?? '',
    mrp: batch.mrp,
    unit_cost: batch.unit_cost ?? '',
  })
  const { dirtyFields, isDirty } = form.formState
  const send = form.handleSubmit((values) => {
    const changed = Object.fromEntries(
      Object.entries(values).filter(([name]) => dirtyFields[name as keyof typeof values]),
    )
    if (!isDirty) return onClose()
    correct.mutate(changed, {
      onError: form.place,
      onSuccess: () => {
        toast('Batch corrected')
        onClose()
      },
    })
  })
  return (
    <FormDialog
      open
      onClose={onClose}
      title={`Correct batch ${batch.batch_no ?? 'without a number'}`}
      description="What is printed on the box. Quantities are adjusted, not corrected."
      submitLabel="Save"
      error={correct.error}
      isPending={correct.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-2 gap-4">
        <Field label="Batch number" error={form.errorOf('batch_no')}>
          {(control) => <Input {...control} {...form.register('batch_no')} />}
        </Field>
        <Field label="Expires on" error={form.errorOf('expiry_date')}>
          {(control) => <Input {...control} type="date" {...form.register('expiry_date')} />}
        </Field>
        <Field label="MRP of a unit" error={form.errorOf('mrp')} hint="Printed on the pack">
          {(control) => <Input {...control} inputMode="decimal" {...form.register('mrp')} />}
        </Field>
        {seesCosts ? (
          <Field label="Cost of a unit" error={form.errorOf('unit_cost')}>
            {(control) => <Input {...control} inputMode="decimal" {...form.register('unit_cost')} />}
          </Field>
        ) : null}
      </div>
    </FormDialog>
  )
}
