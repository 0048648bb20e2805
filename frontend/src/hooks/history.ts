import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { client, type Schemas, unwrap } from '@/lib/api'
import { checkProof, type ProofVerdict } from '@/lib/audit-proof'
import { saveFile } from '@/lib/save-file'
import type { paths } from '@/types/api'

export type AuditEntry = Schemas['AuditEntryRead']
type Query = NonNullable<paths['/api/admin/audit']['get']['parameters']['query']>
export type HistoryFilter = Omit<Query, 'page' | 'page_size'>

export const HISTORY_PAGE = 30

export function useAuditLog(filter: HistoryFilter, page: number) {
  return useQuery({
    queryKey: ['history', 'log', filter, page],
    queryFn: () =>
      unwrap(
        client.GET('/api/admin/audit', { params: { query: { ...filter, page, page_size: HISTORY_PAGE } } }),
      ),
    placeholderData: keepPreviousData,
  })
}

/** What happened to one thing. */
export function useRecordHistory(kind: string, id: number, page: number, enabled: boolean) {
  return useQuery({
    queryKey: ['history', 'record', kind, id, page],
    queryFn: () =>
      unwrap(
        client.GET('/api/admin/audit/history/{subject_kind}/{subject_id}', {
          params: { path: { subject_kind: kind, subject_id: id }, query: { page, page_size: 10 } },
        }),
      ),
    placeholderData: keepPreviousData,
    enabled,
  })
}

export interface CheckedProof {
  proof: Schemas['AuditProof']
  verdict: ProofVerdict
}

/** Fetch the proof of an entry and check it here, in the browser. */
export function useCheckedProof(entry: AuditEntry) {
  return useQuery({
    queryKey: ['history', 'proof', entry.id],
    queryFn: async (): Promise<CheckedProof> => {
      const path = { audit_id: entry.id }
      const proof = (await unwrap(client.GET('/api/admin/audit/proof/{audit_id}', { params: { path } }))).data
      return { proof, verdict: await checkProof(proof, entry) }
    },
    staleTime: 0,
  })
}

/** Fetch the latest signed checkpoint and save it as the file that `pharmarec verify-audit` reads. */
export function useSaveCheckpoint() {
  return useMutation({
    mutationFn: async () => (await unwrap(client.GET('/api/admin/audit/checkpoint'))).data,
    onSuccess: ({ checkpoint, tree_size }) =>
      saveFile(`pharmarec-checkpoint-${tree_size}.txt`, checkpoint, 'text/plain'),
  })
}
