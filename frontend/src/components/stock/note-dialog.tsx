import type { UseMutationResult } from '@tanstack/react-query'
import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Field, Input } from '@/components/ui/field'
import type { Noted } from '@/hooks/stock'
import { useApiForm } from '@/hooks/use-api-form'
import { useFormKey } from '@/hooks/use-form-key'
import { z } from '@/lib/zod'

const sentence = z.string().trim().max(500, 'Use at most 500 characters.')
const optionalNote = z.object({ note: sentence.transform((text) => text || undefined) })
const neededNote = z.object({
  note: sentence.min(1, 'Say why: whoever reads the books later needs it.'),
})

interface NoteDialogProps<T> {
  title: string
  description: string
  label?: string
  isNoteNeeded?: boolean
  submitLabel: string
  /** What the toast says afterwards. */
  done: string
  mutation: UseMutationResult<T, Error, Noted>
  onClose: () => void
}

/** A step that somebody should say a word about: what will happen, why, and the button that does it. */
export function NoteDialog<T>(props: NoteDialogProps<T>) {
  const { mutation, onClose, isNoteNeeded = false } = props
  const form = useApiForm<{ note: string }, { note?: string | undefined }>(
    isNoteNeeded ? neededNote : optionalNote,
    { note: '' },
  )
  const key = useFormKey()
  const send = form.handleSubmit(({ note }) =>
    mutation.mutate(
      { note, key: key.read() },
      {
        onError: (error) => {
          key.refused(error)
          form.place(error)
        },
        onSuccess: () => {
          toast(props.done)
          onClose()
        },
      },
    ),
  )
  return (
    <FormDialog
      open
      onClose={onClose}
      title={props.title}
      description={props.description}
      submitLabel={props.submitLabel}
      error={mutation.error}
      isPending={mutation.isPending}
      onSubmit={send}
    >
      <Field
        label={props.label ?? 'Note'}
        error={form.errorOf('note')}
        hint={isNoteNeeded ? undefined : 'Optional'}
      >
        {(control) => <Input {...control} {...form.register('note')} />}
      </Field>
    </FormDialog>
  )
}
