'use client'

import { useCallback, useMemo, useRef, useState } from 'react'
import { readBudget } from '@/components/reorder/budget-field'
import { BudgetView } from '@/components/reorder/budget-view'
import { BulkBar } from '@/components/reorder/bulk-bar'
import { DismissDialog } from '@/components/reorder/dismiss-dialog'
import { readView } from '@/components/reorder/filters'
import { ReorderEmpty } from '@/components/reorder/reorder-empty'
import { ReorderHeader } from '@/components/reorder/reorder-header'
import type { RowActions } from '@/components/reorder/reorder-row'
import { ReorderSkeleton, ReorderTable } from '@/components/reorder/reorder-table'
import { SuggestionPanel } from '@/components/reorder/suggestion-panel'
import { ReorderToolbar } from '@/components/reorder/toolbar'
import { hintsOf, TransferHints } from '@/components/reorder/transfer-hints'
import { TransfersCard } from '@/components/reorder/transfers-card'
import { ErrorState } from '@/components/ui/states'
import { useMay, usePharmacy } from '@/hooks/auth'
import { type Suggestion, useReorderAnalysis, useSuggestions } from '@/hooks/reorder'
import { useDecisions } from '@/hooks/reorder-decisions'
import { useReorderKeys } from '@/hooks/reorder-keys'
import { useTransfers } from '@/hooks/transfers'
import { useUrlState } from '@/hooks/use-url-state'
import { cn } from '@/lib/cn'

const NO_FILTER = { urgency: null, supplier: null, q: null }

export function ReorderView() {
  const { get, set } = useUrlState()
  const view = readView(get)
  const list = useSuggestions(view.filter)
  const { data: analysis } = useReorderAnalysis()
  const { currency } = usePharmacy()
  const mayDecide = useMay('reorder.decide')
  const maySeeCosts = useMay('costs.read')
  const budget = maySeeCosts && view.status === 'open' ? readBudget(get('budget')) : null
  const decisions = useDecisions()
  const { data: transfers } = useTransfers()
  const hints = useMemo(() => hintsOf(transfers?.proposals ?? []), [transfers])
  const searchRef = useRef<HTMLInputElement>(null)
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const [dismissing, setDismissing] = useState<Suggestion | null>(null)

  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data])
  const chosen = rows.filter((row) => selected.has(row.id) && row.status === 'open')
  const openRow = rows.find((row) => row.id === view.openId)
  const isNarrowed = view.urgency !== 'all' || view.supplier !== '' || view.q !== ''

  const actions = useMemo<RowActions>(
    () => ({
      accept: (row, order_qty) =>
        void decisions.accept([
          { id: row.id, medicine_name: row.medicine_name, ...(order_qty === undefined ? {} : { order_qty }) },
        ]),
      dismiss: setDismissing,
      reopen: (row) => void decisions.reopen([row.id]),
      setQuantity: (row, qty) => decisions.setQuantity(row.id, qty),
      toggle: (row) =>
        setSelected((before) => {
          const after = new Set(before)
          if (!after.delete(row.id)) after.add(row.id)
          return after
        }),
      open: (row) => set({ open: String(row.id) }),
    }),
    [decisions, set],
  )

  const search = useCallback((q: string) => set({ q }), [set])
  const closePanel = useCallback(() => set({ open: null }), [set])
  const { fetchNextPage } = list
  const more = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage])
  const selectAll = () => {
    const open = rows.filter((row) => row.status === 'open')
    setSelected(open.every((row) => selected.has(row.id)) ? new Set() : new Set(open.map((row) => row.id)))
  }
  const acceptChosen = () => {
    void decisions.accept(chosen)
    setSelected(new Set())
  }

  useReorderKeys({
    rows,
    actions,
    mayDecide,
    searchRef,
    panelOpen: Boolean(openRow),
    undo: decisions.undoLast,
  })

  return (
    <>
      <ReorderHeader view={view} onChange={set} />
      <ReorderToolbar
        view={view}
        searchRef={searchRef}
        budget={budget}
        hasBudget={maySeeCosts && view.status === 'open'}
        onChange={set}
        onSearch={search}
      />
      {transfers ? <TransfersCard transfers={transfers} /> : null}
      {/* Only the rows make room for the panel: the filters keep their line, so nothing moves down. */}
      <div className={cn(openRow && 'xl:pr-100')}>
        <div className="@container">
          {budget !== null ? (
            <BudgetView
              budget={budget}
              filter={view.filter}
              currency={currency}
              mayDecide={mayDecide}
              onAccept={(orders) => void decisions.accept(orders)}
            />
          ) : list.error && !list.data ? (
            <ErrorState error={list.error} retry={() => void list.refetch()} />
          ) : list.isPending ? (
            <div className="border-t pt-9 max-md:pt-0">
              <ReorderSkeleton />
            </div>
          ) : rows.length === 0 ? (
            <ReorderEmpty
              isNarrowed={isNarrowed}
              hasMedicines={(analysis?.medicines ?? 1) > 0}
              hasAccepted={(analysis?.accepted_suggestions ?? 0) > 0}
              onClear={() => set(NO_FILTER)}
            />
          ) : (
            <TransferHints value={hints}>
              <ReorderTable
                rows={rows}
                total={list.data?.pages[0]?.meta.total_items ?? rows.length}
                currency={currency}
                isGrouped={view.isGrouped}
                isNarrowed={isNarrowed || view.status !== 'open'}
                selected={selected}
                openId={view.openId}
                mayDecide={mayDecide}
                actions={actions}
                onSelectAll={selectAll}
                onMore={list.hasNextPage ? more : null}
              />
            </TransferHints>
          )}
        </div>
      </div>
      <BulkBar
        rows={chosen}
        currency={currency}
        onAccept={acceptChosen}
        onClear={() => setSelected(new Set())}
      />
      {openRow ? (
        <SuggestionPanel
          row={openRow}
          currency={currency}
          mayDecide={mayDecide}
          actions={actions}
          onClose={closePanel}
        />
      ) : null}
      <DismissDialog
        row={dismissing}
        onClose={() => setDismissing(null)}
        onDismiss={(row, reason) => void decisions.dismiss(row, reason)}
      />
    </>
  )
}
