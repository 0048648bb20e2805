import { useRef } from 'react'
import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { QuantityField } from '@/components/medicine/quantity-field'
import { Field, Input } from '@/components/ui/field'
import { usePharmacy } from '@/hooks/auth'
import { type MedicineDetail, useRecordSale } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'
import { ApiError } from '@/lib/api'
import { moneyRule, optional, positiveQty, textRule } from '@/lib/form-rules'
import { formatMoney, formatQty } from '@/lib/format'
import { unitsOf } from '@/lib/medicine-words'
import { newKey } from '@/lib/new-key'
import { z } from '@/lib/zod'

const schema = z.object({
  qty_sold: positiveQty('How many units were sold?'),
  pack: textRule,
  unit_price: optional(moneyRule),
  notes: textRule,
})
const EMPTY = { qty_sold: '', pack: '', unit_price: '', notes: '' }

interface SaleDialogProps {
  medicine: MedicineDetail
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
            `Sold ${formatQty(data.qty_sold)} ${unitsOf(data.qty_sold, medicine.base_unit)} of ${medicine.name} for ${formatMoney(data.total_amount, currency)}`,
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
      description={`${medicine.stock_words} on the shelf. The batch that expires first goes first.`}
      submitLabel="Record sale"
      error={record.error}
      isPending={record.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-2 gap-4">
        <QuantityField
          label="Quantity sold"
          medicine={medicine}
          qty={form.register('qty_sold')}
          pack={form.register('pack')}
          said={form.watch(['qty_sold', 'pack'])}
          error={form.errorOf('qty_sold') ?? form.errorOf('pack')}
        />
        <Field
          label={`Price of one ${medicine.base_unit}`}
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
