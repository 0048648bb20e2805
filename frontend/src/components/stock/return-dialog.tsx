import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input, Select } from '@/components/ui/field'
import { useReturnSale } from '@/hooks/stock'
import { useApiForm } from '@/hooks/use-api-form'
import { useFormKey } from '@/hooks/use-form-key'
import { positiveQty, textRule } from '@/lib/form-rules'
import { formatQty } from '@/lib/format'
import { z } from '@/lib/zod'

const schema = z.object({
  qty: positiveQty('How many units came back?'),
  place: z.enum(['shelf', 'quarantine']),
  note: textRule,
})

/** What a customer brings back of a sale, and whether it may be sold again. */
export function ReturnDialog({ saleId, onClose }: { saleId: number; onClose: () => void }) {
  const giveBack = useReturnSale()
  const form = useApiForm(schema, { qty: '', place: 'shelf' as const, note: '' })
  const key = useFormKey()
  const send = form.handleSubmit(({ qty, place, note }) =>
    giveBack.mutate(
      {
        key: key.read(),
        body: { sale_id: saleId, qty, saleable: place === 'shelf', note: note ?? null },
      },
      {
        onError: (error) => {
          key.refused(error)
          form.place(error)
        },
        onSuccess: () => {
          toast(`Took ${formatQty(qty)} units back`)
          onClose()
        },
      },
    ),
  )
  return (
    <FormDialog
      open
      onClose={onClose}
      title="Customer return"
      description="The units go back to the batches they were sold from."
      submitLabel="Take back"
      error={giveBack.error}
      isPending={giveBack.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-2 gap-4">
        <Field label="Units" error={form.errorOf('qty')}>
          {(control) => (
            <Input {...control} inputMode="decimal" className="tabular" {...form.register('qty')} />
          )}
        </Field>
        <Field label="They go" error={form.errorOf('place')}>
          {(control) => (
            <Select {...control} {...form.register('place')}>
              <option value="shelf">Onto the shelf</option>
              <option value="quarantine">Into quarantine</option>
            </Select>
          )}
        </Field>
        <Field label="Note" error={form.errorOf('note')} hint="Optional" className="col-span-2">
          {(control) => <Input {...control} {...form.register('note')} />}
        </Field>
      </div>
    </FormDialog>
  )
}
