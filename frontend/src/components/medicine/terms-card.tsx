import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Field, Input } from '@/components/ui/field'
import { InlineError, Skeleton } from '@/components/ui/states'
import { useMay } from '@/hooks/auth'
import { type Medicine, useUpdateMedicine } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'
import { daysRule, moneyRule, positiveQty, qtyRule } from '@/lib/form-rules'
import { formatPercent } from '@/lib/format'
import { z } from '@/lib/zod'

const schema = z.object({
  supplier_name: z
    .string()
    .trim()
    .max(200)
    .transform((text) => text || null),
  lead_time_days: daysRule(0, 365),
  review_days: daysRule(1, 365),
  pack_size: positiveQty('More than 0.'),
  moq: qtyRule(0, '0 or more.'),
  service_level: z
    .string()
    .trim()
    .refine((text) => text === '' || (Number(text) >= 50 && Number(text) <= 99.9), 'Enter 50 to 99.9 %.')
    .transform((text) => (text === '' ? null : Number((Number(text) / 100).toFixed(4)))),
  reorder_level: qtyRule(0, '0 or more.'),
  price: moneyRule,
})
type Values = z.input<typeof schema>

const FIELDS: readonly { name: keyof Values; label: string; isWide?: boolean }[] = [
  { name: 'supplier_name', label: 'Supplier', isWide: true },
  { name: 'lead_time_days', label: 'Delivery, days' },
  { name: 'review_days', label: 'Order every, days' },
  { name: 'pack_size', label: 'Pack size' },
  { name: 'moq', label: 'Minimum order' },
  { name: 'service_level', label: 'Service level, %' },
  { name: 'reorder_level', label: 'Reorder level' },
  { name: 'price', label: 'Price of a unit' },
]

function toValues(medicine: Medicine): Values {
  return {
    supplier_name: medicine.supplier_name ?? '',
    lead_time_days: String(medicine.lead_time_days),
    review_days: String(medicine.review_days),
    pack_size: String(medicine.pack_size),
    moq: String(medicine.moq),
    service_level:
      medicine.service_level_from === 'owner'
        ? String(Number((medicine.service_level * 100).toFixed(2)))
        : '',
    reorder_level: String(medicine.reorder_level),
    price: medicine.price,
  }
}

/** What an empty box means. */
function levelHint(medicine: Medicine): string | null {
  return medicine.service_level_from === 'owner'
    ? null
    : `Empty: ${formatPercent(medicine.service_level)}, from its classes`
}

export function TermsCard({ medicine }: { medicine: Medicine | undefined }) {
  return (
    <Card>
      <CardHeader title="Terms" note="what the advice is computed with" />
      {medicine ? <TermsForm medicine={medicine} /> : <Skeleton className="m-4 h-72" />}
    </Card>
  )
}

function TermsForm({ medicine }: { medicine: Medicine }) {
  const mayWrite = useMay('inventory.write')
  const update = useUpdateMedicine(medicine.id)
  const form = useApiForm(schema, toValues(medicine))
  const { isDirty } = form.formState
  const save = form.handleSubmit((values) =>
    update.mutate(values, {
      onError: form.place,
      onSuccess: (saved) => {
        form.reset(toValues(saved))
        toast('Terms saved. The advice follows.')
      },
    }),
  )
  return (
    <form noValidate onSubmit={save} className="grid grid-cols-2 gap-x-3 gap-y-3 p-4">
      {FIELDS.map(({ name, label, isWide }) => (
        <Field
          key={name}
          label={label}
          error={form.errorOf(name)}
          hint={name === 'service_level' ? levelHint(medicine) : null}
          className={isWide ? 'col-span-2' : ''}
        >
          {(control) => (
            <Input
              {...control}
              inputMode={isWide ? 'text' : 'decimal'}
              className={isWide ? '' : 'tabular'}
              readOnly={!mayWrite}
              {...form.register(name)}
            />
          )}
        </Field>
      ))}
      {mayWrite ? (
        <div className="col-span-2 flex flex-col gap-3">
          <InlineError error={update.error} />
          <div className="flex justify-end gap-2">
            <Button disabled={!isDirty} onClick={() => form.reset()}>
              Revert
            </Button>
            <Button type="submit" variant="primary" disabled={!isDirty || update.isPending}>
              Save terms
            </Button>
          </div>
        </div>
      ) : null}
    </form>
  )
}
