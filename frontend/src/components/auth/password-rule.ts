import { bytesOf } from '@/lib/format'
import { z } from '@/lib/zod'

/** bcrypt reads no more than 72 bytes; a longer password would be weaker than it looks. */
const LONGEST_PASSWORD_BYTES = 72

export const newPassword = z
  .string()
  .min(8, 'Use at least 8 characters.')
  .refine((text) => bytesOf(text) <= LONGEST_PASSWORD_BYTES, 'Use at most 72 bytes.')

/** A code of an authenticator app, or a recovery code. */
export const signInCode = z.string().trim().min(6, 'Enter the six digits, or a recovery code.').max(40)
