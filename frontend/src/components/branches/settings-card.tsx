import { useId } from 'react'
import { toast } from 'sonner'
import { branchFields, timeZoneRule, timeZones } from '@/components/branches/branch-rules'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Field, Input } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { InlineError } from '@/components/ui/states'
import { type BranchSettings, useBranchSettings, useChangeBranch } from '@/hooks/branches'
import { useApiForm } from '@/hooks/use-api-form'
import { ApiError } from '@/lib/api'
import { moneyRule } from '@/lib/form-rules'
import { z } from '@/lib/zod'

const schema = z.object({
  ...branchFields,
  time_zone: timeZoneRule,
  currency: z
    .string()
    .trim()
    .transform((text) => text.toUpperCase())
    .refine((text) => /^[A-Z]{3}$/.test(text), 'Three letters, such as INR.'),
  approval_limit: z.union([z.literal('').transform(() => null), moneyRule]),
  transfer_line_cost: moneyRule,
})

function toValues(branch: BranchSettings) {
  return {
    name: branch.name,
    address: branch.address ?? '',
    phone: branch.phone ?? '',
    email: branch.email ?? '',
    license_no: branch.license_no ?? '',
    time_zone: branch.time_zone,
    currency: branch.currency,
    approval_limit: branch.approval_limit ?? '',
    transfer_line_cost: branch.transfer_line_cost,
  }
}

const FIELDS: readonly {
  name: keyof ReturnType<typeof toValues>
  label: string
  hint?: string
  isWide?: boolean
}[] = [
  { name: 'name', label: 'Name', isWide: true },
  { name: 'address', label: 'Address', isWide: true },
  { name: 'phone', label: 'Phone' },
  { name: 'email', label: 'Email' },
  { name: 'license_no', label: 'Licence number', hint: 'Stands on certificates' },
  { name: 'currency', label: 'Currency', hint: 'Fixed once something is sold' },
  { name: 'time_zone', label: 'Time zone', hint: 'When a day begins here' },
  {
    name: 'approval_limit',
    label: 'Approval limit',
    hint: 'Who corrects more of a medicine in a day needs a second person',
  },
  {
    name: 'transfer_line_cost',
    label: 'Cost of a transfer line',
    hint: 'Moving a medicine to another branch has to save more',
  },
]

export function SettingsCard({ mayManage }: { mayManage: boolean }) {
  const settings = useBranchSettings()
  return (
    <Card>
      <CardHeader title="Settings" note="of the pharmacy you are in" />
      <Loaded query={settings} lines={8}>
        {(branch) => <SettingsForm key={branch.id} branch={branch} mayManage={mayManage} />}
      </Loaded>
    </Card>
  )
}

function SettingsForm({ branch, mayManage }: { branch: BranchSettings; mayManage: boolean }) {
  const zonesId = useId()
  const change = useChangeBranch()
  const form = useApiForm(schema, toValues(branch))
  const { isDirty, dirtyFields } = form.formState
  const isCurrencyFixed = change.error instanceof ApiError && change.error.code === 'CURRENCY_IN_USE'
  const save = form.handleSubmit((values) => {
    const changed = Object.entries(values).filter(([name]) => name in dirtyFields)
    change.mutate(Object.fromEntries(changed), {
      onError: (error) => {
        form.place(error)
        if (error instanceof ApiError && error.code === 'CURRENCY_IN_USE') {
          form.setError('currency', { message: error.message })
        }
      },
      onSuccess: (saved) => {
        form.reset(toValues(saved))
        toast('Settings saved')
      },
    })
  })
  return (
    <form noValidate onSubmit={save} className="grid grid-cols-2 gap-3 p-4">
      {FIELDS.map(({ name, label, hint, isWide }) => (
        <Field
          key={name}
          label={label}
          error={form.errorOf(name)}
          hint={hint}
          className={isWide ? 'col-span-2' : ''}
        >
          {(control) => (
            <Input
              {...control}
              readOnly={!mayManage}
              {...(name === 'time_zone' ? { list: zonesId } : {})}
              {...(name === 'approval_limit' || name === 'transfer_line_cost'
                ? { inputMode: 'decimal', className: 'tabular' }
                : {})}
              {...form.register(name)}
            />
          )}
        </Field>
      ))}
      <datalist id={zonesId}>
        {timeZones().map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {mayManage ? (
        <div className="col-span-2 flex flex-col gap-3">
          <InlineError error={isCurrencyFixed ? null : change.error} />
          <div className="flex justify-end gap-2">
            <Button disabled={!isDirty} onClick={() => form.reset()}>
              Revert
            </Button>
            <Button type="submit" variant="primary" disabled={!isDirty || change.isPending}>
              Save settings
            </Button>
          </div>
        </div>
      ) : null}
    </form>
  )
}
