'use client'

import { FileKey2 } from 'lucide-react'
import { toast } from 'sonner'
import { EntryDialog } from '@/components/history/entry-dialog'
import { readHistoryFilter } from '@/components/history/filters'
import { HistoryList } from '@/components/history/history-list'
import { HistoryToolbar } from '@/components/history/history-toolbar'
import { PageHeader } from '@/components/layout/page-header'
import { Button } from '@/components/ui/button'
import { usePharmacy } from '@/hooks/auth'
import { useAuditLog, useSaveCheckpoint } from '@/hooks/history'
import { useUrlState } from '@/hooks/use-url-state'

export function HistoryView() {
  const { get, set } = useUrlState()
  const { time_zone } = usePharmacy()
  const filter = readHistoryFilter(get, time_zone)
  const page = Number(get('page')) || 1
  const log = useAuditLog(filter, page)
  const opened = log.data?.data.find((entry) => entry.id === Number(get('entry'))) ?? null
  const checkpoint = useSaveCheckpoint()

  return (
    <>
      <PageHeader
        title="History"
        note="Who changed what. Nothing can be taken out again, and each entry can be proven."
        actions={
          <Button
            disabled={checkpoint.isPending}
            onClick={() => checkpoint.mutate(undefined, { onError: (error) => toast.error(error.message) })}
          >
            <FileKey2 /> Signed checkpoint
          </Button>
        }
      />
      <HistoryToolbar get={get} onChange={(changes) => set({ ...changes, page: null })} />
      <div className="px-6 max-md:px-4">
        <HistoryList
          log={log}
          isNarrowed={Object.keys(filter).length > 0}
          onClear={() => set({ person: null, action: null, kind: null, from: null, to: null, page: null })}
          onOpen={(entry) => set({ entry: String(entry.id) })}
          onPage={(next) => set({ page: next > 1 ? String(next) : null })}
        />
      </div>
      <EntryDialog entry={opened} onClose={() => set({ entry: null })} />
    </>
  )
}
