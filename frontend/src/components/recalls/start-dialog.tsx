import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import { type RecallTarget, useStartRecall } from '@/hooks/recalls'
import { useApiForm } from '@/hooks/use-api-form'
import { textRule } from '@/lib/form-rules'
import { formatQty } from '@/lib/format'
import { z } from '@/lib/zod'

const schema = z.object({
  reason: z.string().trim().min(1, 'Why is it recalled?').max(500, 'Use at most 500 characters.'),
  reference: textRule,
})

interface StartDialogProps {
  target: RecallTarget
  onClose: () => void
  onRecalled: (recallId: number) => void
}

export function StartDialog({ target, onClose, onRecalled }: StartDialogProps) {
  const start = useStartRecall()
  const form = useApiForm(schema, { reason: '', reference: '' })
  const send = form.handleSubmit(({ reason, reference }) =>
    start.mutate(
      {
        ...target,
        reason,
        medicine_name: target.medicine_name ?? null,
        reference: reference ?? null,
      },
      {
        onError: form.place,
        onSuccess: ({ recall_id, on_hand_qty }) => {
          toast(`Recalled ${target.batch_no}: ${formatQty(on_hand_qty)} units are held`)
          onClose()
          if (recall_id !== null) onRecalled(recall_id)
        },
      },
    ),
  )
  return (
    <FormDialog
      open
      onClose={onClose}
      title={`Recall batch ${target.batch_no}`}
      description={`${target.medicine_name ?? 'Whatever the medicine'}: held in every branch at once, and so is what arrives later. Lift the recall to sell it again.`}
      submitLabel="Recall and hold everywhere"
      error={start.error}
      isPending={start.isPending}
      onSubmit={send}
    >
      <Field label="Reason" error={form.errorOf('reason')}>
        {(control) => (
          <Input {...control} placeholder="Failed dissolution test" {...form.register('reason')} />
        )}
      </Field>
      <Field label="Reference" error={form.errorOf('reference')} hint="The alert's number, if there is one">
        {(control) => (
          <Input {...control} placeholder="CDSCO alert 11/2026" {...form.register('reference')} />
        )}
      </Field>
    </FormDialog>
  )
}
