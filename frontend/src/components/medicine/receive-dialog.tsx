import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { type Medicine, useReceiveBatch } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'
import { moneyRule, optional, positiveQty, textRule } from '@/lib/form-rules'
import { formatQty } from '@/lib/format'
import { z } from '@/lib/zod'

const schema = z.object({
  qty: positiveQty('How many units came?'),
  batch_no: textRule,
  expiry_date: textRule,
  unit_cost: optional(moneyRule),
})
const EMPTY = { qty: '', batch_no: '', expiry_date: '', unit_cost: '' }

interface ReceiveDialogProps {
  medicine: Medicine
  open: boolean
  onClose: () => void
}

export function ReceiveDialog({ medicine, open, onClose }: ReceiveDialogProps) {
  const receive = useReceiveBatch(medicine.id)
  const form = useApiForm(schema, EMPTY)
  const close = () => {
    form.reset()
    receive.reset()
    onClose()
  }
  const send = form.handleSubmit((values) =>
    receive.mutate(values, {
      onError: form.place,
      onSuccess: () => {
        toast(`Received ${formatQty(values.qty)} units of ${medicine.name}`)
        close()
      },
    }),
  )
  return (
    <FormDialog
      open={open}
      onClose={close}
      title="Receive a batch"
      description={`${medicine.name}, packs of ${formatQty(medicine.pack_size)}`}
      submitLabel="Put on the shelf"
      error={receive.error}
      isPending={receive.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-2 gap-4">
        <Field label="Units" error={form.errorOf('qty')}>
          {(control) => <Input {...control} inputMode="decimal" {...form.register('qty')} />}
        </Field>
        <Field label="Cost of a unit" error={form.errorOf('unit_cost')} hint="Optional">
          {(control) => <Input {...control} inputMode="decimal" {...form.register('unit_cost')} />}
        </Field>
        <Field label="Batch number" error={form.errorOf('batch_no')} hint="As printed on the box">
          {(control) => <Input {...control} {...form.register('batch_no')} />}
        </Field>
        <Field label="Expires on" error={form.errorOf('expiry_date')}>
          {(control) => <Input {...control} type="date" {...form.register('expiry_date')} />}
        </Field>
      </div>
    </FormDialog>
  )
}
