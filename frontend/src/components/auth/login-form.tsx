'use client'

import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import { asksForCode, CodeField } from '@/components/auth/code-field'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useSignIn, useToken } from '@/hooks/auth'
import { useVersion } from '@/hooks/system'
import { useApiForm } from '@/hooks/use-api-form'
import { ApiError } from '@/lib/api'
import { returnPath } from '@/lib/session'
import { z } from '@/lib/zod'

const schema = z.object({
  email: z.email('Enter the email that the account was made with.'),
  password: z.string().min(1, 'Enter your password.'),
  totp_code: z.string().trim().max(40),
})
type Values = z.infer<typeof schema>

export function LoginForm() {
  const router = useRouter()
  const next = useSearchParams().get('next')
  const token = useToken()
  const signIn = useSignIn()
  const demo = useVersion().data?.demo
  const [needsCode, setNeedsCode] = useState(false)
  const form = useApiForm(schema, { email: '', password: '', totp_code: '' })

  useEffect(() => {
    if (token) router.replace(returnPath(next))
  }, [token, next, router])

  const enter = ({ totp_code, ...values }: Values) =>
    signIn.mutate(
      { ...values, totp_code: needsCode && totp_code ? totp_code : null },
      { onError: (error) => asksForCode(error) && setNeedsCode(true) },
    )
  const enterDemo = () => {
    if (!demo) return
    form.reset({ ...demo, totp_code: '' })
    enter({ ...demo, totp_code: '' })
  }
  const isFirstAsk = signIn.error instanceof ApiError && signIn.error.code === 'TOTP_REQUIRED'

  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">Sign in</h1>
      <p className="mt-1 text-base text-ink-3">
        {next ? 'Sign in again to go back to where you were.' : 'Welcome back.'}
      </p>
      <form noValidate onSubmit={form.handleSubmit(enter)} className="mt-6 flex flex-col gap-4">
        <Field label="Email" error={form.errorOf('email')}>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="username"
              className="h-10"
              {...form.register('email')}
            />
          )}
        </Field>
        <Field label="Password" error={form.errorOf('password')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              className="h-10"
              {...form.register('password')}
            />
          )}
        </Field>
        {needsCode ? (
          <CodeField error={form.errorOf('totp_code')} register={form.register('totp_code')} />
        ) : null}
        <InlineError error={isFirstAsk ? null : signIn.error} />
        <Button type="submit" variant="primary" size="lg" disabled={signIn.isPending}>
          Sign in
        </Button>
        {demo ? (
          <Button size="lg" onClick={enterDemo} disabled={signIn.isPending}>
            Use the demo pharmacy
          </Button>
        ) : null}
      </form>
      <p className="mt-6 text-ink-3">
        No account yet?{' '}
        <Link href="/register/" className="font-medium text-accent hover:underline">
          Create a pharmacy
        </Link>
      </p>
    </>
  )
}
