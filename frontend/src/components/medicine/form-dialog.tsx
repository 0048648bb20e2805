import type { FormEventHandler, ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { InlineError } from '@/components/ui/states'

interface FormDialogProps {
  open: boolean
  onClose: () => void
  title: string
  description?: string
  submitLabel: string
  error: Error | null
  isPending: boolean
  className?: string
  onSubmit: FormEventHandler<HTMLFormElement>
  children: ReactNode
}

/** A short form in a dialog: fields, what went wrong, keep or send. */
export function FormDialog(props: FormDialogProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => !open && props.onClose()}
      title={props.title}
      {...(props.description ? { description: props.description } : {})}
      {...(props.className ? { className: props.className } : {})}
    >
      <form noValidate onSubmit={props.onSubmit} className="flex flex-col gap-4">
        {props.children}
        <InlineError error={props.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={props.isPending}>
            {props.submitLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
