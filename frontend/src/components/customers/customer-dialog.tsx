import { toast } from 'sonner'
import {
  CustomerFields,
  type CustomerOut,
  type CustomerValues,
  customerSchema,
  EMPTY,
} from '@/components/customers/customer-form'
import { FormDialog } from '@/components/medicine/form-dialog'
import { type Customer, useAddCustomer, useChangeCustomer } from '@/hooks/customers'
import { useApiForm } from '@/hooks/use-api-form'
import { ApiError } from '@/lib/api'

const SEALED = 'Name, phone, address and notes are sealed before they are stored.'

interface CustomerDialogProps {
  open: boolean
  onClose: () => void
  onSaved: (customer: Customer) => void
}

/** Add a customer. */
export function CustomerDialog({ open, onClose, onSaved }: CustomerDialogProps) {
  const add = useAddCustomer()
  const form = useApiForm<CustomerValues, CustomerOut>(customerSchema, EMPTY)
  const close = () => {
    form.reset(EMPTY)
    add.reset()
    onClose()
  }
  const send = form.handleSubmit((values) =>
    add.mutate(values, {
      onError: (error) => placeCode(error, form),
      onSuccess: (made) => {
        form.reset(EMPTY)
        toast(`Added ${made.name}`)
        onSaved(made)
      },
    }),
  )
  return (
    <FormDialog
      open={open}
      onClose={close}
      title="Add a customer"
      description={SEALED}
      submitLabel="Add customer"
      error={isCodeTaken(add.error) ? null : add.error}
      isPending={add.isPending}
      onSubmit={send}
    >
      <CustomerFields form={form} />
    </FormDialog>
  )
}

/** Change what is kept of a customer; made anew each time it opens. */
export function EditCustomerDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const change = useChangeCustomer(customer.id)
  const form = useApiForm<CustomerValues, CustomerOut>(customerSchema, {
    name: customer.name ?? '',
    phone: customer.phone ?? '',
    address: customer.address ?? '',
    notes: customer.notes ?? '',
    code: customer.code,
  })
  const send = form.handleSubmit(({ code, ...values }) =>
    change.mutate(code ? { ...values, code } : values, {
      onError: (error) => placeCode(error, form),
      onSuccess: (saved) => {
        toast(`Saved ${saved.name}`)
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      open
      onClose={onClose}
      title={`Change ${customer.name ?? customer.code}`}
      description={SEALED}
      submitLabel="Save"
      error={isCodeTaken(change.error) ? null : change.error}
      isPending={change.isPending}
      onSubmit={send}
    >
      <CustomerFields form={form} />
    </FormDialog>
  )
}

const isCodeTaken = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.code === 'CODE_TAKEN'

function placeCode(error: Error, form: ReturnType<typeof useApiForm<CustomerValues, CustomerOut>>): void {
  form.place(error)
  if (isCodeTaken(error)) form.setError('code', { message: error.message })
}
