import type { ComponentProps } from 'react'
import { Select } from '@/components/ui/field'
import type { MedicineDetail } from '@/hooks/inventory'
import { formatQty } from '@/lib/format'
import { plural, unitsOf } from '@/lib/medicine-words'

interface PackSelectProps extends ComponentProps<'select'> {
  medicine: MedicineDetail
}

/** What a quantity counts: base units, or a pack of the ladder. */
export function PackSelect({ medicine, ...rest }: PackSelectProps) {
  return (
    <Select aria-label={rest.id ? undefined : 'Counted in'} {...rest}>
      <option value="">{plural(medicine.base_unit)}</option>
      {medicine.packs.map((pack) => (
        <option key={pack.name} value={pack.name}>
          {plural(pack.name)} of {formatQty(pack.units)} {unitsOf(pack.units, medicine.base_unit)}
        </option>
      ))}
    </Select>
  )
}
