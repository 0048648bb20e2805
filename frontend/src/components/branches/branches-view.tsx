'use client'

import { Plus } from 'lucide-react'
import { BranchList } from '@/components/branches/branch-list'
import { OpenBranchDialog } from '@/components/branches/open-branch-dialog'
import { SettingsCard } from '@/components/branches/settings-card'
import { PageHeader } from '@/components/layout/page-header'
import { Button } from '@/components/ui/button'
import { useMay } from '@/hooks/auth'
import { useUrlState } from '@/hooks/use-url-state'

export function BranchesView() {
  const { get, set } = useUrlState()
  const mayManage = useMay('branches.manage')
  return (
    <>
      <PageHeader
        title="Branches"
        note="The pharmacies of your organisation; each has its own shelf, people and books"
        actions={
          mayManage ? (
            <Button variant="primary" onClick={() => set({ open: '1' })}>
              <Plus /> Open a branch
            </Button>
          ) : null
        }
      />
      <div className="grid grid-cols-[minmax(0,1.2fr)_minmax(20rem,1fr)] items-start gap-4 px-6 max-lg:grid-cols-1 max-md:px-4">
        <BranchList />
        <SettingsCard mayManage={mayManage} />
      </div>
      <OpenBranchDialog open={mayManage && get('open') === '1'} onClose={() => set({ open: null })} />
    </>
  )
}
