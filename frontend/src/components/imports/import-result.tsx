import { X } from 'lucide-react'
import Link from 'next/link'
import { ImportStatus } from '@/components/imports/import-status'
import { ProblemsTable } from '@/components/imports/problems-table'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ErrorState, Skeleton } from '@/components/ui/states'
import { isUnderWay, type SalesImport, useImport } from '@/hooks/imports'
import { formatDate } from '@/lib/format'

/** One import: its progress while it runs, what it did when it is over. */
export function ImportResult({ importId, onClose }: { importId: number; onClose: () => void }) {
  const query = useImport(importId)
  const one = query.data
  return (
    <Card aria-label="Import" className="overflow-hidden">
      <header className="flex min-h-12 items-center gap-3 border-b px-4 py-2">
        <h2 className="min-w-0 truncate font-semibold">{one?.filename ?? 'Import'}</h2>
        {one ? <ImportStatus status={one.status} /> : null}
        <Button
          size="icon-sm"
          variant="ghost"
          className="ml-auto"
          aria-label="Close import"
          onClick={onClose}
        >
          <X />
        </Button>
      </header>
      {query.error && !one ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : !one ? (
        <Skeleton className="m-4 h-24" />
      ) : (
        <>
          {isUnderWay(one) ? <Progress one={one} /> : null}
          {one.error ? (
            <p role="alert" className="border-b bg-danger-soft px-4 py-3 text-danger">
              {one.error}
            </p>
          ) : null}
          <Counts one={one} />
          {one.status === 'done' ? <Done one={one} /> : null}
          <ProblemsTable importId={one.id} enabled={!isUnderWay(one)} />
        </>
      )}
    </Card>
  )
}

function Progress({ one }: { one: SalesImport }) {
  const share = one.rows_total > 0 ? Math.min(1, one.rows_done / one.rows_total) : 0
  return (
    <div className="border-b px-4 py-4">
      <div
        role="progressbar"
        aria-label={`Import of ${one.filename}`}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className="h-2 origin-left rounded-full bg-accent transition-transform duration-500 ease-linear"
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
      <p className="tabular mt-2 text-ink-3 text-xs">
        {one.rows_done.toLocaleString('en')} of {one.rows_total.toLocaleString('en')} rows. You can leave this
        page; the import goes on.
      </p>
    </div>
  )
}

function Counts({ one }: { one: SalesImport }) {
  const counts: readonly [string, number, string][] = [
    ['Added', one.added, 'new sales'],
    ['Already there', one.already_there, 'not added twice'],
    ['Left out', one.skipped_bad, 'rows that cannot be read'],
    ['Discrepancies', one.discrepancies, 'sold more than the shelf held'],
    ['New medicines', one.new_medicines, 'added to the inventory'],
  ]
  return (
    <dl className="grid grid-cols-5 gap-px bg-line max-lg:grid-cols-3 max-sm:grid-cols-2">
      {counts.map(([label, value, note]) => (
        <div key={label} className="bg-surface px-4 py-3">
          <dt className="font-medium text-ink-2 text-xs">{label}</dt>
          <dd className="tabular mt-0.5 font-semibold text-xl tracking-tight">
            {value.toLocaleString('en')}
          </dd>
          <dd className="text-ink-3 text-xs">{note}</dd>
        </div>
      ))}
      <div className="bg-surface lg:hidden" />
    </dl>
  )
}

function Done({ one }: { one: SalesImport }) {
  const period =
    one.date_from && one.date_to
      ? ` Sales from ${formatDate(one.date_from)} to ${formatDate(one.date_to)}.`
      : ''
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t px-4 py-3">
      <p className="text-ink-2">
        {one.message}
        {period}
      </p>
      <Button asChild variant="primary">
        <Link href="/reorder/">See what to order</Link>
      </Button>
    </div>
  )
}
