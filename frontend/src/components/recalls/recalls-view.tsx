'use client'

import { PageHeader } from '@/components/layout/page-header'
import { FindBatch } from '@/components/recalls/find-batch'
import { RecallDetail } from '@/components/recalls/recall-detail'
import { RecallsList } from '@/components/recalls/recalls-list'
import { useMay } from '@/hooks/auth'
import { useUrlState } from '@/hooks/use-url-state'

/** Follow a batch number through all branches, hold it everywhere, and let it go again. */
export function RecallsView() {
  const { get, set } = useUrlState()
  const mayStart = useMay('recalls.start')
  const opened = Number(get('recall')) || null
  const open = (recall: number) => set({ recall: String(recall), batch: null, medicine: null, do: null })
  return (
    <>
      <PageHeader
        title="Recalls"
        note="Hold a batch number in every branch, now and when more of it arrives"
      />
      <div className="flex flex-col gap-4 px-6 max-md:px-4">
        {opened ? (
          <RecallDetail key={opened} recallId={opened} onClose={() => set({ recall: null })} />
        ) : mayStart ? (
          <FindBatch
            key={`${get('batch')} ${get('medicine')}`}
            batchNo={get('batch')}
            medicineName={get('medicine')}
            startsRecall={get('do') === 'recall'}
            onFind={(batch, medicine) => set({ batch, medicine, do: null })}
            onRecalled={open}
          />
        ) : null}
        <RecallsList onOpen={open} />
      </div>
    </>
  )
}
