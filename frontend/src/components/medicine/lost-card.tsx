import { PackageX, X } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { LostDialog } from '@/components/medicine/lost-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { EmptyState } from '@/components/ui/states'
import { Tooltip } from '@/components/ui/tooltip'
import { useMay } from '@/hooks/auth'
import type { MedicineDetail } from '@/hooks/inventory'
import { type LostSale, useLostSales, useTakeBackLostSale } from '@/hooks/sales'
import { formatDate, formatQty } from '@/lib/format'
import { unitsOf } from '@/lib/medicine-words'

/** What was asked for and not there: demand that no sale tells of. */
export function LostCard({ medicine }: { medicine: MedicineDetail | undefined }) {
  const [isOpen, setOpen] = useState(false)
  const maySell = useMay('sales.record')
  return (
    <Card>
      <CardHeader
        title="Asked for in vain"
        actions={
          medicine && maySell ? (
            <Button size="sm" onClick={() => setOpen(true)}>
              Note the demand
            </Button>
          ) : null
        }
      />
      {medicine ? <Notes medicine={medicine} maySell={maySell} /> : null}
      {medicine && isOpen ? <LostDialog medicine={medicine} onClose={() => setOpen(false)} /> : null}
    </Card>
  )
}

function Notes({ medicine, maySell }: { medicine: MedicineDetail; maySell: boolean }) {
  const notes = useLostSales(medicine.id)
  return (
    <Loaded query={notes} lines={2}>
      {(found) =>
        found.length === 0 ? (
          <EmptyState icon={<PackageX />} title="Nothing was asked for in vain" className="py-6">
            When somebody asks and it is not there, note it: the next order counts it.
          </EmptyState>
        ) : (
          <ul aria-label="Asked for in vain" className="divide-y">
            {found.map((lost) => (
              <Line key={lost.id} lost={lost} medicine={medicine} maySell={maySell} />
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

function Line({ lost, medicine, maySell }: { lost: LostSale; medicine: MedicineDetail; maySell: boolean }) {
  const takeBack = useTakeBackLostSale()
  const said = `${formatQty(lost.qty)} ${unitsOf(lost.qty, medicine.base_unit)}`
  return (
    <li className="flex min-h-10 items-center gap-3 py-1 pr-2 pl-4">
      <span className="tabular w-24 shrink-0 text-ink-3 text-xs">{formatDate(lost.asked_on)}</span>
      <span className="min-w-0 flex-1 truncate">
        <span className="tabular font-medium">{said}</span>
        {lost.note ? <span className="text-ink-3"> · {lost.note}</span> : null}
      </span>
      {maySell ? (
        <Tooltip label="Take back">
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Take back ${said} of ${formatDate(lost.asked_on)}`}
            disabled={takeBack.isPending}
            onClick={() =>
              takeBack.mutate(lost.id, {
                onError: (error) => toast.error(error.message),
                onSuccess: () => toast(`${said} are demand no more`),
              })
            }
          >
            <X />
          </Button>
        </Tooltip>
      ) : null}
    </li>
  )
}
