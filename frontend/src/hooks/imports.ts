import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { client, type Schemas, sendForm, unwrap } from '@/lib/api'

export type SalesImport = Schemas['ImportRead']
export type ImportPreview = Schemas['ImportPreview']
export type ImportProblem = Schemas['ImportProblemRead']
export type DateOrder = 'dmy' | 'mdy' | 'ymd'

export interface ImportChoices {
  file: File
  dateOrder: DateOrder | null
  skipBadRows: boolean
}

const POLL_MS = 700

export const isUnderWay = (one: Pick<SalesImport, 'status'> | undefined): boolean =>
  one?.status === 'queued' || one?.status === 'running'

function toForm({ file, dateOrder, skipBadRows }: ImportChoices): FormData {
  const form = new FormData()
  form.set('file', file)
  if (dateOrder) form.set('date_order', dateOrder)
  if (skipBadRows) form.set('skip_bad_rows', 'true')
  return form
}

export function usePreview() {
  return useMutation({
    mutationFn: async (choices: ImportChoices) =>
      (await sendForm<Schemas['Success_ImportPreview_']>('/api/imports/sales/preview', toForm(choices))).data,
  })
}

export function useStartImport() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: async (choices: ImportChoices) =>
      (await sendForm<Schemas['Success_ImportRead_']>('/api/imports/sales', toForm(choices))).data,
    onSuccess: (started) => {
      cache.setQueryData(['imports', 'one', started.id], started)
      void cache.invalidateQueries({ queryKey: ['imports', 'list'] })
    },
  })
}

export function useImports(page: number, size: number) {
  return useQuery({
    queryKey: ['imports', 'list', page, size],
    queryFn: () => unwrap(client.GET('/api/imports', { params: { query: { page, page_size: size } } })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.data.some(isUnderWay) ? 2 * POLL_MS : false),
  })
}

/** One import, asked for again and again while it runs; when it ends, everything built on sales is stale. */
export function useImport(importId: number) {
  const cache = useQueryClient()
  const query = useQuery({
    queryKey: ['imports', 'one', importId],
    queryFn: async () =>
      (await unwrap(client.GET('/api/imports/{import_id}', { params: { path: { import_id: importId } } })))
        .data,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? POLL_MS : false),
  })
  const wasUnderWay = useRef(false)
  const underWay = isUnderWay(query.data)

  useEffect(() => {
    if (wasUnderWay.current && !underWay) {
      for (const queryKey of [['imports', 'list'], ['inventory'], ['reorder'], ['sales']]) {
        void cache.invalidateQueries({ queryKey })
      }
    }
    wasUnderWay.current = underWay
  }, [underWay, cache])

  return query
}

export function useImportProblems(importId: number, page: number, enabled: boolean) {
  return useQuery({
    queryKey: ['imports', 'problems', importId, page],
    queryFn: () =>
      unwrap(
        client.GET('/api/imports/{import_id}/problems', {
          params: { path: { import_id: importId }, query: { page, page_size: 20 } },
        }),
      ),
    placeholderData: keepPreviousData,
    enabled,
  })
}
