import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { describeScheme, readScheme } from '@/components/medicine/supplier-words'
import { Field, Input } from '@/components/ui/field'
import { type SupplierTerms, useSetSupplierTerms } from '@/hooks/catalogue'
import { useApiForm } from '@/hooks/use-api-form'
import { daysRule, moneyRule, optional, positiveQty, qtyRule, textRule } from '@/lib/form-rules'
import { z } from '@/lib/zod'

const schema = z.object({
  supplier_name: z.string().trim().min(1, 'Which supplier?').max(200, 'Use at most 200 characters.'),
  supplier_code: textRule,
  pack_size: optional(positiveQty('More than 0.')),
  moq: optional(qtyRule(0, '0 or more.')),
  multiple: optional(positiveQty('More than 0.')),
  scheme: z
    .string()
    .refine((text) => readScheme(text) !== null, 'Write it as 10+1.')
    .transform(readScheme),
  price: optional(moneyRule),
  discount_percent: optional(qtyRule(0, '0 to 100.').refine((percent) => percent <= 100, '0 to 100.')),
  usual_remaining_life_days: optional(daysRule(0, 3650)),
  returns_until_days: optional(
    z
      .string()
      .trim()
      .refine((text) => /^-?\d+$/.test(text) && Math.abs(Number(text)) <= 730, 'Enter −730 to 730 days.')
      .transform(Number),
  ),
  return_terms: textRule,
})
type Values = z.input<typeof schema>

const FIELDS: readonly { name: keyof Values; label: string; hint?: string; isText?: boolean }[] = [
  { name: 'supplier_code', label: 'Their code', isText: true },
  { name: 'pack_size', label: 'Pack, base units' },
  { name: 'moq', label: 'Minimum order' },
  { name: 'multiple', label: 'Order in multiples of' },
  { name: 'scheme', label: 'Scheme', hint: 'Bought + free, as 10+1', isText: true },
  { name: 'price', label: 'Price of a unit' },
  { name: 'discount_percent', label: 'Discount, %' },
  { name: 'usual_remaining_life_days', label: 'Usual life left, days' },
  {
    name: 'returns_until_days',
    label: 'Returns until, days',
    hint: 'Before expiry; −30: after it',
    isText: true,
  },
  { name: 'return_terms', label: 'Return terms', isText: true },
]

function toValues(terms: SupplierTerms | null): Values {
  const text = (value: string | number | null | undefined) => String(value ?? '')
  return {
    supplier_name: text(terms?.supplier_name),
    supplier_code: text(terms?.supplier_code),
    pack_size: text(terms?.pack_size),
    moq: text(terms?.moq),
    multiple: text(terms?.multiple),
    scheme: terms ? text(describeScheme(terms)) : '',
    price: text(terms?.price),
    discount_percent: text(terms?.discount_percent),
    usual_remaining_life_days: text(terms?.usual_remaining_life_days),
    returns_until_days: text(terms?.returns_until_days),
    return_terms: text(terms?.return_terms),
  }
}

interface SupplierTermsDialogProps {
  medicineId: number
  terms: SupplierTerms | null
  onClose: () => void
}

export function SupplierTermsDialog({ medicineId, terms, onClose }: SupplierTermsDialogProps) {
  const set = useSetSupplierTerms(medicineId)
  const form = useApiForm(schema, toValues(terms))
  const send = form.handleSubmit(({ scheme, ...told }) => {
    const agreed = scheme === 'none' || scheme === null ? null : scheme
    set.mutate(
      { ...told, scheme_buy_qty: agreed?.buy ?? null, scheme_free_qty: agreed?.free ?? null },
      {
        onError: form.place,
        onSuccess: ({ data }) => {
          toast(`Terms of ${data.supplier_name} saved`)
          onClose()
        },
      },
    )
  })
  return (
    <FormDialog
      open
      onClose={onClose}
      title={terms ? `Terms of ${terms.supplier_name}` : 'Add a supplier'}
      description="What is left empty was not agreed on."
      submitLabel="Save terms"
      error={set.error}
      isPending={set.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-2 gap-x-4 gap-y-3">
        <Field label="Supplier" error={form.errorOf('supplier_name')} className="col-span-2">
          {(control) => <Input {...control} readOnly={terms !== null} {...form.register('supplier_name')} />}
        </Field>
        {FIELDS.map(({ name, label, hint, isText }) => (
          <Field key={name} label={label} error={form.errorOf(name)} hint={hint}>
            {(control) => (
              <Input
                {...control}
                inputMode={isText ? 'text' : 'decimal'}
                className="tabular"
                {...form.register(name)}
              />
            )}
          </Field>
        ))}
      </div>
    </FormDialog>
  )
}
