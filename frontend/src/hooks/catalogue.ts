import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError, client, type Schemas, unwrap } from '@/lib/api'

export type Pack = Schemas['PackRead']
export type LinkedBarcode = Schemas['BarcodeRead']
export type Scanned = Schemas['ScannedRead']
export type SupplierTerms = Schemas['SupplierItemRead']
export type Generic = Schemas['GenericRead']
export type ClassMatrix = Schemas['ClassMatrix']

const at = (medicineId: number) => ({ path: { medicine_id: medicineId } })
const keyed = (key: string) => ({ header: { 'idempotency-key': key } })

/** What is told of a medicine shows on its page, in lists, and in what is advised. */
function useStale() {
  const cache = useQueryClient()
  return () =>
    Promise.all(
      ['inventory', 'catalogue', 'data-doctor', 'reorder'].map((stem) =>
        cache.invalidateQueries({ queryKey: [stem] }),
      ),
    )
}

export function useSetPacks(medicineId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: (body: Schemas['PacksSet']) =>
      unwrap(client.PUT('/api/catalogue/{medicine_id}/packs', { params: at(medicineId), body })),
    onSuccess: stale,
  })
}

export function useBarcodes(medicineId: number) {
  return useQuery({
    queryKey: ['catalogue', 'barcodes', medicineId],
    queryFn: async () =>
      (await unwrap(client.GET('/api/catalogue/{medicine_id}/barcodes', { params: at(medicineId) }))).data,
  })
}

export function useLinkBarcode() {
  const stale = useStale()
  return useMutation({
    mutationFn: ({
      medicineId,
      key,
      link,
    }: {
      medicineId: number
      key: string
      link: Schemas['BarcodeLink']
    }) =>
      unwrap(
        client.POST('/api/catalogue/{medicine_id}/barcodes', {
          params: { ...at(medicineId), ...keyed(key) },
          body: link,
        }),
      ),
    onSuccess: stale,
  })
}

export function useUnlinkBarcode(medicineId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: (barcodeId: number) =>
      unwrap(
        client.DELETE('/api/catalogue/{medicine_id}/barcodes/{barcode_id}', {
          params: { path: { medicine_id: medicineId, barcode_id: barcodeId } },
        }),
      ),
    onSuccess: stale,
  })
}

/** A code that nobody has linked yet, and what it may be. */
export interface ScanMiss {
  code: string
  knownAs: string | null
  suggestions: readonly { id: number; name: string }[]
}

function toMiss(error: unknown): ScanMiss | null {
  if (!(error instanceof ApiError) || error.code !== 'UNKNOWN_BARCODE') return null
  const { code, known_as: knownAs, suggestions } = error.details
  const listed = Array.isArray(suggestions) ? (suggestions as Record<string, unknown>[]) : []
  return {
    code: String(code),
    knownAs: typeof knownAs === 'string' ? knownAs : null,
    suggestions: listed.map((one) => ({ id: Number(one.medicine_id), name: String(one.medicine_name) })),
  }
}

/** Ask what a scanned code means: the medicine, or that nobody knows. Any other refusal is thrown. */
export async function lookUpCode(code: string): Promise<Scanned | ScanMiss> {
  try {
    const answer = await unwrap(
      client.GET('/api/catalogue/barcodes/{barcode}', { params: { path: { barcode: code } } }),
    )
    return answer.data
  } catch (error) {
    const miss = toMiss(error)
    if (miss) return miss
    throw error
  }
}

export function useSupplierTerms(medicineId: number, enabled: boolean) {
  return useQuery({
    queryKey: ['catalogue', 'suppliers', medicineId],
    queryFn: async () =>
      (await unwrap(client.GET('/api/catalogue/{medicine_id}/suppliers', { params: at(medicineId) }))).data,
    enabled,
  })
}

export function useSetSupplierTerms(medicineId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: (body: Schemas['SupplierItemSet']) =>
      unwrap(client.PUT('/api/catalogue/{medicine_id}/suppliers', { params: at(medicineId), body })),
    onSuccess: stale,
  })
}

export function useDropSupplierTerms(medicineId: number) {
  const stale = useStale()
  return useMutation({
    mutationFn: (supplierId: number) =>
      unwrap(
        client.DELETE('/api/catalogue/{medicine_id}/suppliers/{supplier_id}', {
          params: { path: { medicine_id: medicineId, supplier_id: supplierId } },
        }),
      ),
    onSuccess: stale,
  })
}

export function useGenerics(q: string, page: number, size: number) {
  return useQuery({
    queryKey: ['catalogue', 'generics', q, page],
    queryFn: () =>
      unwrap(
        client.GET('/api/catalogue/generics', {
          params: { query: { page, page_size: size, ...(q ? { q } : {}) } },
        }),
      ),
    placeholderData: keepPreviousData,
  })
}

export function useGeneric(genericId: number) {
  return useQuery({
    queryKey: ['catalogue', 'generic', genericId],
    queryFn: async () =>
      (
        await unwrap(
          client.GET('/api/catalogue/generics/{generic_id}', { params: { path: { generic_id: genericId } } }),
        )
      ).data,
  })
}

export function useClasses() {
  return useQuery({
    queryKey: ['catalogue', 'classes'],
    queryFn: async () => (await unwrap(client.GET('/api/catalogue/classes'))).data,
  })
}
