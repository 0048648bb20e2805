import { Pencil } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { EditMedicineDialog } from '@/components/medicine/edit-medicine-dialog'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/states'
import { useMay, usePharmacy } from '@/hooks/auth'
import type { MedicineDetail } from '@/hooks/inventory'
import { count, formatDate, formatMoney } from '@/lib/format'
import { ABC_WORDS, FSN_WORDS, labelOf, SCHEDULES, STORAGES, VENS, XYZ_WORDS } from '@/lib/medicine-words'

/** What a medicine is, how it is kept and sold, and in which classes it stands. */
export function ProfileCard({ medicine }: { medicine: MedicineDetail | undefined }) {
  const mayWrite = useMay('inventory.write')
  const [edits, setEdits] = useState(false)
  return (
    <Card>
      <CardHeader
        title="About"
        actions={
          medicine && mayWrite ? (
            <Button size="sm" onClick={() => setEdits(true)}>
              <Pencil /> Edit
            </Button>
          ) : null
        }
      />
      {medicine ? (
        <>
          <Facts medicine={medicine} />
          <Classes medicine={medicine} />
          <EditMedicineDialog medicine={medicine} open={edits} onClose={() => setEdits(false)} />
        </>
      ) : (
        <Skeleton className="m-4 h-64" />
      )}
    </Card>
  )
}

function Facts({ medicine }: { medicine: MedicineDetail }) {
  const { currency } = usePharmacy()
  const facts: readonly [string, ReactNode][] = [
    ['Generic', medicine.generic_name],
    ['Strength', medicine.strength],
    ['Form', medicine.form],
    ['Route', medicine.route],
    ['Base unit', medicine.base_unit],
    ['MRP', medicine.mrp === null ? null : formatMoney(medicine.mrp, currency)],
    ['HSN', medicine.hsn],
    ['Schedule', labelOf(SCHEDULES, medicine.schedule)],
    ['Storage', labelOf(STORAGES, medicine.storage)],
    ['VEN', labelOf(VENS, medicine.ven)],
  ]
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 p-4">
      {facts.map(([label, value]) => (
        <div key={label} className="min-w-0">
          <dt className="text-ink-3 text-xs">{label}</dt>
          <dd className="tabular truncate">{value ?? <span className="text-ink-3">—</span>}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Computed from the sales, so there is nothing to edit: only when it was done, and over which days. */
function Classes({ medicine }: { medicine: MedicineDetail }) {
  const { abc, xyz, fsn, classified_on, class_window_days } = medicine
  const classes = [
    { name: 'ABC', value: abc, word: abc && ABC_WORDS[abc] },
    { name: 'XYZ', value: xyz, word: xyz && XYZ_WORDS[xyz] },
    { name: 'FSN', value: fsn, word: fsn && FSN_WORDS[fsn] },
  ]
  return (
    <section aria-label="Classes" className="border-t p-4">
      {classified_on ? (
        <>
          <ul className="flex flex-col gap-1.5">
            {classes.map(({ name, value, word }) => (
              <li key={name} className="flex items-center gap-2">
                <span className="w-9 text-ink-3 text-xs">{name}</span>
                <Badge className="min-w-5 justify-center">{value ?? '—'}</Badge>
                <span className="text-ink-2">{word ?? 'not classed'}</span>
              </li>
            ))}
          </ul>
          <p className="tabular mt-2.5 text-ink-3 text-xs">
            Computed {formatDate(classified_on)}
            {class_window_days ? ` from the last ${count(class_window_days, 'day')}` : null}
          </p>
        </>
      ) : (
        <p className="text-ink-3 text-xs">
          ABC, XYZ and FSN classes are computed every night from the sales.
        </p>
      )}
    </section>
  )
}
