import { zodResolver } from '@hookform/resolvers/zod'
import { type DefaultValues, type FieldValues, type Path, useForm } from 'react-hook-form'
import { ApiError } from '@/lib/api'
import { placeProblems } from '@/lib/form-rules'
import type { z } from '@/lib/zod'

/** A form checked by `schema`; refusals of the API land beside the fields they are about. */
export function useApiForm<In extends FieldValues, Out>(
  schema: z.ZodType<Out, In>,
  defaultValues: DefaultValues<In>,
) {
  const form = useForm<In, unknown, Out>({ resolver: zodResolver(schema), defaultValues })
  const place = (error: unknown) => {
    if (!(error instanceof ApiError)) return
    const names = Object.keys(form.getValues()) as Path<In>[]
    placeProblems(error, names, (name, problem) => form.setError(name, problem))
  }
  const errorOf = (name: Path<In>): string | undefined => {
    const problem = form.formState.errors[name]
    return typeof problem?.message === 'string' ? problem.message : undefined
  }
  return { ...form, place, errorOf }
}
