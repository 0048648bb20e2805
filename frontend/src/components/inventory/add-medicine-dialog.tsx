import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { useCreateMedicine } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'
import { moneyRule, optional, positiveQty, qtyRule, textRule } from '@/lib/form-rules'
import { z } from '@/lib/zod'

const schema = z.object({
  name: z.string().trim().min(1, 'What is it called?').max(200, 'Use at most 200 characters.'),
  generic_name: textRule,
  category: textRule,
  supplier_name: textRule,
  price: optional(moneyRule),
  pack_size: optional(positiveQty('More than 0.')),
  stock_qty: optional(qtyRule(0, '0 or more.')),
  expiry_date: textRule,
})
const EMPTY = {
  name: '',
  generic_name: '',
  category: '',
  supplier_name: '',
  price: '',
  pack_size: '',
  stock_qty: '',
  expiry_date: '',
}

const FIELDS: readonly {
  name: keyof typeof EMPTY
  label: string
  isWide?: boolean
  type?: string
  hint?: string
}[] = [
  { name: 'name', label: 'Name', isWide: true },
  { name: 'generic_name', label: 'Generic name' },
  { name: 'category', label: 'Category' },
  { name: 'supplier_name', label: 'Supplier' },
  { name: 'price', label: 'Price of a unit' },
  { name: 'pack_size', label: 'Pack size', hint: 'Units in one pack' },
  { name: 'stock_qty', label: 'Units on the shelf', hint: 'Makes the opening batch' },
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
    >
      <div className="grid grid-cols-2 gap-x-4 gap-y-3">
        {FIELDS.map(({ name, label, isWide, type, hint }) => (
          <Field
            key={name}
            label={label}
            error={form.errorOf(name)}
            hint={hint}
            className={isWide ? 'col-span-2' : ''}
          >
            {(control) => <Input {...control} type={type ?? 'text'} {...form.register(name)} />}
          </Field>
        ))}
      </div>
    </FormDialog>
  )
}
