import type { UseFormRegisterReturn } from 'react-hook-form'
import { ROLES } from '@/lib/roles'

/** The three roles, each with what it means. */
export function RoleChoice({ register }: { register: UseFormRegisterReturn }) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium text-ink-2 text-xs">Role</legend>
      {ROLES.map(({ value, label, hint }) => (
        <label
          key={value}
          className="flex min-h-10 items-center gap-2.5 rounded-md border border-transparent px-2.5 hover:bg-hover has-checked:border-accent-line has-checked:bg-accent-soft"
        >
          <input type="radio" value={value} className="size-3.5 accent-accent" {...register} />
          <span>
            <span className="font-medium">{label}</span>
            <span className="block text-ink-3 text-xs">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
