'use client'

import { PasswordCard } from '@/components/account/password-card'
import { TwoStepCard } from '@/components/account/two-step-card'
import { PageHeader } from '@/components/layout/page-header'
import { useMe } from '@/hooks/auth'

export function AccountView() {
  const { data: user } = useMe()
  return (
    <>
      <PageHeader title="Your account" note={user ? `${user.full_name}, ${user.email}` : null} />
      <div className="grid max-w-4xl grid-cols-2 items-start gap-4 px-6 max-lg:grid-cols-1 max-md:px-4">
        <PasswordCard />
        <TwoStepCard />
      </div>
    </>
  )
}
