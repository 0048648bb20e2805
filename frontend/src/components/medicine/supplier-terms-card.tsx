import { Pencil, Plus, Truck, X } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import { SupplierTermsDialog } from '@/components/medicine/supplier-terms-dialog'
import { describeReturns, describeScheme } from '@/components/medicine/supplier-words'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/states'
import { Table, Td, Th } from '@/components/ui/table'
import { useMay, usePharmacy } from '@/hooks/auth'
import {
  type SupplierTerms,
  useDropSupplierTerms,
  useSetSupplierTerms,
  useSupplierTerms,
} from '@/hooks/catalogue'
import { formatMoney, formatQty } from '@/lib/format'

type Edited = SupplierTerms | 'new' | null

/** On what terms each supplier delivers this medicine. */
export function SupplierTermsCard({ medicineId }: { medicineId: number }) {
  const mayRead = useMay('costs.read')
  const mayWrite = useMay('catalogue.write')
  const terms = useSupplierTerms(medicineId, mayRead)
  const [edited, setEdited] = useState<Edited>(null)
  if (!mayRead) return null
  const add = mayWrite ? (
    <Button size="sm" onClick={() => setEdited('new')}>
      <Plus /> Add supplier
    </Button>
  ) : null
  return (
    <Card>
      <CardHeader title="Suppliers" note="and their terms" actions={terms.data?.length ? add : null} />
      {terms.error ? (
        <ErrorState error={terms.error} retry={() => void terms.refetch()} />
      ) : terms.isPending ? (
        <Skeleton className="m-4 h-16" />
      ) : terms.data.length === 0 ? (
        <EmptyState icon={<Truck />} title="No terms agreed on" className="py-8" action={add}>
          Add a supplier with its code, pack, scheme and price to compare what an order would cost.
        </EmptyState>
      ) : (
        <TermsTable medicineId={medicineId} terms={terms.data} mayWrite={mayWrite} onEdit={setEdited} />
      )}
      {edited ? (
        <SupplierTermsDialog
          medicineId={medicineId}
          terms={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
        />
      ) : null}
    </Card>
  )
}

interface TermsTableProps {
  medicineId: number
  terms: readonly SupplierTerms[]
  mayWrite: boolean
  onEdit: (terms: SupplierTerms) => void
}

function TermsTable({ medicineId, terms, mayWrite, onEdit }: TermsTableProps) {
  const { currency } = usePharmacy()
  const drop = useDropSupplierTerms(medicineId)
  const set = useSetSupplierTerms(medicineId)
  const qty = (value: number | null) => (value === null ? '—' : formatQty(value))

  const remove = (item: SupplierTerms) =>
    // A promise, for the table is gone once its last row is, and with it what a callback would do.
    drop.mutateAsync(item.supplier_id).then(
      () => {
        const { id: _id, supplier_id: _supplier, updated_at: _at, ...told } = item
        toast(`Terms of ${item.supplier_name} removed`, {
          duration: 10_000,
          action: { label: 'Undo', onClick: () => set.mutate(told) },
        })
      },
      (error: Error) => toast.error(error.message),
    )

  return (
    <Table label="Suppliers and their terms">
      <thead>
        <tr>
          <Th>Supplier</Th>
          <Th className="text-right">Pack</Th>
          <Th className="text-right">Minimum</Th>
          <Th>Scheme</Th>
          <Th className="text-right">Price</Th>
          <Th className="text-right">Life left</Th>
          <Th>Returns</Th>
          {mayWrite ? (
            <Th className="relative">
              <span className="sr-only">Actions</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {terms.map((item) => (
          <tr key={item.id}>
            <Td>
              <span className="block whitespace-nowrap font-medium">{item.supplier_name}</span>
              {item.supplier_code ? (
                <span className="block text-ink-3 text-xs">{item.supplier_code}</span>
              ) : null}
            </Td>
            <Td className="num">{qty(item.pack_size)}</Td>
            <Td className="num">
              {qty(item.moq)}
              {item.multiple === null ? null : (
                <span className="block text-ink-3 text-xs">by {formatQty(item.multiple)}</span>
              )}
            </Td>
            <Td>
              {item.scheme_buy_qty === null ? '—' : <Badge tone="accent">{describeScheme(item)}</Badge>}
            </Td>
            <Td className="num">
              {item.price === null ? '—' : formatMoney(item.price, currency)}
              {item.discount_percent ? (
                <span className="block text-ink-3 text-xs">less {formatQty(item.discount_percent)} %</span>
              ) : null}
            </Td>
            <Td className="num whitespace-nowrap">
              {item.usual_remaining_life_days === null ? '—' : `${item.usual_remaining_life_days} d`}
            </Td>
            <Td className="min-w-32 text-ink-2 text-xs">{describeReturns(item) ?? '—'}</Td>
            {mayWrite ? (
              <Td>
                <span className="flex justify-end">
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    aria-label={`Edit the terms of ${item.supplier_name}`}
                    onClick={() => onEdit(item)}
                  >
                    <Pencil />
                  </Button>
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    aria-label={`Remove the terms of ${item.supplier_name}`}
                    onClick={() => remove(item)}
                  >
                    <X />
                  </Button>
                </span>
              </Td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
