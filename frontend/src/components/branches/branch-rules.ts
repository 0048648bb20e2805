import { z } from '@/lib/zod'

/** What the form of a branch checks before the API does. An emptied box means "none". */
const emptied = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `Use at most ${most} characters.`)
    .transform((text) => text || null)

export const branchFields = {
  name: z.string().trim().min(1, 'What is the pharmacy called?').max(200, 'Use at most 200 characters.'),
  address: emptied(500),
  phone: emptied(40),
  email: z.union([z.literal('').transform(() => null), z.email('This is not an email address.')]),
  license_no: emptied(80),
}

export const timeZoneRule = z.string().trim().min(1, 'A pharmacy needs a time zone, such as Asia/Kolkata.')

/** The zones that this browser knows, to pick from. */
export function timeZones(): readonly string[] {
  return typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
}
