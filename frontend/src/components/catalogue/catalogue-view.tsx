'use client'

import { Lock } from 'lucide-react'
import { ClassesTab } from '@/components/catalogue/classes-tab'
import { DuplicatesTab } from '@/components/catalogue/duplicates-tab'
import { GenericsTab } from '@/components/catalogue/generics-tab'
import { SuppliersTab } from '@/components/catalogue/suppliers-tab'
import { PageHeader } from '@/components/layout/page-header'
import { Segmented } from '@/components/ui/segmented'
import { EmptyState } from '@/components/ui/states'
import { useMay, useMe } from '@/hooks/auth'
import { useUrlState } from '@/hooks/use-url-state'

const TABS = [
  { value: 'duplicates', label: 'Duplicates', note: 'One medicine entered twice, made one again' },
  { value: 'generics', label: 'Generics', note: 'What brands have in common, and their stock together' },
  { value: 'suppliers', label: 'Suppliers', note: 'When they take orders, deliver, and how long it took' },
  { value: 'classes', label: 'Classes', note: 'Value against need, computed every night' },
] as const

/** Master data: what is true of medicines, apart from their stock. */
export function CatalogueView() {
  const { get, set } = useUrlState()
  const mayMerge = useMay('catalogue.write')
  const maySeeCosts = useMay('costs.read')
  const { data: me } = useMe()
  const tabs = TABS.filter(
    ({ value }) =>
      value === 'generics' || value === 'suppliers' || (value === 'duplicates' ? mayMerge : maySeeCosts),
  )
  const tab = tabs.find(({ value }) => value === get('tab')) ?? tabs[0]

  return (
    <>
      <PageHeader title="Master data" note={me ? tab?.note : null} />
      {me ? (
        <div className="px-6 pb-3 max-md:px-4">
          <Segmented
            label="Part of the master data"
            value={tab?.value ?? 'generics'}
            segments={tabs}
            onChange={(value) => set({ tab: value, q: null, page: null })}
          />
        </div>
      ) : null}
      <div className="px-6 max-md:px-4">
        {!me ? null : tab?.value === 'duplicates' ? (
          <DuplicatesTab />
        ) : tab?.value === 'generics' ? (
          <GenericsTab />
        ) : tab?.value === 'suppliers' ? (
          <SuppliersTab />
        ) : tab?.value === 'classes' ? (
          <ClassesTab />
        ) : (
          <EmptyState icon={<Lock />} title="Not for your role">
            Ask an administrator for the permission to see this.
          </EmptyState>
        )}
      </div>
    </>
  )
}
