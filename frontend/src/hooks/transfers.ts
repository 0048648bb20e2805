import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { keyed } from '@/hooks/stock'
import { client, type Schemas, unwrap } from '@/lib/api'

export type Transfers = Schemas['TransfersRead']
export type TransferProposal = Schemas['TransferProposal']
export type Transfer = Schemas['TransferRead']
export type TransferStep = 'send' | 'receive' | 'cancel'

/** What another branch has to spare and this one would buy, or the other way round, and what is on its way. */
export function useTransfers() {
  return useQuery({
    queryKey: ['reorder', 'transfers'],
    queryFn: async () => (await unwrap(client.GET('/api/reorder/transfers'))).data,
  })
}

/** A transfer changes stock and what is on order: everything that shows either is asked for anew. */
function useMovedStock() {
  const cache = useQueryClient()
  return () =>
    Promise.all(
      ['reorder', 'stock', 'inventory'].map((queryKey) => cache.invalidateQueries({ queryKey: [queryKey] })),
    )
}

export function useAskForTransfer() {
  const moved = useMovedStock()
  return useMutation({
    mutationFn: ({ key, proposal }: { key: string; proposal: TransferProposal }) =>
      unwrap(
        client.POST('/api/reorder/transfers', {
          params: { header: keyed(key) },
          body: {
            medicine_id: proposal.medicine_id,
            other_pharmacy_id: proposal.other_pharmacy_id,
            is_outgoing: proposal.is_outgoing,
            lots: proposal.lots.map(({ batch_id, qty }) => ({ batch_id, qty })),
          },
        }),
      ),
    onSuccess: moved,
  })
}

export function useTransferStep() {
  const moved = useMovedStock()
  return useMutation({
    mutationFn: ({ id, step }: { id: number; step: TransferStep }) => {
      const params = { path: { transfer_id: id } }
      if (step === 'send') return unwrap(client.POST('/api/reorder/transfers/{transfer_id}/send', { params }))
      if (step === 'receive')
        return unwrap(client.POST('/api/reorder/transfers/{transfer_id}/receive', { params }))
      return unwrap(client.POST('/api/reorder/transfers/{transfer_id}/cancel', { params }))
    },
    onSuccess: moved,
  })
}
