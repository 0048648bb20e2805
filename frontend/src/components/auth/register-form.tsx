'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { type Path, useForm } from 'react-hook-form'
import { newPassword } from '@/components/auth/password-rule'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useRegister, useToken } from '@/hooks/auth'
import { ApiError } from '@/lib/api'
import { z } from '@/lib/zod'

const schema = z.object({
  pharmacy_name: z.string().trim().min(1, 'What is the pharmacy called?').max(200),
  full_name: z.string().trim().min(1, 'What is your name?').max(200),
  email: z.email('This is not an email address.'),
  password: newPassword,
})
type Values = z.infer<typeof schema>

const FIELDS: readonly {
  name: Path<Values>
  label: string
  type: string
  autoComplete: string
  hint?: string
}[] = [
  { name: 'pharmacy_name', label: 'Pharmacy name', type: 'text', autoComplete: 'organization' },
  { name: 'full_name', label: 'Your name', type: 'text', autoComplete: 'name' },
  { name: 'email', label: 'Email', type: 'email', autoComplete: 'username' },
  {
    name: 'password',
    label: 'Password',
    type: 'password',
    autoComplete: 'new-password',
    hint: 'At least 8 characters.',
  },
]

export function RegisterForm() {
  const router = useRouter()
  const token = useToken()
  const register = useRegister()
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { pharmacy_name: '', full_name: '', email: '', password: '' },
  })

  useEffect(() => {
    if (token) router.replace('/')
  }, [token, router])

  const create = (values: Values) =>
    register.mutate(values, {
      onError: (error) => {
        if (!(error instanceof ApiError)) return
        for (const { field, message } of error.fields) {
          const known = FIELDS.find((entry) => entry.name === field)
          if (known) form.setError(known.name, { message })
        }
        if (error.status === 409) form.setError('email', { message: error.message })
      },
    })
  const standsBesideField = Object.keys(form.formState.errors).length > 0

  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">Create a pharmacy</h1>
      <p className="mt-1 text-base text-ink-3">You become its administrator.</p>
      <form noValidate onSubmit={form.handleSubmit(create)} className="mt-6 flex flex-col gap-4">
        {FIELDS.map(({ name, label, type, autoComplete, hint }) => (
          <Field key={name} label={label} error={form.formState.errors[name]?.message} hint={hint}>
            {(control) => (
              <Input
                {...control}
                type={type}
                autoComplete={autoComplete}
                className="h-10"
                {...form.register(name)}
              />
            )}
          </Field>
        ))}
        <InlineError error={standsBesideField ? null : register.error} />
        <Button type="submit" variant="primary" size="lg" disabled={register.isPending}>
          Create pharmacy
        </Button>
      </form>
      <p className="mt-6 text-ink-3">
        Already have an account?{' '}
        <Link href="/login/" className="font-medium text-accent hover:underline">
          Sign in
        </Link>
      </p>
    </>
  )
}
