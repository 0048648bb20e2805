import { LinkBox } from '@/components/people/link-box'
import { RoleChoice } from '@/components/people/role-choice'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useInvite } from '@/hooks/people'
import { useApiForm } from '@/hooks/use-api-form'
import { textRule } from '@/lib/form-rules'
import { z } from '@/lib/zod'

const schema = z.object({
  email: z.email('This is not an email address.'),
  full_name: textRule.transform((text) => text ?? null),
  role: z.enum(['staff', 'manager', 'admin']),
})
const EMPTY = { email: '', full_name: '', role: 'staff' as const }

export function InviteDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const invite = useInvite()
  const form = useApiForm(schema, EMPTY)
  const close = () => {
    form.reset(EMPTY)
    invite.reset()
    onClose()
  }
  const send = form.handleSubmit((values) => invite.mutate(values, { onError: form.place }))
  const made = invite.data
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={made ? 'The invitation is ready' : 'Invite somebody'}
      {...(made ? {} : { description: 'You get a link to pass on. It is good for a week.' })}
    >
      {made ? (
        <LinkBox link={made} kind="accept" onDone={close} />
      ) : (
        <form noValidate onSubmit={send} className="flex flex-col gap-4">
          <Field label="Email" error={form.errorOf('email')}>
            {(control) => <Input {...control} type="email" autoComplete="off" {...form.register('email')} />}
          </Field>
          <Field label="Name" error={form.errorOf('full_name')} hint="Optional; they can say it themselves">
            {(control) => <Input {...control} autoComplete="off" {...form.register('full_name')} />}
          </Field>
          <RoleChoice register={form.register('role')} />
          <InlineError error={invite.error} />
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={invite.isPending}>
              Make the link
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
