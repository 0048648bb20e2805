import { toast } from 'sonner'
import { newPassword } from '@/components/auth/password-rule'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useChangePassword } from '@/hooks/account'
import { useApiForm } from '@/hooks/use-api-form'
import { ApiError } from '@/lib/api'
import { z } from '@/lib/zod'

const schema = z.object({
  current_password: z.string().min(1, 'Enter the password you have.'),
  new_password: newPassword,
})
const EMPTY = { current_password: '', new_password: '' }

export function PasswordCard() {
  const change = useChangePassword()
  const form = useApiForm(schema, EMPTY)
  const isWrong = change.error instanceof ApiError && change.error.code === 'INVALID_CREDENTIALS'
  const save = form.handleSubmit((values) =>
    change.mutate(values, {
      onError: (error) => {
        form.place(error)
        if (error instanceof ApiError && error.code === 'INVALID_CREDENTIALS') {
          form.setError('current_password', { message: 'This is not your password.' })
        }
      },
      onSuccess: () => {
        form.reset(EMPTY)
        toast('Your password is changed. Other devices are signed out.')
      },
    }),
  )
  return (
    <Card>
      <CardHeader title="Password" />
      <form noValidate onSubmit={save} className="flex flex-col gap-4 p-4">
        <Field label="Password you have" error={form.errorOf('current_password')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              {...form.register('current_password')}
            />
          )}
        </Field>
        <Field label="New password" error={form.errorOf('new_password')} hint="At least 8 characters.">
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              {...form.register('new_password')}
            />
          )}
        </Field>
        <InlineError error={isWrong ? null : change.error} />
        <div className="flex items-center justify-between gap-3">
          <p className="text-pretty text-ink-3 text-xs">Signs you out everywhere else.</p>
          <Button type="submit" variant="primary" disabled={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Card>
  )
}
