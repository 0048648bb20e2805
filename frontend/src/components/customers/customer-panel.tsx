import { Download, Pencil, X } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { ConsentsList } from '@/components/customers/consents-list'
import { EditCustomerDialog } from '@/components/customers/customer-dialog'
import { EraseSection } from '@/components/customers/erase-section'
import { RecordHistory } from '@/components/history/record-history'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { useMay, usePharmacy } from '@/hooks/auth'
import { type Customer, useCustomer, useExportCustomer } from '@/hooks/customers'
import { formatInstant } from '@/lib/format'

export function CustomerPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const customer = useCustomer(id)
  return (
    <aside aria-label="Customer" className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-4">
      <Card>
        <header className="flex min-h-12 items-center gap-2 border-b px-4 py-2">
          <h2 className="min-w-0 flex-1 truncate font-semibold">
            {customer.data ? (customer.data.name ?? 'Erased customer') : 'Customer'}
          </h2>
          <Button size="icon-sm" variant="ghost" aria-label="Close customer" onClick={onClose}>
            <X />
          </Button>
        </header>
        <Loaded query={customer} lines={6}>
          {(data) => <Details customer={data} />}
        </Loaded>
      </Card>
      <RecordHistory kind="customer" id={id} />
    </aside>
  )
}

function Details({ customer }: { customer: Customer }) {
  const { time_zone } = usePharmacy()
  const mayWrite = useMay('customers.write')
  const mayExport = useMay('customers.export')
  const mayErase = useMay('customers.erase')
  const download = useExportCustomer(customer.id)
  const [edits, setEdits] = useState(false)
  const isErased = customer.erased_at !== null
  const facts: readonly [string, string | null][] = [
    ['Phone', customer.phone],
    ['Address', customer.address],
    ['Notes', customer.notes],
    ['Code', customer.code],
    ['Since', formatInstant(customer.created_at, time_zone)],
  ]
  return (
    <>
      {customer.erased_at ? (
        <p className="border-b px-4 py-3 text-pretty text-ink-2">
          Who this was is destroyed, since {formatInstant(customer.erased_at, time_zone)}. The sales stay, of
          nobody.
        </p>
      ) : (
        <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-y-1.5 px-4 py-3">
          {facts.map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="text-ink-3">{label}</dt>
              <dd className="whitespace-pre-line break-words">{value ?? '—'}</dd>
            </div>
          ))}
        </dl>
      )}
      {mayWrite || mayExport ? (
        <div className="flex flex-wrap gap-2 px-4 pb-3">
          {isErased || !mayWrite ? null : (
            <Button size="sm" onClick={() => setEdits(true)}>
              <Pencil /> Change
            </Button>
          )}
          {mayExport ? (
            <Button
              size="sm"
              className={isErased ? 'mt-3' : ''}
              disabled={download.isPending}
              onClick={() =>
                download.mutate(undefined, {
                  onSuccess: () => toast('Saved what is held about them; the history says so'),
                  onError: (error) => toast.error(error.message),
                })
              }
            >
              <Download /> Export their data
            </Button>
          ) : null}
        </div>
      ) : null}
      {isErased ? null : <ConsentsList customerId={customer.id} mayWrite={mayWrite} />}
      {mayErase && !isErased ? <EraseSection customer={customer} /> : null}
      {edits ? <EditCustomerDialog customer={customer} onClose={() => setEdits(false)} /> : null}
    </>
  )
}
