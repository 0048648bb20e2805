import type { ApiError, FieldProblem } from '@/lib/api'
import { z } from '@/lib/zod'

/** Numbers are typed as text; these rules read them, with the sentence that stands beside the field. */
const plain = (text: string) => text.trim().replace(/,/g, '')

const decimal = (places: number) => new RegExp(`^\\d+(\\.\\d{1,${places}})?$`)

/** A quantity of at least `least`, with up to nine decimals. */
export const qtyRule = (least: number, message: string) =>
  z
    .string()
    .transform(plain)
    .refine((text) => decimal(9).test(text) && Number(text) >= least, message)
    .transform(Number)

export const positiveQty = (message: string) => qtyRule(0, message).refine((qty) => qty > 0, message)

/** An amount of money stays text from the box to the wire. */
export const moneyRule = z
  .string()
  .transform(plain)
  .refine((text) => decimal(4).test(text), 'Enter an amount such as 12.50.')

export const optional = <T extends z.ZodType<unknown, string>>(rule: T) =>
  z.union([z.literal('').transform(() => undefined), rule])

export const textRule = z
  .string()
  .trim()
  .max(200, 'Use at most 200 characters.')
  .transform((text) => text || undefined)

export const daysRule = (least: number, most: number) =>
  z
    .string()
    .transform(plain)
    .refine(
      (text) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most,
      `Enter ${least} to ${most} days.`,
    )
    .transform(Number)

/** Put what the API refused beside the fields it names; returns what belongs to no field of this form. */
export function placeProblems<Name extends string>(
  error: ApiError,
  names: readonly Name[],
  setError: (name: Name, problem: { message: string }) => void,
): FieldProblem[] {
  const isHere = (field: string): field is Name => names.some((name) => name === field)
  const homeless: FieldProblem[] = []
  for (const problem of error.fields) {
    if (isHere(problem.field)) setError(problem.field, { message: problem.message })
    else homeless.push(problem)
  }
  return homeless
}
