import { PackageX, SearchX } from 'lucide-react'
import { useState } from 'react'
import { BillsTable } from '@/components/recalls/bills-table'
import { StartDialog } from '@/components/recalls/start-dialog'
import { StateBadge } from '@/components/stock/state-badge'
import { Button } from '@/components/ui/button'
import { Loaded } from '@/components/ui/loaded'
import { EmptyState } from '@/components/ui/states'
import { type Reach, type RecallTarget, useReach } from '@/hooks/recalls'
import { count, formatDate, formatQty } from '@/lib/format'

interface ReachPanelProps {
  target: RecallTarget
  startsRecall: boolean
  onRecalled: (recallId: number) => void
}

/** What a recall of this number would reach, branch by branch. */
export function ReachPanel({ target, startsRecall, onRecalled }: ReachPanelProps) {
  const [asks, setAsks] = useState(startsRecall)
  const reach = useReach(target)
  return (
    <section aria-label="What it reaches" className="border-t">
      <Loaded query={reach} lines={4}>
        {(found) => (
          <>
            <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
              <p className="tabular text-ink-2">
                <span className="font-semibold text-ink">{formatQty(found.on_hand_qty)}</span> on hand,{' '}
                <span className="font-semibold text-ink">{formatQty(found.sold_qty)}</span> sold on{' '}
                {count(found.bill_count, 'bill')}, in {count(found.branches.length, 'branch', 'branches')}
              </p>
              <Button variant="danger" onClick={() => setAsks(true)}>
                <PackageX /> Recall and hold everywhere
              </Button>
            </div>
            {found.branches.some(({ batches }) => batches.length > 0) ? (
              found.branches.map((branch) => <BranchReach key={branch.pharmacy_id} branch={branch} />)
            ) : (
              <EmptyState icon={<SearchX />} title="No branch has had this number" className="border-t py-8">
                Check the letters and digits on the box. A recall may still be started: what arrives of it is
                held at once.
              </EmptyState>
            )}
          </>
        )}
      </Loaded>
      {asks ? <StartDialog target={target} onClose={() => setAsks(false)} onRecalled={onRecalled} /> : null}
    </section>
  )
}

function BranchReach({ branch }: { branch: Reach['branches'][number] }) {
  return (
    <div className="border-t">
      <h3 className="flex flex-wrap items-baseline gap-x-2 px-4 pt-3 pb-1">
        <span className="font-semibold">{branch.pharmacy_name}</span>
        <span className="tabular text-ink-3 text-xs">
          {formatQty(branch.on_hand_qty)} on hand, {formatQty(branch.sold_qty)} sold
        </span>
      </h3>
      <ul className="flex flex-col gap-1 px-4 pb-3">
        {branch.batches.map((batch) => (
          <li key={batch.id} className="tabular flex flex-wrap items-center gap-x-2 text-ink-2">
            <span className="font-medium text-ink">{batch.batch_no ?? 'No number'}</span>
            <span>{formatQty(batch.on_hand_qty)} on hand</span>
            {batch.expires_on ? (
              <span className="text-ink-3">expires {formatDate(batch.expires_on)}</span>
            ) : null}
            <StateBadge state={batch.state} />
          </li>
        ))}
        {branch.batches.length === 0 ? <li className="text-ink-3">Never had it.</li> : null}
      </ul>
      {branch.bills.length > 0 ? <BillsTable bills={branch.bills} label={branch.pharmacy_name} /> : null}
    </div>
  )
}
