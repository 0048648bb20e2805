'use client'

import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import { RecordHistory } from '@/components/history/record-history'
import { BarcodesCard } from '@/components/medicine/barcodes-card'
import { BatchesCard } from '@/components/medicine/batches-card'
import { ForecastCard } from '@/components/medicine/forecast-card'
import { LostCard } from '@/components/medicine/lost-card'
import { MedicineHeader } from '@/components/medicine/medicine-header'
import { MovementsCard } from '@/components/medicine/movements-card'
import { PacksCard } from '@/components/medicine/packs-card'
import { ProfileCard } from '@/components/medicine/profile-card'
import { SupplierTermsCard } from '@/components/medicine/supplier-terms-card'
import { TermsCard } from '@/components/medicine/terms-card'
import { WhyPanel } from '@/components/medicine/why-panel'
import { Button } from '@/components/ui/button'
import { EmptyState, ErrorState } from '@/components/ui/states'
import { useMedicine } from '@/hooks/inventory'
import { useUrlState } from '@/hooks/use-url-state'

export function MedicineView() {
  const { get } = useUrlState()
  const id = Number(get('id'))
  if (!Number.isInteger(id) || id <= 0) {
    return (
      <EmptyState
        icon={<ChevronLeft />}
        title="Which medicine?"
        action={
          <Button asChild>
            <Link href="/inventory/">Go to the inventory</Link>
          </Button>
        }
      >
        The address names no medicine. Pick one from the inventory, or press Ctrl K and type its name.
      </EmptyState>
    )
  }
  return <MedicineDetail key={id} id={id} />
}

function MedicineDetail({ id }: { id: number }) {
  const medicine = useMedicine(id)
  if (medicine.error && !medicine.data) {
    return <ErrorState error={medicine.error} retry={() => void medicine.refetch()} />
  }
  return (
    <>
      <MedicineHeader medicine={medicine.data} />
      <div className="grid grid-cols-[minmax(0,1.75fr)_minmax(20rem,1fr)] items-start gap-4 px-6 max-lg:grid-cols-1 max-md:px-4">
        <div className="grid min-w-0 grid-cols-1 gap-4">
          <ForecastCard medicineId={id} />
          <BatchesCard medicineId={id} />
          <SupplierTermsCard medicineId={id} />
          <MovementsCard medicineId={id} />
          <RecordHistory kind="medicine" id={id} />
        </div>
        <div className="grid min-w-0 grid-cols-1 gap-4">
          <WhyPanel medicineId={id} />
          <LostCard medicine={medicine.data} />
          <ProfileCard medicine={medicine.data} />
          <PacksCard medicine={medicine.data} />
          <BarcodesCard medicine={medicine.data} />
          <TermsCard medicine={medicine.data} />
        </div>
      </div>
    </>
  )
}
