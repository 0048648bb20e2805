import { useRef } from 'react'
import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { inBaseUnits } from '@/components/medicine/pack-ladder'
import { QuantityField } from '@/components/medicine/quantity-field'
import { Field, Input } from '@/components/ui/field'
import { type MedicineDetail, useReceiveBatch } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'
import { ApiError } from '@/lib/api'
import { moneyRule, optional, positiveQty, textRule } from '@/lib/form-rules'
import { formatQty } from '@/lib/format'
import { unitsOf } from '@/lib/medicine-words'
import { newKey } from '@/lib/new-key'
import { z } from '@/lib/zod'

const schema = z.object({
  qty: positiveQty('How many units came?'),
  pack: textRule,
  batch_no: textRule,
  expiry_date: textRule,
  unit_cost: optional(moneyRule),
  mrp: optional(moneyRule),
  supplier_name: textRule,
  invoice_no: textRule,
  invoice_date: textRule,
})
const EMPTY = {
  qty: '',
  pack: '',
  batch_no: '',
  expiry_date: '',
  unit_cost: '',
  mrp: '',
  supplier_name: '',
  invoice_no: '',
  invoice_date: '',
}

interface ReceiveDialogProps {
  medicine: MedicineDetail
  open: boolean
  onClose: () => void
}

export function ReceiveDialog({ medicine, open, onClose }: ReceiveDialogProps) {
  const receive = useReceiveBatch(medicine.id)
  const form = useApiForm(schema, EMPTY)
  const key = useRef(newKey())
  const close = () => {
    form.reset()
    receive.reset()
    key.current = newKey()
    onClose()
  }
  const send = form.handleSubmit((values) =>
    receive.mutate(
      { key: key.current, batch: values },
      {
        // As with a sale: a refusal stored nothing, a silent network may have.
        onError: (error) => {
          if (error instanceof ApiError && error.status > 0) key.current = newKey()
          form.place(error)
        },
        onSuccess: () => {
          const qty = inBaseUnits(medicine, values.qty, values.pack ?? '')
          toast(`Received ${formatQty(qty)} ${unitsOf(qty, medicine.base_unit)} of ${medicine.name}`)
          close()
        },
      },
    ),
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
        <QuantityField
          label="Quantity"
          medicine={medicine}
          qty={form.register('qty')}
          pack={form.register('pack')}
          said={form.watch(['qty', 'pack'])}
          error={form.errorOf('qty') ?? form.errorOf('pack')}
        />
        <Field label={`Cost of one ${medicine.base_unit}`} error={form.errorOf('unit_cost')} hint="Optional">
          {(control) => <Input {...control} inputMode="decimal" {...form.register('unit_cost')} />}
        </Field>
        <Field label="Batch number" error={form.errorOf('batch_no')} hint="As printed on the box">
          {(control) => <Input {...control} {...form.register('batch_no')} />}
        </Field>
        <Field label="Expires on" error={form.errorOf('expiry_date')}>
          {(control) => <Input {...control} type="date" {...form.register('expiry_date')} />}
        </Field>
        <Field label="MRP of a unit" error={form.errorOf('mrp')} hint="Printed on the pack">
          {(control) => <Input {...control} inputMode="decimal" {...form.register('mrp')} />}
        </Field>
        <Field
          label="Supplier"
          error={form.errorOf('supplier_name')}
          hint={medicine.supplier_name ? `Usually ${medicine.supplier_name}` : 'Who sent it'}
        >
          {(control) => <Input {...control} {...form.register('supplier_name')} />}
        </Field>
        <Field label="Invoice number" error={form.errorOf('invoice_no')}>
          {(control) => <Input {...control} {...form.register('invoice_no')} />}
        </Field>
        <Field label="Invoice date" error={form.errorOf('invoice_date')}>
          {(control) => <Input {...control} type="date" {...form.register('invoice_date')} />}
        </Field>
      </div>
    </FormDialog>
  )
}
