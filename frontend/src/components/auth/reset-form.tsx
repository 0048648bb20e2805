'use client'

import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { LinkMissing } from '@/components/auth/link-missing'
import { newPassword } from '@/components/auth/password-rule'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useResetPassword } from '@/hooks/account'
import { useApiForm } from '@/hooks/use-api-form'
import { z } from '@/lib/zod'

const schema = z.object({ new_password: newPassword })

export function ResetForm() {
  const token = useSearchParams().get('token')
  const reset = useResetPassword()
  const form = useApiForm(schema, { new_password: '' })
  if (!token) return <LinkMissing what="address" />

  const save = form.handleSubmit((values) => reset.mutate({ token, ...values }, { onError: form.place }))

  if (reset.isSuccess) {
    return (
      <>
        <h1 className="font-semibold text-2xl tracking-tight">Your password is changed</h1>
        <p className="mt-1 text-base text-ink-3">Whoever was signed in as you is signed out now.</p>
        <Button asChild variant="primary" size="lg" className="mt-6 self-start">
          <Link href="/login/">Sign in</Link>
        </Button>
      </>
    )
  }
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">Choose a new password</h1>
      <p className="mt-1 text-base text-ink-3">The link works once.</p>
      <form noValidate onSubmit={save} className="mt-6 flex flex-col gap-4">
        <Field label="New password" error={form.errorOf('new_password')} hint="At least 8 characters.">
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              className="h-10"
              {...form.register('new_password')}
            />
          )}
        </Field>
        <InlineError error={reset.error} />
        <Button type="submit" variant="primary" size="lg" disabled={reset.isPending}>
          Set the password
        </Button>
      </form>
    </>
  )
}
