import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { QuantityField } from '@/components/medicine/quantity-field'
import { Field, Input } from '@/components/ui/field'
import type { MedicineDetail } from '@/hooks/inventory'
import { useNoteLostSale } from '@/hooks/sales'
import { useApiForm } from '@/hooks/use-api-form'
import { useFormKey } from '@/hooks/use-form-key'
import { positiveQty, textRule } from '@/lib/form-rules'
import { formatQty } from '@/lib/format'
import { unitsOf } from '@/lib/medicine-words'
import { z } from '@/lib/zod'

const schema = z.object({
  qty: positiveQty('How many units were asked for?'),
  pack: textRule,
  note: textRule,
})

/** Note what somebody asked for and did not get, so that it is ordered for. */
export function LostDialog({ medicine, onClose }: { medicine: MedicineDetail; onClose: () => void }) {
  const record = useNoteLostSale()
  const form = useApiForm(schema, { qty: '', pack: '', note: '' })
  const key = useFormKey()
  const send = form.handleSubmit((values) =>
    record.mutate(
      { key: key.read(), lost: { medicine_id: medicine.id, ...values } },
      {
        onError: (error) => {
          key.refused(error)
          form.place(error)
        },
        onSuccess: ({ qty }) => {
          toast(
            `Noted: ${formatQty(qty)} ${unitsOf(qty, medicine.base_unit)} of ${medicine.name} were asked for`,
          )
          onClose()
        },
      },
    ),
  )
  return (
    <FormDialog
      open
      onClose={onClose}
      title="Not in stock: note the demand"
      description="What somebody asked for and did not get. It takes no stock, and counts when the next order is worked out."
      submitLabel="Note it"
      error={record.error}
      isPending={record.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-2 gap-4">
        <QuantityField
          label="Asked for"
          medicine={medicine}
          qty={form.register('qty')}
          pack={form.register('pack')}
          said={form.watch(['qty', 'pack'])}
          error={form.errorOf('qty') ?? form.errorOf('pack')}
        />
        <Field label="Note" error={form.errorOf('note')} className="col-span-2">
          {(control) => <Input {...control} placeholder="Mrs Rao, Friday" {...form.register('note')} />}
        </Field>
      </div>
    </FormDialog>
  )
}
