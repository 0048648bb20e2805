import { Ellipsis, ExternalLink, Flame, Pause } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ACTION_WORD, chanceWord, riskTone } from '@/components/expiry/words'
import { ExpiryBadge } from '@/components/inventory/expiry-badge'
import { MoveDialog } from '@/components/stock/move-dialog'
import { StateBadge } from '@/components/stock/state-badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Menu, MenuItem } from '@/components/ui/menu'
import { Td } from '@/components/ui/table'
import { useMay, usePharmacy } from '@/hooks/auth'
import type { ExpiringBatch } from '@/hooks/expiry'
import { formatDate, formatEstimate, formatMoney, formatQty } from '@/lib/format'

interface RiskRowProps {
  row: ExpiringBatch
  isSelected: boolean
  onSelect: ((isSelected: boolean) => void) | null
  onDestroy: () => void
}

export function RiskRow({ row, isSelected, onSelect, onDestroy }: RiskRowProps) {
  const { currency } = usePharmacy()
  const name = `${row.medicine_name}, batch ${row.batch_no ?? 'without a number'}`
  return (
    <tr className="transition-colors hover:bg-hover">
      {onSelect ? (
        <Td className="w-0">
          <Checkbox
            aria-label={`Select ${name}`}
            checked={isSelected}
            onCheckedChange={(checked) => onSelect(checked === true)}
          />
        </Td>
      ) : null}
      <Td className="max-w-72">
        <Link href={`/medicine/?id=${row.medicine_id}`} className="block truncate font-medium">
          {row.medicine_name}
        </Link>
        <span className="flex flex-wrap items-center gap-x-2 text-ink-3 text-xs">
          {row.batch_no ?? 'No number'}
          {row.supplier_name ? <span>from {row.supplier_name}</span> : null}
          <StateBadge state={row.state} />
        </span>
        <span className="mt-1 hidden whitespace-normal text-ink-2 text-xs max-md:block">
          {ACTION_WORD[row.action]}. {row.reason}
        </span>
      </Td>
      <Td className="whitespace-nowrap">
        <span className="tabular mr-2">{formatDate(row.expires_on)}</span>
        <ExpiryBadge daysLeft={row.days_left} />
      </Td>
      <Td className="num font-medium">{formatQty(row.on_hand_qty)}</Td>
      <Td className="num">
        {row.expected_unsold_qty === null || row.unsold_chance === null ? (
          <span className="text-ink-3">unknown</span>
        ) : (
          <span className={riskTone(row.unsold_chance)}>
            {formatEstimate(row.expected_unsold_qty)}
            {row.days_left < 0 ? null : (
              <span className="block text-xs">{chanceWord(row.unsold_chance)}</span>
            )}
          </span>
        )}
      </Td>
      <Td className="num font-medium">{formatMoney(row.value_at_risk, currency)}</Td>
      <Td className="min-w-56 max-md:hidden">
        <span className="block text-ink-2">{ACTION_WORD[row.action]}</span>
        <span className="block text-ink-3 text-xs">{row.reason}</span>
      </Td>
      <Td className="w-0">
        <RowMenu row={row} name={name} onDestroy={onDestroy} />
      </Td>
    </tr>
  )
}

function RowMenu({ row, name, onDestroy }: { row: ExpiringBatch; name: string; onDestroy: () => void }) {
  const router = useRouter()
  const [holds, setHolds] = useState(false)
  const mayHold = useMay('batches.hold') && row.state === 'ok'
  const mayDestroy = useMay('batches.destroy')
  return (
    <>
      <Menu
        trigger={
          <Button size="icon-sm" variant="ghost" aria-label={`Do something with ${name}`}>
            <Ellipsis />
          </Button>
        }
      >
        <MenuItem onSelect={() => router.push(`/medicine/?id=${row.medicine_id}`)}>
          <ExternalLink /> See the medicine
        </MenuItem>
        {mayHold ? (
          <MenuItem onSelect={() => setHolds(true)}>
            <Pause /> Hold
          </MenuItem>
        ) : null}
        {mayDestroy ? (
          <MenuItem className="text-danger [&_svg]:text-danger" onSelect={onDestroy}>
            <Flame /> Destroy
          </MenuItem>
        ) : null}
      </Menu>
      {holds ? (
        <MoveDialog
          batch={{ id: row.batch_id, batch_no: row.batch_no }}
          move="hold"
          onClose={() => setHolds(false)}
        />
      ) : null}
    </>
  )
}
