'use client'

import { ImportResult } from '@/components/imports/import-result'
import { ImportWizard } from '@/components/imports/import-wizard'
import { ImportsList } from '@/components/imports/imports-list'
import { PageHeader } from '@/components/layout/page-header'
import { useMay } from '@/hooks/auth'
import { useUrlState } from '@/hooks/use-url-state'

export function ImportsView() {
  const { get, set } = useUrlState()
  const mayImport = useMay('imports.create')
  const opened = Number(get('import'))
  const open = (importId: number) => set({ import: String(importId) })
  return (
    <>
      <PageHeader title="Imports" note="Sales from your till, however it writes them" />
      <div className="flex flex-col gap-4 px-6 max-md:px-4">
        {mayImport ? <ImportWizard onStarted={open} /> : null}
        {opened > 0 ? (
          <ImportResult key={opened} importId={opened} onClose={() => set({ import: null })} />
        ) : null}
        <ImportsList onOpen={open} />
      </div>
    </>
  )
}
