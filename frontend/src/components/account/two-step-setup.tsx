import { Button } from '@/components/ui/button'
import { CopyBox } from '@/components/ui/copy-box'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useConfirmTotp } from '@/hooks/account'
import { useApiForm } from '@/hooks/use-api-form'
import { ApiError, type Schemas } from '@/lib/api'
import { z } from '@/lib/zod'

const schema = z.object({
  code: z
    .string()
    .transform((text) => text.replaceAll(/\s/g, ''))
    .refine((text) => /^\d{6}$/.test(text), 'The app shows six digits.'),
})

/** "ABCDEFGH" → "ABCD EFGH": a secret that is typed by hand is read in groups of four. */
export const grouped = (secret: string): string => secret.match(/.{1,4}/g)?.join(' ') ?? secret

interface TwoStepSetupProps {
  setup: Schemas['TotpSetupRead']
  onConfirmed: (codes: readonly string[]) => void
  onCancel: () => void
}

export function TwoStepSetup({ setup, onConfirmed, onCancel }: TwoStepSetupProps) {
  const confirm = useConfirmTotp()
  const form = useApiForm(schema, { code: '' })
  const isWrong = confirm.error instanceof ApiError && confirm.error.code === 'TOTP_INVALID'
  const send = form.handleSubmit(({ code }) =>
    confirm.mutate(code, {
      onSuccess: onConfirmed,
      onError: (error) => {
        form.place(error)
        if (error instanceof ApiError && error.code === 'TOTP_INVALID') {
          form.setError('code', { message: 'This code is wrong or too old. Take the one shown now.' })
        }
      },
    }),
  )
  return (
    <form noValidate onSubmit={send} className="flex flex-col gap-4">
      <div>
        <h3 className="font-medium">1. Give this key to your authenticator app</h3>
        <p className="mt-1 select-all break-words rounded-md bg-sunken px-3 py-2 font-mono text-base tracking-wide">
          {grouped(setup.secret)}
        </p>
        <p className="mt-1 text-pretty text-ink-3 text-xs">
          In the app choose “enter a setup key”. On the phone itself, this address opens the app:
        </p>
        <CopyBox label="Address for the authenticator app" text={setup.uri} className="mt-2" />
      </div>
      <Field label="2. Type the code that the app shows" error={form.errorOf('code')}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="one-time-code"
            className="tabular w-32"
            {...form.register('code')}
          />
        )}
      </Field>
      <InlineError error={isWrong ? null : confirm.error} />
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={confirm.isPending}>
          Turn it on
        </Button>
        <Button onClick={onCancel}>Not now</Button>
      </div>
    </form>
  )
}
