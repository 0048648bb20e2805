import { Lock } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { HoldDialog } from '@/components/customers/hold-dialog'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { InlineError } from '@/components/ui/states'
import { type Customer, useEraseCustomer, useLegalHold } from '@/hooks/customers'
import { ApiError } from '@/lib/api'
import { formatDate } from '@/lib/format'

/** Destroying a customer's data, and what forbids it. */
export function EraseSection({ customer }: { customer: Customer }) {
  const [opened, setOpened] = useState<'erase' | 'hold' | null>(null)
  const hold = useLegalHold(customer.id)
  const until = customer.legal_hold_until
  return (
    <section aria-label="Erasing" className="border-t px-4 py-3">
      {until ? (
        <p className="mb-3 flex gap-2 text-pretty rounded-md bg-note-soft px-3 py-2 text-ink-2 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-note">
          <Lock aria-hidden />
          <span>
            Kept by law until {formatDate(until)}
            {customer.legal_hold_reason ? `: ${customer.legal_hold_reason}` : ''}. They cannot be erased
            before.
          </span>
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => setOpened('hold')}>
          {until ? 'Change the hold' : 'Hold by law'}
        </Button>
        {until ? (
          <Button
            size="sm"
            disabled={hold.isPending}
            onClick={() =>
              hold.mutate({ until: null, reason: null }, { onSuccess: () => toast('The hold is lifted') })
            }
          >
            Lift the hold
          </Button>
        ) : null}
        <Button size="sm" variant="danger" onClick={() => setOpened('erase')}>
          Erase their data
        </Button>
      </div>
      <InlineError error={hold.error} />
      {opened === 'hold' ? <HoldDialog customer={customer} onClose={() => setOpened(null)} /> : null}
      {opened === 'erase' ? <EraseDialog customer={customer} onClose={() => setOpened(null)} /> : null}
    </section>
  )
}

function EraseDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const erase = useEraseCustomer(customer.id)
  const isHeld = erase.error instanceof ApiError && erase.error.code === 'LEGAL_HOLD'
  const confirm = () =>
    erase.mutate(undefined, {
      onSuccess: () => {
        toast('Their data are destroyed')
        onClose()
      },
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Erase ${customer.name ?? customer.code}?`}
      description="Name, phone, address, notes and consents are destroyed, and nobody can bring them back. Their sales stay, of nobody, so that stock and takings are as before."
    >
      <InlineError error={erase.error} />
      {isHeld ? (
        <p className="mt-2 text-pretty text-ink-2">
          The law wants these data kept, in the register of Schedule H1 for one. Tell the customer until when,
          and erase them after that day.
        </p>
      ) : null}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Keep them</Button>
        <Button variant="danger" disabled={erase.isPending || isHeld} onClick={confirm}>
          Erase for good
        </Button>
      </div>
    </Dialog>
  )
}
