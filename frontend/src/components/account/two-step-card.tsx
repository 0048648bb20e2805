import { ShieldCheck, ShieldOff } from 'lucide-react'
import { useState } from 'react'
import { RecoveryCodes } from '@/components/account/recovery-codes'
import { TwoStepOff } from '@/components/account/two-step-off'
import { TwoStepSetup } from '@/components/account/two-step-setup'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { InlineError, Skeleton } from '@/components/ui/states'
import { useSetUpTotp } from '@/hooks/account'
import { useMe } from '@/hooks/auth'

/** A second step at sign-in: off, being set up, just set up (the codes are shown once), on. */
export function TwoStepCard() {
  const me = useMe()
  const setUp = useSetUpTotp()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const isOn = me.data?.has_totp ?? false
  const done = () => {
    setCodes(null)
    setUp.reset()
    void me.refetch()
  }

  return (
    <Card>
      <CardHeader
        title="Two-step sign-in"
        actions={
          me.data ? (
            <Badge tone={isOn || codes ? 'accent' : 'neutral'}>
              {isOn || codes ? <ShieldCheck /> : <ShieldOff />}
              {isOn || codes ? 'On' : 'Off'}
            </Badge>
          ) : null
        }
      />
      <div className="flex flex-col gap-4 p-4">
        {!me.data ? (
          <Skeleton className="h-20" />
        ) : codes ? (
          <RecoveryCodes codes={codes} onDone={done} />
        ) : isOn ? (
          <TwoStepOff />
        ) : setUp.data ? (
          <TwoStepSetup setup={setUp.data} onConfirmed={setCodes} onCancel={() => setUp.reset()} />
        ) : (
          <>
            <p className="text-pretty text-ink-2">
              Signing in then takes your password and a code from an authenticator app on your phone: a
              password that somebody saw is not enough.
            </p>
            <InlineError error={setUp.error} />
            <Button
              variant="primary"
              className="self-start"
              disabled={setUp.isPending}
              onClick={() => setUp.mutate()}
            >
              Set it up
            </Button>
          </>
        )}
      </div>
    </Card>
  )
}
