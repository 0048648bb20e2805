import { type FormEvent, useRef, useState } from 'react'
import { toast } from 'sonner'
import { PackSelect } from '@/components/medicine/pack-select'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { InlineError, Skeleton } from '@/components/ui/states'
import { useLinkBarcode } from '@/hooks/catalogue'
import { useMedicine } from '@/hooks/inventory'
import { ApiError } from '@/lib/api'
import { shortCode } from '@/lib/barcode'
import { newKey } from '@/lib/new-key'

interface LinkChoiceProps {
  code: string
  medicineId: number
  onBack: () => void
  onLinked: () => void
}

/** The medicine is found: on which of its packs is the code printed? */
export function LinkChoice({ code, medicineId, onBack, onLinked }: LinkChoiceProps) {
  const medicine = useMedicine(medicineId)
  const link = useLinkBarcode()
  const [pack, setPack] = useState('')
  const key = useRef(newKey())

  const send = (event: FormEvent) => {
    event.preventDefault()
    link.mutate(
      { medicineId, key: key.current, link: { code, pack: pack || null } },
      {
        onError: (error) => {
          if (error instanceof ApiError && error.status > 0) key.current = newKey()
        },
        onSuccess: () => {
          toast(`${shortCode(code)} linked to ${medicine.data?.name}`)
          onLinked()
        },
      },
    )
  }

  if (!medicine.data)
    return medicine.error ? <InlineError error={medicine.error} /> : <Skeleton className="h-20" />
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <p className="font-medium">{medicine.data.name}</p>
      {medicine.data.packs.length > 0 ? (
        <Field label="Printed on one of">
          {(control) => (
            <PackSelect
              {...control}
              medicine={medicine.data}
              value={pack}
              onChange={(event) => setPack(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      <InlineError error={link.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onBack}>Another medicine</Button>
        <Button type="submit" variant="primary" disabled={link.isPending}>
          Link barcode
        </Button>
      </div>
    </form>
  )
}
