import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { medicineShape, NO_VALUES } from '@/components/medicine/medicine-fields'
import { FieldGroup, MedicineForm } from '@/components/medicine/medicine-form'
import { Field, Input } from '@/components/ui/field'
import { useCreateMedicine } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'
import { optional, positiveQty, qtyRule, textRule } from '@/lib/form-rules'
import { z } from '@/lib/zod'

const schema = z.object({
  ...medicineShape,
  supplier_name: textRule,
  pack_size: optional(positiveQty('More than 0.')),
  stock_qty: optional(qtyRule(0, '0 or more.')),
  expiry_date: textRule,
})
const EMPTY = { ...NO_VALUES, supplier_name: '', pack_size: '', stock_qty: '', expiry_date: '' }

const SHELF: readonly {
  name: 'supplier_name' | 'pack_size' | 'stock_qty' | 'expiry_date'
  label: string
  type?: string
  hint?: string
}[] = [
  { name: 'supplier_name', label: 'Supplier' },
  { name: 'pack_size', label: 'Pack size', hint: 'Units in one pack' },
  { name: 'stock_qty', label: 'On the shelf', hint: 'The opening batch' },
  { name: 'expiry_date', label: 'Expires on', type: 'date' },
]

export function AddMedicineDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const router = useRouter()
  const create = useCreateMedicine()
  const form = useApiForm(schema, EMPTY)
  const close = () => {
    form.reset()
    create.reset()
    onClose()
  }
  const send = form.handleSubmit((values) =>
    create.mutate(values, {
      onError: form.place,
      onSuccess: (made) => {
        close()
        toast(`Added ${made.name}`, {
          action: { label: 'Open', onClick: () => router.push(`/medicine/?id=${made.id}`) },
        })
      },
    }),
  )
  return (
    <FormDialog
      open={open}
      onClose={close}
      title="Add a medicine"
      description="Only the name is needed; the rest can follow."
      submitLabel="Add medicine"
      error={create.error}
      isPending={create.isPending}
      onSubmit={send}
      className="md:top-[6vh] md:max-h-[88vh] md:w-[42rem]"
    >
      <MedicineForm register={(name) => form.register(name)} errorOf={form.errorOf} />
      <FieldGroup title="On the shelf">
        {SHELF.map(({ name, label, type, hint }) => (
          <Field key={name} label={label} error={form.errorOf(name)} hint={hint}>
            {(control) => <Input {...control} type={type ?? 'text'} {...form.register(name)} />}
          </Field>
        ))}
      </FieldGroup>
    </FormDialog>
  )
}
