import { ArrowLeft, ArrowRight } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { useMay, usePharmacy } from '@/hooks/auth'
import { tellError } from '@/hooks/reorder-decisions'
import {
  type Transfer,
  type TransferProposal,
  type TransferStep,
  type Transfers,
  useAskForTransfer,
  useTransferStep,
} from '@/hooks/transfers'
import { useFormKey } from '@/hooks/use-form-key'
import { count, formatMoney, formatQty } from '@/lib/format'

const FIRST = 5

/** What to move between branches instead of buying; nothing at all where there is nothing to move. */
export function TransfersCard({ transfers }: { transfers: Transfers }) {
  const [isWhole, setWhole] = useState(false)
  const { proposals, under_way } = transfers
  if (proposals.length + under_way.length === 0) return null
  const shown = isWhole ? proposals : proposals.slice(0, FIRST)
  return (
    <Card className="mx-6 mb-4 max-md:mx-4">
      <CardHeader
        title="Between branches"
        note={
          proposals.length > 0 ? `${count(proposals.length, 'transfer')} instead of buying or expiry` : null
        }
      />
      <ul className="divide-y">
        {under_way.map((transfer) => (
          <UnderWayRow key={transfer.id} transfer={transfer} />
        ))}
        {shown.map((proposal) => (
          <ProposalRow
            key={`${proposal.medicine_id} ${proposal.other_pharmacy_id} ${proposal.is_outgoing}`}
            proposal={proposal}
          />
        ))}
      </ul>
      {proposals.length > FIRST ? (
        <div className="border-t px-4 py-2">
          <Button size="sm" variant="ghost" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer' : `Show all ${proposals.length}`}
          </Button>
        </div>
      ) : null}
    </Card>
  )
}

function Way({ isOutgoing, name }: { isOutgoing: boolean; name: string }) {
  const Arrow = isOutgoing ? ArrowRight : ArrowLeft
  return (
    <span className="inline-flex items-center gap-1">
      <Arrow className="size-3.5" />
      {isOutgoing ? 'to' : 'from'} {name}
    </span>
  )
}

function ProposalRow({ proposal }: { proposal: TransferProposal }) {
  const mayDecide = useMay('reorder.decide')
  const { currency } = usePharmacy()
  const ask = useAskForTransfer()
  const key = useFormKey()
  const saves = [
    proposal.replaces_qty > 0 && proposal.replaces_value !== null
      ? `${formatMoney(proposal.replaces_value, currency)} not bought`
      : null,
    proposal.rescues_qty > 0 && proposal.rescues_value !== null
      ? `${formatMoney(proposal.rescues_value, currency)} not expired`
      : null,
  ].filter(Boolean)
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          {formatQty(proposal.qty)} {proposal.medicine_name}
          <Way isOutgoing={proposal.is_outgoing} name={proposal.other_pharmacy_name} />
          <span className="font-normal text-ink-3 text-xs">{saves.join(', ')}</span>
        </p>
        <p className="text-ink-3 text-xs">{proposal.reason}</p>
      </div>
      {mayDecide ? (
        <Button
          size="sm"
          aria-label={`Transfer ${proposal.medicine_name}`}
          disabled={ask.isPending}
          onClick={() =>
            ask.mutate(
              { key: key.read(), proposal },
              {
                onSuccess: () => toast(`Asked for ${proposal.medicine_name}`),
                onError: (error) => {
                  key.refused(error)
                  tellError(error)
                },
              },
            )
          }
        >
          Transfer
        </Button>
      ) : null}
    </li>
  )
}

function UnderWayRow({ transfer }: { transfer: Transfer }) {
  const may = {
    send: useMay('stock.adjust'),
    receive: useMay('stock.receive'),
    cancel: useMay('reorder.decide'),
  }
  const step = useTransferStep()
  const isAsked = transfer.status === 'asked'
  const take = (next: TransferStep, done: string) =>
    step.mutate({ id: transfer.id, step: next }, { onSuccess: () => toast(done), onError: tellError })
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          {formatQty(transfer.qty)} {transfer.medicine_name}
          <Way isOutgoing={transfer.is_outgoing} name={transfer.other_pharmacy_name} />
          <Badge tone={isAsked ? 'note' : 'accent'}>{isAsked ? 'Asked for' : 'On its way'}</Badge>
        </p>
      </div>
      {isAsked && may.cancel ? (
        <Button
          size="sm"
          variant="ghost"
          disabled={step.isPending}
          onClick={() => take('cancel', 'Called off')}
        >
          Call off
        </Button>
      ) : null}
      {isAsked && transfer.is_outgoing && may.send ? (
        <Button size="sm" disabled={step.isPending} onClick={() => take('send', 'On its way')}>
          Send
        </Button>
      ) : null}
      {!isAsked && !transfer.is_outgoing && may.receive ? (
        <Button size="sm" disabled={step.isPending} onClick={() => take('receive', 'On the shelf')}>
          Receive
        </Button>
      ) : null}
    </li>
  )
}
