import { UrgencyMark } from '@/components/reorder/urgency-mark'
import { Stat, StatStrip } from '@/components/today/stat'
import { usePharmacy } from '@/hooks/auth'
import { useImports } from '@/hooks/imports'
import type { Schemas } from '@/lib/api'
import { count, formatAgo, formatMoney, formatTotal } from '@/lib/format'
import { sumMoney } from '@/lib/money'

type Analysis = Schemas['ReorderAnalysis']

const IMPORT_WORD: Record<Schemas['ImportRead']['status'], string> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Up to date',
  failed: 'Failed',
}

export function TodayStats({ analysis }: { analysis: Analysis | undefined }) {
  const { currency } = usePharmacy()
  const last = useImports(1, 1)
  const latest = last.data?.data[0]
  const expiring = analysis?.expiring
  const atRisk = expiring ? sumMoney([expiring.expired.value, expiring.within_90_days.value]) : undefined

  return (
    <StatStrip>
      <Stat
        label="Order value waiting"
        href="/reorder/"
        value={analysis && formatTotal(analysis.order_value, currency)}
        note={
          analysis
            ? `${count(analysis.open_suggestions, 'item')} from ${count(analysis.by_supplier.length, 'supplier')}`
            : null
        }
      />
      <Stat
        label="Will run out before the next delivery"
        href="/reorder/?urgency=at_risk"
        value={analysis && (analysis.at_risk + analysis.out_of_stock).toLocaleString('en')}
        note={
          analysis ? (
            <span className="flex flex-wrap gap-x-3">
              <span className="inline-flex items-center gap-1">
                {analysis.out_of_stock} <UrgencyMark urgency="out" />
              </span>
              <span className="inline-flex items-center gap-1">
                {analysis.at_risk} <UrgencyMark urgency="at_risk" />
              </span>
            </span>
          ) : null
        }
      />
      <Stat
        label="At risk of expiry, 90 days"
        href="/inventory/?status=expiring"
        value={atRisk && formatTotal(atRisk, currency)}
        note={
          expiring
            ? `${formatMoney(expiring.expired.value, currency, { whole: true })} of it has expired`
            : null
        }
      />
      <Stat
        label="Sales import"
        href={latest ? `/imports/?import=${latest.id}` : '/imports/'}
        value={last.isPending ? undefined : latest ? IMPORT_WORD[latest.status] : 'None yet'}
        note={latest ? `${latest.filename}, ${formatAgo(latest.created_at)}` : 'Import your sales to begin'}
      />
    </StatStrip>
  )
}
