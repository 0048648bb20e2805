import { Package, Pencil } from 'lucide-react'
import { useState } from 'react'
import { describePack } from '@/components/medicine/pack-ladder'
import { PacksDialog } from '@/components/medicine/packs-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { EmptyState, Skeleton } from '@/components/ui/states'
import { useMay } from '@/hooks/auth'
import type { MedicineDetail } from '@/hooks/inventory'

/** What a medicine comes in, and its stock in those words. */
export function PacksCard({ medicine }: { medicine: MedicineDetail | undefined }) {
  const mayWrite = useMay('catalogue.write')
  const [edits, setEdits] = useState(false)
  const edit = (label: string) =>
    medicine && mayWrite ? (
      <Button size="sm" onClick={() => setEdits(true)}>
        <Pencil /> {label}
      </Button>
    ) : null
  return (
    <Card>
      <CardHeader title="Packs" actions={medicine?.packs.length ? edit('Edit packs') : null} />
      {!medicine ? (
        <Skeleton className="m-4 h-24" />
      ) : medicine.packs.length === 0 ? (
        <EmptyState icon={<Package />} title="No packs told" className="py-8" action={edit('Set packs')}>
          Say that a strip holds 10 tablets and a box 10 strips: then sales and deliveries can be counted in
          them.
        </EmptyState>
      ) : (
        <>
          <ol className="divide-y">
            {medicine.packs.map((pack, index) => (
              <li key={pack.name} className="flex items-baseline justify-between gap-3 px-4 py-2">
                <span className="font-medium">{pack.name}</span>
                <span className="tabular text-ink-3 text-xs">
                  {describePack(medicine.packs, index, medicine.base_unit)}
                </span>
              </li>
            ))}
          </ol>
          <p className="border-t px-4 py-2.5 text-ink-3 text-xs">
            On the shelf: <span className="tabular font-medium text-ink">{medicine.stock_words}</span>
          </p>
        </>
      )}
      {medicine && edits ? <PacksDialog medicine={medicine} onClose={() => setEdits(false)} /> : null}
    </Card>
  )
}
