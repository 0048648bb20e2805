'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useEffect } from 'react'
import { useForm } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useSignIn, useToken } from '@/hooks/auth'
import { useVersion } from '@/hooks/system'
import { returnPath } from '@/lib/session'
import { z } from '@/lib/zod'

const schema = z.object({
  email: z.email('Enter the email that the account was made with.'),
  password: z.string().min(1, 'Enter your password.'),
})
type Values = z.infer<typeof schema>

export function LoginForm() {
  const router = useRouter()
  const next = useSearchParams().get('next')
  const token = useToken()
  const signIn = useSignIn()
  const demo = useVersion().data?.demo
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { email: '', password: '' } })
  const { errors } = form.formState

  useEffect(() => {
    if (token) router.replace(returnPath(next))
  }, [token, next, router])

  const enter = (values: Values) => signIn.mutate(values)
  const enterDemo = () => {
    if (!demo) return
    form.reset(demo)
    enter(demo)
  }

  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">Sign in</h1>
      <p className="mt-1 text-base text-ink-3">
        {next ? 'Sign in again to go back to where you were.' : 'Welcome back.'}
      </p>
      <form noValidate onSubmit={form.handleSubmit(enter)} className="mt-6 flex flex-col gap-4">
        <Field label="Email" error={errors.email?.message}>
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
        <Field label="Password" error={errors.password?.message}>
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
        <InlineError error={signIn.error} />
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
