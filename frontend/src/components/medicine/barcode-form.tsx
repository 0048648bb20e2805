import { useRef } from 'react'
import { toast } from 'sonner'
import { PackSelect } from '@/components/medicine/pack-select'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useLinkBarcode } from '@/hooks/catalogue'
import type { MedicineDetail } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'
import { readCode, shortCode } from '@/lib/barcode'
import { newKey } from '@/lib/new-key'
import { z } from '@/lib/zod'

const schema = z.object({
  code: z
    .string()
    .trim()
    .transform((text) => readCode(text) ?? text)
    .refine((code) => /^[ -~]{4,80}$/.test(code), 'Scan or type at least four characters.'),
  pack: z.string().transform((name) => name || null),
})

/** A scanner types the code and ends with Enter, which sends this form; the field is then ready for the next one. */
export function BarcodeForm({ medicine }: { medicine: MedicineDetail }) {
  const link = useLinkBarcode()
  const form = useApiForm(schema, { code: '', pack: '' })
  const key = useRef(newKey())
  const send = form.handleSubmit((values) =>
    link.mutate(
      { medicineId: medicine.id, key: key.current, link: values },
      {
        onError: form.place,
        onSuccess: ({ data }) => {
          toast(`${shortCode(data.code)} linked to ${medicine.name}`)
          form.setValue('code', '')
          form.setFocus('code')
        },
        onSettled: () => {
          key.current = newKey()
        },
      },
    ),
  )
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-2 border-b p-4">
      <div className="flex items-end gap-2">
        <Field label="Scan a code" error={form.errorOf('code')} className="min-w-0 flex-1">
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              inputMode="numeric"
              placeholder="8901234567890"
              className="font-mono"
              {...form.register('code')}
            />
          )}
        </Field>
        <Button type="submit" disabled={link.isPending}>
          Link
        </Button>
      </div>
      {medicine.packs.length > 0 ? (
        <p className="flex items-center gap-2 text-ink-3 text-xs">
          <span className="shrink-0">printed on one of</span>
          <PackSelect
            medicine={medicine}
            aria-label="Pack the code is printed on"
            {...form.register('pack')}
          />
        </p>
      ) : null}
      <InlineError error={form.errorOf('code') ? null : link.error} />
    </form>
  )
}
