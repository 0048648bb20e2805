'use client'

import { FileUp, RotateCw } from 'lucide-react'
import Link from 'next/link'
import { toast } from 'sonner'
import { PageHeader } from '@/components/layout/page-header'
import { ExpiryCard } from '@/components/today/expiry-card'
import { FreshnessWarning } from '@/components/today/freshness'
import { OrderFirst } from '@/components/today/order-first'
import { RevenueCard } from '@/components/today/revenue-card'
import { SupplierCard } from '@/components/today/supplier-card'
import { TodayStats } from '@/components/today/today-stats'
import { Button } from '@/components/ui/button'
import { EmptyState, ErrorState } from '@/components/ui/states'
import { useMay } from '@/hooks/auth'
import { useRefreshSuggestions, useReorderAnalysis } from '@/hooks/reorder'
import { tellError } from '@/hooks/reorder-decisions'
import { formatAgo, formatDate } from '@/lib/format'

export function TodayView() {
  const analysis = useReorderAnalysis()
  const refresh = useRefreshSuggestions()
  const mayDecide = useMay('reorder.decide')
  const data = analysis.data

  const note = data?.data_through
    ? `Sales until ${formatDate(data.data_through)}${data.computed_at ? `, computed ${formatAgo(data.computed_at)}` : ''}`
    : null
  const recompute = () =>
    refresh.mutate(undefined, {
      onSuccess: () => toast('The order list is being computed anew.'),
      onError: tellError,
    })

  return (
    <>
      <PageHeader
        title="Today"
        note={note}
        actions={
          <>
            {mayDecide ? (
              <Button onClick={recompute} disabled={refresh.isPending}>
                <RotateCw /> Recompute
              </Button>
            ) : null}
            <Button asChild>
              <Link href="/imports/">
                <FileUp /> Import sales
              </Link>
            </Button>
          </>
        }
      />
      <div className="px-6 max-md:px-4">
        {analysis.error && !data ? (
          <ErrorState error={analysis.error} retry={() => void analysis.refetch()} />
        ) : data?.medicines === 0 ? (
          <FirstSteps />
        ) : (
          <>
            <FreshnessWarning analysis={data} />
            <TodayStats analysis={data} />
            <div className="mt-4 grid grid-cols-[minmax(0,1.75fr)_minmax(0,1fr)] items-start gap-4 max-lg:grid-cols-1">
              <div className="grid grid-cols-1 gap-4">
                <OrderFirst />
                <RevenueCard through={data?.data_through} />
              </div>
              <div className="grid grid-cols-1 gap-4">
                <ExpiryCard expiring={data?.expiring} />
                <SupplierCard suppliers={data?.by_supplier} />
              </div>
            </div>
          </>
        )}
      </div>
    </>
  )
}

function FirstSteps() {
  return (
    <EmptyState
      icon={<FileUp />}
      title="Begin with your sales file"
      className="rounded-xl border border-dashed border-line-strong"
      action={
        <>
          <Button asChild variant="primary">
            <Link href="/imports/">Import a sales file</Link>
          </Button>
          <Button asChild>
            <Link href="/inventory/?add=1">Add a medicine by hand</Link>
          </Button>
        </>
      }
    >
      Drop what your till exports: every medicine in it appears by itself, with an order suggestion.
    </EmptyState>
  )
}
