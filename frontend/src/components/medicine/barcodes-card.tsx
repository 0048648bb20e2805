import { ScanBarcode, X } from 'lucide-react'
import { toast } from 'sonner'
import { BarcodeForm } from '@/components/medicine/barcode-form'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { EmptyState, ErrorState, Skeleton } from '@/components/ui/states'
import { Tooltip } from '@/components/ui/tooltip'
import { useMay } from '@/hooks/auth'
import { type LinkedBarcode, useBarcodes, useLinkBarcode, useUnlinkBarcode } from '@/hooks/catalogue'
import type { MedicineDetail } from '@/hooks/inventory'
import { shortCode } from '@/lib/barcode'
import { formatQty } from '@/lib/format'
import { unitsOf } from '@/lib/medicine-words'
import { newKey } from '@/lib/new-key'

/** The codes that a scanner finds this medicine by. */
export function BarcodesCard({ medicine }: { medicine: MedicineDetail | undefined }) {
  const mayWrite = useMay('catalogue.write')
  return (
    <Card>
      <CardHeader title="Barcodes" />
      {medicine ? (
        <>
          {mayWrite ? <BarcodeForm medicine={medicine} /> : null}
          <Codes medicine={medicine} mayWrite={mayWrite} />
        </>
      ) : (
        <Skeleton className="m-4 h-20" />
      )}
    </Card>
  )
}

function Codes({ medicine, mayWrite }: { medicine: MedicineDetail; mayWrite: boolean }) {
  const barcodes = useBarcodes(medicine.id)
  const unlink = useUnlinkBarcode(medicine.id)
  const link = useLinkBarcode()

  const remove = (barcode: LinkedBarcode) =>
    unlink.mutate(barcode.id, {
      onError: (error) => toast.error(error.message),
      onSuccess: () =>
        toast(`${shortCode(barcode.code)} is linked no more`, {
          duration: 10_000,
          action: {
            label: 'Undo',
            onClick: () =>
              link.mutate({
                medicineId: medicine.id,
                key: newKey(),
                link: { code: barcode.code, pack: barcode.pack },
              }),
          },
        }),
    })

  if (barcodes.error) return <ErrorState error={barcodes.error} retry={() => void barcodes.refetch()} />
  if (barcodes.isPending) return <Skeleton className="m-4" />
  if (barcodes.data.length === 0) {
    return (
      <EmptyState icon={<ScanBarcode />} title="No barcode yet" className="py-6">
        Scan the pack into the field above: from then on a scan anywhere finds this medicine.
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Linked barcodes" className="divide-y">
      {barcodes.data.map((barcode) => (
        <li key={barcode.id} className="flex min-h-10 items-center gap-3 py-1 pr-2 pl-4">
          <span className="tabular min-w-0 flex-1 truncate font-mono text-xs">{shortCode(barcode.code)}</span>
          <span className="tabular text-ink-3 text-xs">
            {barcode.pack ? `${barcode.pack}, ` : ''}
            {formatQty(barcode.units)} {unitsOf(barcode.units, medicine.base_unit)}
          </span>
          {mayWrite ? (
            <Tooltip label="Unlink">
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Unlink ${shortCode(barcode.code)}`}
                disabled={unlink.isPending}
                onClick={() => remove(barcode)}
              >
                <X />
              </Button>
            </Tooltip>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
