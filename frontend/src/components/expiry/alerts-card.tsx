import { Bell } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { toast } from 'sonner'
import { ACTION_WORD } from '@/components/expiry/words'
import { ExpiryBadge } from '@/components/inventory/expiry-badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { useMay } from '@/hooks/auth'
import { type ExpiryAlert, useAcknowledge, useAlerts } from '@/hooks/expiry'
import { formatQty } from '@/lib/format'

/** The batches that came nearer to their date since somebody last looked. */
export function AlertsCard() {
  const [page, setPage] = useState(1)
  const alerts = useAlerts(page)
  return (
    <Card>
      <CardHeader title="Alerts" note="until somebody takes care" />
      <Loaded query={alerts} lines={4}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState icon={<Bell />} title="No alert waits" className="py-8">
              Every night the batches that came within 90, 60 or 30 days of their date, and may not sell in
              time, are reported here.
            </EmptyState>
          ) : (
            <>
              <ul className="divide-y">
                {data.map((alert) => (
                  <AlertRow key={alert.id} alert={alert} />
                ))}
              </ul>
              <Pager meta={meta} onPage={setPage} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function AlertRow({ alert }: { alert: ExpiryAlert }) {
  const mayAct = useMay('expiry.act')
  const acknowledge = useAcknowledge()
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <Link href={`/medicine/?id=${alert.medicine_id}`} className="block truncate font-medium">
          {alert.medicine_name}
        </Link>
        <span className="flex flex-wrap items-center gap-x-2 text-ink-3 text-xs">
          <span className="tabular">
            {alert.batch_no ?? 'No number'}, {formatQty(alert.on_hand_qty)} units
          </span>
          <ExpiryBadge daysLeft={alert.days_left} />
        </span>
        <span className="block text-ink-2 text-xs">
          {ACTION_WORD[alert.action]}. <span className="text-ink-3">{alert.reason}</span>
        </span>
      </div>
      {mayAct ? (
        <Button
          size="sm"
          aria-label={`Acknowledge ${alert.medicine_name}, batch ${alert.batch_no ?? 'without a number'}`}
          disabled={acknowledge.isPending}
          onClick={() =>
            acknowledge.mutate(alert.id, {
              onSuccess: () => toast(`Acknowledged ${alert.medicine_name}`),
              onError: (error) => toast.error(error.message),
            })
          }
        >
          Acknowledge
        </Button>
      ) : null}
    </li>
  )
}
