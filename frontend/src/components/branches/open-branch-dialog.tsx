import { toast } from 'sonner'
import { branchFields } from '@/components/branches/branch-rules'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { useOpenBranch } from '@/hooks/branches'
import { useApiForm } from '@/hooks/use-api-form'
import { z } from '@/lib/zod'

const schema = z.object(branchFields)
const EMPTY = { name: '', address: '', phone: '', email: '', license_no: '' }

const FIELDS: readonly { name: keyof typeof EMPTY; label: string; isWide?: boolean }[] = [
  { name: 'name', label: 'Name', isWide: true },
  { name: 'address', label: 'Address', isWide: true },
  { name: 'phone', label: 'Phone' },
  { name: 'email', label: 'Email' },
  { name: 'license_no', label: 'Licence number', isWide: true },
]

export function OpenBranchDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const openBranch = useOpenBranch()
  const form = useApiForm(schema, EMPTY)
  const close = () => {
    form.reset(EMPTY)
    openBranch.reset()
    onClose()
  }
  const send = form.handleSubmit((values) =>
    openBranch.mutate(values, {
      onError: form.place,
      onSuccess: (made) => {
        close()
        toast(`${made.name} is open. Switch to it to set it up.`)
      },
    }),
  )
  return (
    <FormDialog
      open={open}
      onClose={close}
      title="Open a branch"
      description="It starts with an empty shelf, the currency and time zone of this one, and you as its admin."
      submitLabel="Open the branch"
      error={openBranch.error}
      isPending={openBranch.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-2 gap-x-4 gap-y-3">
        {FIELDS.map(({ name, label, isWide }) => (
          <Field key={name} label={label} error={form.errorOf(name)} className={isWide ? 'col-span-2' : ''}>
            {(control) => <Input {...control} {...form.register(name)} />}
          </Field>
        ))}
      </div>
    </FormDialog>
  )
}
