import { ReceiptText, X } from 'lucide-react'
import { useState } from 'react'
import { BillsTable } from '@/components/recalls/bills-table'
import { RecallBranches } from '@/components/recalls/recall-branches'
import { RecallStatus } from '@/components/recalls/recall-status'
import { NoteDialog } from '@/components/stock/note-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { useMay, usePharmacy } from '@/hooks/auth'
import { type Recall, useLift, useRecall, useRecallBills } from '@/hooks/recalls'
import { formatInstant } from '@/lib/format'

/** One recall: why, where its stock stands, who bought of it, and the way to end it. */
export function RecallDetail({ recallId, onClose }: { recallId: number; onClose: () => void }) {
  const recall = useRecall(recallId)
  return (
    <Card>
      <Loaded query={recall} lines={4}>
        {(found) => <Found recall={found} onClose={onClose} />}
      </Loaded>
    </Card>
  )
}

function Found({ recall, onClose }: { recall: Recall; onClose: () => void }) {
  const { time_zone } = usePharmacy()
  const mayStart = useMay('recalls.start')
  const lift = useLift(recall.id)
  const [lifts, setLifts] = useState(false)
  return (
    <>
      <CardHeader
        title={`Batch ${recall.batch_no}`}
        note={recall.medicine_name ?? 'whatever the medicine'}
        actions={
          <div className="flex items-center gap-2">
            <RecallStatus recall={recall} />
            {mayStart && recall.lifted_at === null ? (
              <Button size="sm" onClick={() => setLifts(true)}>
                Lift
              </Button>
            ) : null}
            <Button size="icon-sm" variant="ghost" aria-label="Close this recall" onClick={onClose}>
              <X />
            </Button>
          </div>
        }
      />
      <div className="flex flex-col gap-1 px-4 py-3 text-ink-2">
        <p>
          {recall.reason}
          {recall.reference ? <span className="text-ink-3"> · {recall.reference}</span> : null}
        </p>
        <p className="tabular text-ink-3 text-xs">
          Started {formatInstant(recall.started_at, time_zone)}
          {recall.lifted_at
            ? ` · lifted ${formatInstant(recall.lifted_at, time_zone)}: ${recall.lift_note}`
            : null}
        </p>
      </div>
      {mayStart ? <RecallBranches recall={recall} /> : null}
      <Bills recallId={recall.id} batchNo={recall.batch_no} />
      {lifts ? (
        <NoteDialog
          title={`Lift the recall of ${recall.batch_no}`}
          description="In every branch its batches go back to the states they were in."
          label="Why"
          isNoteNeeded
          submitLabel="Lift the recall"
          done={`Lifted the recall of ${recall.batch_no}`}
          mutation={lift}
          onClose={() => setLifts(false)}
        />
      ) : null}
    </>
  )
}

function Bills({ recallId, batchNo }: { recallId: number; batchNo: string }) {
  const [page, setPage] = useState(1)
  const bills = useRecallBills(recallId, page)
  return (
    <section aria-label="Bills of this branch" className="border-t">
      <h3 className="px-4 pt-3 pb-1 font-semibold">Bills of this branch</h3>
      <Loaded query={bills} lines={3}>
        {({ data, meta }) =>
          data.length === 0 ? (
            <EmptyState icon={<ReceiptText />} title="Nobody bought of it here" className="py-6">
              Sales that took from this batch would be listed here, with their customers.
            </EmptyState>
          ) : (
            <>
              <BillsTable bills={data} label={`batch ${batchNo}`} />
              <Pager meta={meta} onPage={setPage} />
            </>
          )
        }
      </Loaded>
    </section>
  )
}
