import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { type Medicine, useUpdateMedicine } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'
import { qtyRule } from '@/lib/form-rules'
import { formatQty } from '@/lib/format'
import { z } from '@/lib/zod'

const schema = z.object({ stock_qty: qtyRule(0, 'Enter how many units are there, 0 or more.') })

interface MedicineDialogProps {
  medicine: Medicine
  open: boolean
  onClose: () => void
}

export function CountDialog({ medicine, open, onClose }: MedicineDialogProps) {
  const update = useUpdateMedicine(medicine.id)
  const form = useApiForm(schema, { stock_qty: '' })
  const close = () => {
    form.reset()
    update.reset()
    onClose()
  }
  const send = form.handleSubmit((values) =>
    update.mutate(values, {
      onError: form.place,
      onSuccess: (counted) => {
        toast(`Counted ${formatQty(counted.stock_qty)} units of ${medicine.name}`)
        close()
      },
    }),
  )
  return (
    <FormDialog
      open={open}
      onClose={close}
      title="Record a count"
      description={`The books say ${formatQty(medicine.stock_qty)} usable units. The difference is written to the ledger.`}
      submitLabel="Record count"
      error={update.error}
      isPending={update.isPending}
      onSubmit={send}
    >
      <Field label="Units on the shelf" error={form.errorOf('stock_qty')}>
        {(control) => <Input {...control} inputMode="decimal" {...form.register('stock_qty')} />}
      </Field>
    </FormDialog>
  )
}
