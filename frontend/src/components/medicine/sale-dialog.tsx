import { useRef } from 'react'
import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { usePharmacy } from '@/hooks/auth'
import { type Medicine, useRecordSale } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'
import { ApiError } from '@/lib/api'
import { moneyRule, optional, positiveQty, textRule } from '@/lib/form-rules'
import { formatMoney, formatQty } from '@/lib/format'
import { z } from '@/lib/zod'

const schema = z.object({
  qty_sold: positiveQty('How many units were sold?'),
  unit_price: optional(moneyRule),
  notes: textRule,
})
const EMPTY = { qty_sold: '', unit_price: '', notes: '' }

interface SaleDialogProps {
  medicine: Medicine
  open: boolean
  onClose: () => void
}

export function SaleDialog({ medicine, open, onClose }: SaleDialogProps) {
  const { currency } = usePharmacy()
  const record = useRecordSale()
  const form = useApiForm(schema, EMPTY)
  const key = useRef(newKey())
  const close = () => {
    form.reset()
    record.reset()
    key.current = newKey()
    onClose()
  }
  const send = form.handleSubmit((values) =>
    record.mutate(
      { key: key.current, sale: { medicine_id: medicine.id, ...values } },
      {
        // A refusal stored nothing: the mended form is a new sale. A silent network may have stored it: same key.
        onError: (error) => {
          if (error instanceof ApiError && error.status > 0) key.current = newKey()
          form.place(error)
        },
        onSuccess: ({ data }) => {
          toast(
            `Sold ${formatQty(data.qty_sold)} × ${medicine.name} for ${formatMoney(data.total_amount, currency)}`,
          )
          close()
        },
      },
    ),
  )
  return (
    <FormDialog
      open={open}
      onClose={close}
      title="Record a sale"
      description={`${formatQty(medicine.stock_qty)} usable units on the shelf. The batch that expires first goes first.`}
      submitLabel="Record sale"
      error={record.error}
      isPending={record.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-2 gap-4">
        <Field label="Units sold" error={form.errorOf('qty_sold')}>
          {(control) => <Input {...control} inputMode="decimal" {...form.register('qty_sold')} />}
        </Field>
        <Field
          label="Price of a unit"
          error={form.errorOf('unit_price')}
          hint={`Empty: ${formatMoney(medicine.price, currency)}`}
        >
          {(control) => <Input {...control} inputMode="decimal" {...form.register('unit_price')} />}
        </Field>
        <Field label="Note" error={form.errorOf('notes')} className="col-span-2">
          {(control) => <Input {...control} {...form.register('notes')} />}
        </Field>
      </div>
    </FormDialog>
  )
}

/** Random enough to name one press of a button; works on plain http too, where `randomUUID` is missing. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
