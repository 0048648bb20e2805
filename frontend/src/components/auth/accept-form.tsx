'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { asksForCode, CodeField } from '@/components/auth/code-field'
import { LinkMissing } from '@/components/auth/link-missing'
import { newPassword } from '@/components/auth/password-rule'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { Segmented } from '@/components/ui/segmented'
import { InlineError } from '@/components/ui/states'
import { useAcceptInvitation } from '@/hooks/account'
import { useApiForm } from '@/hooks/use-api-form'
import { ApiError } from '@/lib/api'
import { z } from '@/lib/zod'

const schema = z.object({
  full_name: z.string().trim().max(200, 'Use at most 200 characters.'),
  password: newPassword,
  totp_code: z.string().trim().max(40),
})

/** The answer to an invitation: a new account, or the password of the one there is. */
export function AcceptForm() {
  const router = useRouter()
  const token = useSearchParams().get('token')
  const accept = useAcceptInvitation()
  const [isNew, setIsNew] = useState(true)
  const [needsCode, setNeedsCode] = useState(false)
  const form = useApiForm(schema, { full_name: '', password: '', totp_code: '' })
  if (!token) return <LinkMissing what="invitation" />

  const join = form.handleSubmit(({ full_name, password, totp_code }) =>
    accept.mutate(
      {
        token,
        password,
        full_name: isNew && full_name ? full_name : null,
        totp_code: needsCode && totp_code ? totp_code : null,
      },
      {
        onSuccess: () => router.replace('/'),
        onError: (error) => {
          form.place(error)
          if (asksForCode(error)) setNeedsCode(true)
          if (!(error instanceof ApiError)) return
          if (error.code === 'NAME_NEEDED') {
            setIsNew(true)
            form.setError('full_name', { message: 'What is your name?' })
          }
          if (error.code === 'INVALID_CREDENTIALS' || error.code === 'EMAIL_TAKEN') {
            setIsNew(false)
            form.setError('password', { message: 'There is an account of this email. Enter its password.' })
          }
        },
      },
    ),
  )
  const standsBesideField = Object.keys(form.formState.errors).length > 0
  const isFirstAsk = accept.error instanceof ApiError && accept.error.code === 'TOTP_REQUIRED'

  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">You are invited</h1>
      <p className="mt-1 text-base text-ink-3">Join the pharmacy that gave you this link.</p>
      <form noValidate onSubmit={join} className="mt-6 flex flex-col gap-4">
        <Segmented
          label="Account"
          value={isNew ? 'new' : 'known'}
          segments={[
            { value: 'new', label: 'I am new here' },
            { value: 'known', label: 'I have an account' },
          ]}
          onChange={(value) => setIsNew(value === 'new')}
          className="self-start"
        />
        {isNew ? (
          <Field label="Your name" error={form.errorOf('full_name')}>
            {(control) => (
              <Input {...control} autoComplete="name" className="h-10" {...form.register('full_name')} />
            )}
          </Field>
        ) : null}
        <Field
          label="Password"
          error={form.errorOf('password')}
          hint={isNew ? 'At least 8 characters.' : 'The one that you sign in with.'}
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete={isNew ? 'new-password' : 'current-password'}
              className="h-10"
              {...form.register('password')}
            />
          )}
        </Field>
        {needsCode ? (
          <CodeField error={form.errorOf('totp_code')} register={form.register('totp_code')} />
        ) : null}
        <InlineError error={standsBesideField || isFirstAsk ? null : accept.error} />
        <Button type="submit" variant="primary" size="lg" disabled={accept.isPending}>
          Join the pharmacy
        </Button>
      </form>
    </>
  )
}
