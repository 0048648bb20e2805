import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { medicineSchema, toValues } from '@/components/medicine/medicine-fields'
import { MedicineForm } from '@/components/medicine/medicine-form'
import { type MedicineDetail, useUpdateMedicine } from '@/hooks/inventory'
import { useApiForm } from '@/hooks/use-api-form'

interface EditMedicineDialogProps {
  medicine: MedicineDetail
  open: boolean
  onClose: () => void
}

/** Drawn anew each time it opens, so that it begins with what is stored. */
export function EditMedicineDialog({ medicine, open, onClose }: EditMedicineDialogProps) {
  return open ? <OpenDialog medicine={medicine} onClose={onClose} /> : null
}

function OpenDialog({ medicine, onClose }: Omit<EditMedicineDialogProps, 'open'>) {
  const update = useUpdateMedicine(medicine.id)
  const form = useApiForm(medicineSchema, toValues(medicine))
  const send = form.handleSubmit((values) =>
    update.mutate(values, {
      onError: form.place,
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
      title="Edit medicine"
      submitLabel="Save"
      error={update.error}
      isPending={update.isPending}
      onSubmit={send}
      className="md:top-[6vh] md:max-h-[88vh] md:w-[42rem]"
    >
      <MedicineForm register={(name) => form.register(name)} errorOf={form.errorOf} />
    </FormDialog>
  )
}
