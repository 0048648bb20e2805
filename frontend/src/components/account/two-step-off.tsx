import { useState } from 'react'
import { toast } from 'sonner'
import { CodeField } from '@/components/auth/code-field'
import { signInCode } from '@/components/auth/password-rule'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useDisableTotp } from '@/hooks/account'
import { useApiForm } from '@/hooks/use-api-form'
import { z } from '@/lib/zod'

const schema = z.object({ password: z.string().min(1, 'Enter your password.'), code: signInCode })

export function TwoStepOff() {
  const [asks, setAsks] = useState(false)
  const disable = useDisableTotp()
  const form = useApiForm(schema, { password: '', code: '' })
  const send = form.handleSubmit((values) =>
    disable.mutate(values, {
      onError: form.place,
      onSuccess: () => toast('Two-step sign-in is off'),
    }),
  )
  if (!asks) {
    return (
      <>
        <p className="text-pretty text-ink-2">
          Signing in asks for your password and a code from your authenticator app.
        </p>
        <Button variant="danger" className="self-start" onClick={() => setAsks(true)}>
          Turn it off
        </Button>
      </>
    )
  }
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <CodeField className="" error={form.errorOf('code')} register={form.register('code')} />
      <Field label="Password" error={form.errorOf('password')}>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="current-password"
            {...form.register('password')}
          />
        )}
      </Field>
      <InlineError error={disable.error} />
      <div className="flex gap-2">
        <Button type="submit" variant="danger" disabled={disable.isPending}>
          Turn it off
        </Button>
        <Button onClick={() => setAsks(false)}>Keep it on</Button>
      </div>
    </form>
  )
}
