import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { useReserve } from '@/hooks/stock'
import { useApiForm } from '@/hooks/use-api-form'
import { useFormKey } from '@/hooks/use-form-key'
import { positiveQty } from '@/lib/form-rules'
import { formatQty } from '@/lib/format'
import { z } from '@/lib/zod'

const schema = z.object({
  qty: positiveQty('How many units?'),
  reference: z.string().trim().min(1, 'For whom?').max(100, 'Use at most 100 characters.'),
})

/** Keep units for somebody: they are not sold until the reservation is released. */
export function ReserveDialog({ medicineId, onClose }: { medicineId: number; onClose: () => void }) {
  const reserve = useReserve()
  const form = useApiForm(schema, { qty: '', reference: '' })
  const key = useFormKey()
  const send = form.handleSubmit((values) =>
    reserve.mutate(
      { key: key.read(), body: { medicine_id: medicineId, ...values } },
      {
        onError: (error) => {
          key.refused(error)
          form.place(error)
        },
        onSuccess: () => {
          toast(`Reserved ${formatQty(values.qty)} units for ${values.reference}`)
          onClose()
        },
      },
    ),
  )
  return (
    <FormDialog
      open
      onClose={onClose}
      title="Reserve units"
      description="They stay on the shelf and are not sold to anybody else. Release them under Approvals."
      submitLabel="Reserve"
      error={reserve.error}
      isPending={reserve.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-[8rem_1fr] gap-4">
        <Field label="Units" error={form.errorOf('qty')}>
          {(control) => (
            <Input {...control} inputMode="decimal" className="tabular" {...form.register('qty')} />
          )}
        </Field>
        <Field label="For whom" error={form.errorOf('reference')}>
          {(control) => (
            <Input {...control} placeholder="Mrs Rao, Thursday" {...form.register('reference')} />
          )}
        </Field>
      </div>
    </FormDialog>
  )
}
