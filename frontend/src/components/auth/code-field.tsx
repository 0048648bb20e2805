import type { UseFormRegisterReturn } from 'react-hook-form'
import { Field, Input } from '@/components/ui/field'

/** Asks for the second factor; takes the keyboard as it appears. */
export function CodeField({
  error,
  register,
  className = 'h-10',
}: {
  error: string | undefined
  register: UseFormRegisterReturn
  className?: string
}) {
  return (
    <Field label="Code" error={error} hint="Six digits from your authenticator app, or a recovery code.">
      {(control) => (
        <Input
          {...control}
          autoFocus
          autoComplete="one-time-code"
          className={`tabular ${className}`}
          {...register}
        />
      )}
    </Field>
  )
}

const ASKS_FOR_CODE = ['TOTP_REQUIRED', 'TOTP_INVALID']

/** Does this refusal say that the code is missing or wrong? */
export const asksForCode = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ASKS_FOR_CODE.includes(String(error.code))
