import { Field, Input } from '@/components/ui/field'
import type { useApiForm } from '@/hooks/use-api-form'
import { z } from '@/lib/zod'

const emptied = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Use at most ${most} characters.`)
    .transform((text) => text || null)

export const customerSchema = z.object({
  name: z.string().trim().min(1, 'What is their name?').max(200, 'Use at most 200 characters.'),
  phone: z.union([
    z.literal('').transform(() => null),
    z
      .string()
      .trim()
      .regex(/^[\d\s()+./-]{4,40}$/, 'Use digits, spaces and + only.'),
  ]),
  address: emptied(500),
  notes: emptied(2000),
  code: emptied(40),
})

export const EMPTY = { name: '', phone: '', address: '', notes: '', code: '' }
export type CustomerValues = typeof EMPTY
export type CustomerOut = z.output<typeof customerSchema>

const FIELDS: readonly { name: keyof CustomerValues; label: string; hint?: string; isWide?: boolean }[] = [
  { name: 'name', label: 'Name', isWide: true },
  { name: 'phone', label: 'Phone', hint: 'Finds them again' },
  { name: 'code', label: 'Code', hint: 'Empty: one is made' },
  { name: 'address', label: 'Address', isWide: true },
  { name: 'notes', label: 'Notes', isWide: true },
]

export function CustomerFields({
  form,
}: {
  form: ReturnType<typeof useApiForm<CustomerValues, CustomerOut>>
}) {
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3">
      {FIELDS.map(({ name, label, hint, isWide }) => (
        <Field
          key={name}
          label={label}
          error={form.errorOf(name)}
          hint={hint}
          className={isWide ? 'col-span-2' : ''}
        >
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              type={name === 'phone' ? 'tel' : 'text'}
              {...form.register(name)}
            />
          )}
        </Field>
      ))}
    </div>
  )
}
