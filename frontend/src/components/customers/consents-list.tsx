import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { InlineError } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import {
  type Consent,
  type Purpose,
  useConsents,
  useGiveConsent,
  useWithdrawConsent,
} from '@/hooks/customers'
import { formatInstant } from '@/lib/format'

const PURPOSES: readonly { value: Purpose; label: string }[] = [
  { value: 'reminders', label: 'Refill reminders' },
  { value: 'whatsapp', label: 'Messages on WhatsApp' },
  { value: 'marketing', label: 'Offers and news' },
]

/** What the customer allows. Nothing is allowed until they said so, and how they said it is kept. */
export function ConsentsList({ customerId, mayWrite }: { customerId: number; mayWrite: boolean }) {
  const consents = useConsents(customerId)
  return (
    <section aria-label="Consents" className="border-t">
      <h3 className="px-4 pt-3 pb-1 font-medium text-ink-2 text-xs">They allow</h3>
      <Loaded query={consents} lines={3}>
        {(data) => (
          <ul className="divide-y">
            {PURPOSES.map(({ value, label }) => (
              <PurposeRow
                key={value}
                purpose={value}
                label={label}
                customerId={customerId}
                mayWrite={mayWrite}
                consents={data.filter((consent) => consent.purpose === value)}
              />
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  )
}

interface PurposeRowProps {
  purpose: Purpose
  label: string
  customerId: number
  mayWrite: boolean
  consents: readonly Consent[]
}

function PurposeRow({ purpose, label, customerId, mayWrite, consents }: PurposeRowProps) {
  const { time_zone } = usePharmacy()
  const give = useGiveConsent(customerId)
  const withdraw = useWithdrawConsent(customerId)
  const [asks, setAsks] = useState(false)
  const [source, setSource] = useState('')
  const inForce = consents.find((consent) => consent.withdrawn_at === null)
  const ended = consents.findLast((consent) => consent.withdrawn_at !== null)?.withdrawn_at

  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!source.trim()) return
    give.mutate(
      { purpose, source: source.trim() },
      {
        onSuccess: () => {
          setAsks(false)
          setSource('')
        },
      },
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2">
      <span className="min-w-40 flex-1">
        <span className="block">{label}</span>
        <span className="block text-ink-3 text-xs">
          {inForce
            ? `Yes: ${inForce.source}, ${formatInstant(inForce.given_at, time_zone)}`
            : ended
              ? `Withdrawn ${formatInstant(ended, time_zone)}`
              : 'Not asked'}
        </span>
      </span>
      {!mayWrite ? null : inForce ? (
        <Button
          size="sm"
          aria-label={`Withdraw: ${label}`}
          disabled={withdraw.isPending}
          onClick={() => withdraw.mutate(purpose)}
        >
          Withdraw
        </Button>
      ) : asks ? null : (
        <Button size="sm" aria-label={`They allow: ${label}`} onClick={() => setAsks(true)}>
          They agree
        </Button>
      )}
      {asks && !inForce ? (
        <form onSubmit={send} className="flex w-full gap-2">
          <Input
            aria-label="How did they say so?"
            placeholder="How did they say so? Signed form, by phone…"
            maxLength={80}
            autoFocus
            value={source}
            onChange={(event) => setSource(event.target.value)}
          />
          <Button type="submit" variant="primary" disabled={!source.trim() || give.isPending}>
            Note it
          </Button>
        </form>
      ) : null}
      <InlineError error={give.error ?? withdraw.error} />
    </li>
  )
}
