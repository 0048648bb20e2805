import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { CareBadges } from '@/components/medicine/care-badges'
import { CountDialog } from '@/components/medicine/count-dialog'
import { LostDialog } from '@/components/medicine/lost-dialog'
import { ReceiveDialog } from '@/components/medicine/receive-dialog'
import { SaleDialog } from '@/components/medicine/sale-dialog'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/states'
import { useMay, usePharmacy } from '@/hooks/auth'
import type { MedicineDetail } from '@/hooks/inventory'
import { count, formatDate, formatMoney, formatQty } from '@/lib/format'
import { unitsOf } from '@/lib/medicine-words'

type Panel = 'count' | 'receive' | 'sale' | 'lost' | null

export function MedicineHeader({ medicine }: { medicine: MedicineDetail | undefined }) {
  const [panel, setPanel] = useState<Panel>(null)
  const mayCount = useMay('stock.count')
  const mayReceive = useMay('stock.receive')
  const maySell = useMay('sales.record')
  const close = () => setPanel(null)

  return (
    <header className="px-6 pt-4 pb-4 max-md:px-4">
      <Link href="/inventory/" className="inline-flex items-center gap-0.5 text-ink-3 text-xs hover:text-ink">
        <ChevronLeft className="size-3.5" /> Inventory
      </Link>
      <div className="mt-1 flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <h1 className="font-semibold text-xl tracking-tight">
              {medicine?.name ?? <Skeleton className="my-1 h-5 w-56" />}
            </h1>
            {medicine ? <CareBadges medicine={medicine} /> : null}
          </div>
          <p className="min-h-5 text-ink-3">{medicine ? describe(medicine) : null}</p>
        </div>
        <div className="flex flex-wrap gap-2 max-md:w-full max-md:*:flex-1">
          {mayCount ? <Button onClick={() => setPanel('count')}>Record a count</Button> : null}
          {mayReceive ? <Button onClick={() => setPanel('receive')}>Receive a batch</Button> : null}
          {maySell && medicine?.stock_qty === 0 ? (
            <Button onClick={() => setPanel('lost')}>Not in stock: note the demand</Button>
          ) : null}
          {maySell ? (
            <Button variant="primary" onClick={() => setPanel('sale')}>
              Record a sale
            </Button>
          ) : null}
        </div>
      </div>
      <KeyFigures medicine={medicine} />
      {medicine ? (
        <>
          <CountDialog medicine={medicine} open={panel === 'count'} onClose={close} />
          <ReceiveDialog medicine={medicine} open={panel === 'receive'} onClose={close} />
          <SaleDialog medicine={medicine} open={panel === 'sale'} onClose={close} />
          {panel === 'lost' ? <LostDialog medicine={medicine} onClose={close} /> : null}
        </>
      ) : null}
    </header>
  )
}

function describe(medicine: MedicineDetail): string {
  const { generic_name, strength, form, manufacturer, category } = medicine
  return [generic_name, strength, form, manufacturer, category].filter(Boolean).join(' · ')
}

/** "2 boxes 3 strips 7 tablets", and what must not be sold. */
function stockNote({ packs, stock_words, base_unit, stock_qty, expired_qty }: MedicineDetail): string {
  const said = packs.length > 0 ? stock_words : `usable ${unitsOf(stock_qty, base_unit)}`
  return expired_qty ? `${said}, and ${formatQty(expired_qty)} expired` : said
}

function KeyFigures({ medicine }: { medicine: MedicineDetail | undefined }) {
  const { currency } = usePharmacy()
  const figures: readonly { label: string; value: string | undefined; note: string | null }[] = [
    {
      label: 'In stock',
      value: medicine && formatQty(medicine.stock_qty),
      note: medicine ? stockNote(medicine) : null,
    },
    {
      label: 'On order',
      value: medicine && formatQty(medicine.on_order_qty),
      note: medicine ? `${count(medicine.lead_time_days, 'day')} delivery` : null,
    },
    {
      label: 'Next to expire',
      value: medicine && (medicine.expiry_date ? formatDate(medicine.expiry_date) : '—'),
      note: medicine?.batch_no ? `batch ${medicine.batch_no}` : 'no dated batch',
    },
    {
      label: 'Price',
      value: medicine && formatMoney(medicine.price, currency),
      note: medicine ? `one ${medicine.base_unit}, packs of ${formatQty(medicine.pack_size)}` : null,
    },
  ]
  return (
    <dl className="mt-4 grid grid-cols-4 gap-px overflow-hidden rounded-xl border border-line bg-line max-lg:grid-cols-2">
      {figures.map(({ label, value, note }) => (
        <div key={label} className="bg-surface px-5 py-3 max-md:px-4">
          <dt className="font-medium text-ink-2 text-xs">{label}</dt>
          <dd className="tabular mt-0.5 min-h-7 font-semibold text-xl tracking-tight">
            {value ?? <Skeleton className="h-6 w-24" />}
          </dd>
          <dd className="min-h-4 text-ink-3 text-xs">{note}</dd>
        </div>
      ))}
    </dl>
  )
}
