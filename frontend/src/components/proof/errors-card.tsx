import { Target } from 'lucide-react'
import Link from 'next/link'
import { Card, CardHeader } from '@/components/ui/card'
import { Select } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { type ForecastError, type ForecastErrorSummary, useForecastErrors } from '@/hooks/proof'
import type { Changes } from '@/hooks/use-url-state'
import { count, formatEstimate, formatPercent } from '@/lib/format'

const SORTS = [
  { value: '-our_error', label: 'Furthest off first' },
  { value: 'our_error', label: 'Closest first' },
  { value: '-wanted', label: 'Most asked for first' },
  { value: 'medicine_name', label: 'By name' },
] as const

interface ErrorsCardProps {
  sort: string | null
  page: number
  onChange: (changes: Changes) => void
}

/** Each medicine's past forecasts beside what was then asked for. */
export function ErrorsCard({ sort, page, onChange }: ErrorsCardProps) {
  const order = SORTS.find(({ value }) => value === sort)?.value ?? SORTS[0].value
  const errors = useForecastErrors(order, page)
  return (
    <Card>
      <CardHeader
        title="How far off forecasts were"
        note="units, on average over forecasts of 14 days"
        actions={
          <Select
            aria-label="Order"
            className="w-auto"
            value={order}
            onChange={(event) =>
              onChange({
                sort: event.target.value === SORTS[0].value ? null : event.target.value,
                page: null,
              })
            }
          >
            {SORTS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        }
      />
      <Loaded query={errors} lines={8}>
        {({ data, meta, summary }) =>
          summary.state === 'not_enough_data' ? (
            <EmptyState icon={<Target />} title="No forecast can be checked yet">
              {summary.sentence}
            </EmptyState>
          ) : (
            <>
              <p className="border-b px-4 py-2.5 text-ink-2">{summarized(summary)}</p>
              {summary.drift_sentence && (
                <p className="border-b bg-warn-soft px-4 py-2.5 text-warn">{summary.drift_sentence}</p>
              )}
              <ErrorsTable rows={data} />
              <Pager meta={meta} onPage={(next) => onChange({ page: String(next) })} />
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

/** All forecasts together, in a sentence; shares of the units asked for. */
export function summarized(summary: ForecastErrorSummary): string {
  const { our_error, naive_error, amc_error } = summary
  const checked = `${count(summary.forecasts, 'forecast')} of ${count(summary.medicines, 'medicine')} were checked`
  if (our_error === null || naive_error === null || amc_error === null) {
    return `${checked}; nothing was asked for.`
  }
  return `${checked}. Of the units asked for, ours were off by ${formatPercent(our_error)}, an average of 90 days by ${formatPercent(amc_error)}, the last 14 days repeated by ${formatPercent(naive_error)}.`
}

export function ErrorsTable({ rows }: { rows: readonly ForecastError[] }) {
  return (
    <Table label="Errors of forecasts">
      <thead>
        <tr>
          <Th>Medicine</Th>
          <Th className="text-right max-md:hidden">Forecasts</Th>
          <Th className="text-right">Asked for</Th>
          <Th className="text-right">Ours off by</Th>
          <Th className="text-right">Average off by</Th>
          <Th className="text-right max-md:hidden">Repeated off by</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.medicine_id} className="transition-colors hover:bg-hover">
            <Td className="max-w-72 max-md:max-w-36">
              <Link href={`/medicine/?id=${row.medicine_id}`} className="block truncate font-medium">
                {row.medicine_name}
              </Link>
            </Td>
            <Td className="num max-md:hidden">{row.forecasts}</Td>
            <Td className="num">{formatEstimate(row.wanted)}</Td>
            <Td className="num font-semibold">{formatEstimate(row.our_error)}</Td>
            <Td className="num">{formatEstimate(row.amc_error)}</Td>
            <Td className="num max-md:hidden">{formatEstimate(row.naive_error)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
