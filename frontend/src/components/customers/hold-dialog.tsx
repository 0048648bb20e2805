import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { type Customer, useLegalHold } from '@/hooks/customers'
import { useApiForm } from '@/hooks/use-api-form'
import { textRule } from '@/lib/form-rules'
import { z } from '@/lib/zod'

const schema = z.object({
  until: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Until which day, that day included?'),
  reason: textRule.transform((text) => text ?? null),
})

export function HoldDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const hold = useLegalHold(customer.id)
  const form = useApiForm(schema, {
    until: customer.legal_hold_until ?? '',
    reason: customer.legal_hold_reason ?? '',
  })
  const send = form.handleSubmit((values) =>
    hold.mutate(values, {
      onError: form.place,
      onSuccess: () => {
        toast('The data are held')
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      open
      onClose={onClose}
      title="Hold by law"
      description="Until that day nobody can erase this customer."
      submitLabel="Hold the data"
      error={hold.error}
      isPending={hold.isPending}
      onSubmit={send}
    >
      <Field label="Until" error={form.errorOf('until')}>
        {(control) => <Input {...control} type="date" className="w-44" {...form.register('until')} />}
      </Field>
      <Field label="Why" error={form.errorOf('reason')} hint="For example: Schedule H1 register, three years">
        {(control) => <Input {...control} {...form.register('reason')} />}
      </Field>
    </FormDialog>
  )
}
