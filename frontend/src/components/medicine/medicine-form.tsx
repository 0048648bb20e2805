import { useId } from 'react'
import type { UseFormRegisterReturn } from 'react-hook-form'
import { type FieldPlan, GROUPS, type MedicineValues } from '@/components/medicine/medicine-fields'
import { Field, Input, Select } from '@/components/ui/field'
import { cn } from '@/lib/cn'

type Register = (name: keyof MedicineValues) => UseFormRegisterReturn

interface MedicineFormProps {
  register: Register
  errorOf: (name: keyof MedicineValues) => string | undefined
}

/** The fields of a medicine in three quiet groups. */
export function MedicineForm({ register, errorOf }: MedicineFormProps) {
  return GROUPS.map(({ title, fields }) => (
    <FieldGroup key={title} title={title}>
      {fields.map((plan) =>
        plan.isCheck ? (
          <CheckField key={plan.name} plan={plan} register={register} />
        ) : (
          <PlainField key={plan.name} plan={plan} register={register} error={errorOf(plan.name)} />
        ),
      )}
    </FieldGroup>
  ))
}

export function FieldGroup({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className="border-t pt-3 first:border-t-0 first:pt-0">
      <legend className="float-left mb-2 w-full font-semibold text-sm">{title}</legend>
      <div className="clear-both grid grid-cols-4 gap-x-3 gap-y-3 max-md:grid-cols-2">{children}</div>
    </fieldset>
  )
}

interface OneFieldProps {
  plan: FieldPlan
  register: Register
}

function PlainField({ plan, register, error }: OneFieldProps & { error: string | undefined }) {
  const listId = useId()
  const { name, label, hint, isWide, isNumber, choices, examples } = plan
  return (
    <Field
      label={label}
      error={error}
      hint={hint}
      className={cn(isWide && 'col-span-2', choices && 'max-md:col-span-2')}
    >
      {(control) =>
        choices ? (
          <Select {...control} {...register(name)}>
            <option value="">Not told</option>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </Select>
        ) : (
          <>
            <Input
              {...control}
              inputMode={isNumber ? 'decimal' : 'text'}
              className={isNumber ? 'tabular' : ''}
              list={examples ? listId : undefined}
              {...register(name)}
            />
            {examples ? (
              <datalist id={listId}>
                {examples.map((example) => (
                  <option key={example} value={example} />
                ))}
              </datalist>
            ) : null}
          </>
        )
      }
    </Field>
  )
}

function CheckField({ plan, register }: OneFieldProps) {
  return (
    <label className="col-span-2 flex min-h-8 items-center gap-2.5 text-sm max-md:min-h-10">
      <input type="checkbox" className="size-4 shrink-0 accent-accent" {...register(plan.name)} />
      {plan.label}
    </label>
  )
}
