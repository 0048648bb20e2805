import type { UseFormRegisterReturn } from 'react-hook-form'
import { inBaseUnits } from '@/components/medicine/pack-ladder'
import { PackSelect } from '@/components/medicine/pack-select'
import { Field, Input } from '@/components/ui/field'
import type { MedicineDetail } from '@/hooks/inventory'
import { formatQty } from '@/lib/format'
import { unitsOf } from '@/lib/medicine-words'

interface QuantityFieldProps {
  label: string
  medicine: MedicineDetail
  qty: UseFormRegisterReturn
  pack: UseFormRegisterReturn
  /** The quantity and the pack as they stand in the form, for saying how many base units that is. */
  said: readonly string[]
  error: string | undefined
}

/** How many, and of what: base units, or any pack that the medicine comes in. */
export function QuantityField({ label, medicine, qty, pack, said, error }: QuantityFieldProps) {
  const [typed = '', chosen = ''] = said
  const many = Number(typed.replace(/,/g, ''))
  const units = inBaseUnits(medicine, many, chosen)
  const hint =
    chosen && many > 0
      ? `${formatQty(units)} ${unitsOf(units, medicine.base_unit)}`
      : medicine.packs.length > 0
        ? undefined
        : `Counted in ${unitsOf(0, medicine.base_unit)}`
  return (
    <Field label={label} error={error} hint={hint} className={medicine.packs.length > 0 ? 'col-span-2' : ''}>
      {(control) => (
        <span className="flex gap-2">
          <Input {...control} inputMode="decimal" className="tabular" {...qty} />
          {medicine.packs.length > 0 ? <PackSelect medicine={medicine} {...pack} /> : null}
        </span>
      )}
    </Field>
  )
}
