import { FileDown } from 'lucide-react'
import { useState } from 'react'
import { FormDialog } from '@/components/medicine/form-dialog'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field, Input } from '@/components/ui/field'
import { InlineError } from '@/components/ui/states'
import { useMay, usePharmacy } from '@/hooks/auth'
import { type Destruction, useCertificate, useDestroy } from '@/hooks/expiry'
import { useApiForm } from '@/hooks/use-api-form'
import { useFormKey } from '@/hooks/use-form-key'
import { textRule } from '@/lib/form-rules'
import { count, formatMoney, formatQty } from '@/lib/format'
import { z } from '@/lib/zod'

/** A batch of which something is to be destroyed. */
export interface Doomed {
  batch_id: number
  batch_no: string | null
  medicine_name: string
  on_hand_qty: number
}

const schema = z.object({
  method: z.string().trim().min(1, 'How is it destroyed?').max(100, 'Use at most 100 characters.'),
  witness_name: z.string().trim().min(1, 'Who watched?').max(200, 'Use at most 200 characters.'),
  place: textRule,
  note: textRule,
})
const EMPTY = { method: '', witness_name: '', place: '', note: '' }
const METHODS = ['Incineration by a licensed contractor', 'Handed to the bio-medical waste agency']

/** Destroy batches before a witness; afterwards the certificate stands ready. */
export function DestroyDialog({ batches, onClose }: { batches: readonly Doomed[]; onClose: () => void }) {
  const [destroyed, setDestroyed] = useState<Destruction | null>(null)
  return destroyed ? (
    <CertificateDialog destruction={destroyed} onClose={onClose} />
  ) : (
    <DestroyForm batches={batches} onClose={onClose} onDone={setDestroyed} />
  )
}

function DestroyForm({
  batches,
  onClose,
  onDone,
}: {
  batches: readonly Doomed[]
  onClose: () => void
  onDone: (destruction: Destruction) => void
}) {
  const destroy = useDestroy()
  const form = useApiForm(schema, EMPTY)
  const key = useFormKey()
  const [qtys, setQtys] = useState(() => batches.map(({ on_hand_qty }) => String(on_hand_qty)))
  const wrong = batches.map(({ on_hand_qty }, at) => {
    const qty = Number(qtys[at])
    return !(qty > 0 && qty <= on_hand_qty)
  })

  const send = form.handleSubmit((values) => {
    if (wrong.includes(true)) return
    const lines = batches.map(({ batch_id }, at) => ({ batch_id, qty: Number(qtys[at]) }))
    destroy.mutate(
      {
        key: key.read(),
        body: { ...values, lines, place: values.place ?? null, note: values.note ?? null },
      },
      {
        onError: (error) => {
          key.refused(error)
          form.place(error)
        },
        onSuccess: onDone,
      },
    )
  })

  return (
    <FormDialog
      open
      onClose={onClose}
      title={`Destroy ${count(batches.length, 'batch', 'batches')}`}
      description="The stock leaves the books for good, with a certificate. This cannot be taken back."
      submitLabel="Destroy and write off"
      error={destroy.error}
      isPending={destroy.isPending}
      onSubmit={send}
    >
      <ul className="max-h-52 divide-y overflow-y-auto rounded-md border">
        {batches.map((batch, at) => (
          <li key={batch.batch_id} className="flex items-center gap-3 px-3 py-1.5">
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{batch.medicine_name}</span>
              <span className="block text-ink-3 text-xs">
                {batch.batch_no ?? 'No number'}, {formatQty(batch.on_hand_qty)} on hand
              </span>
            </span>
            <Input
              aria-label={`Units of ${batch.medicine_name}, batch ${batch.batch_no ?? 'without a number'}`}
              aria-invalid={wrong[at]}
              inputMode="decimal"
              className="tabular w-24 text-right"
              value={qtys[at]}
              onChange={(event) =>
                setQtys(qtys.map((text, index) => (index === at ? event.target.value : text)))
              }
            />
          </li>
        ))}
      </ul>
      {wrong.includes(true) ? (
        <p role="alert" className="text-danger text-xs">
          Enter more than 0, and no more than is on hand.
        </p>
      ) : null}
      <div className="grid grid-cols-2 gap-4">
        <Field label="Method" error={form.errorOf('method')} className="col-span-2">
          {(control) => <Input {...control} list="destroy-methods" {...form.register('method')} />}
        </Field>
        <datalist id="destroy-methods">
          {METHODS.map((method) => (
            <option key={method} value={method} />
          ))}
        </datalist>
        <Field label="Witness" error={form.errorOf('witness_name')} hint="Signs the certificate">
          {(control) => <Input {...control} {...form.register('witness_name')} />}
        </Field>
        <Field label="Place" error={form.errorOf('place')} hint="Optional">
          {(control) => <Input {...control} {...form.register('place')} />}
        </Field>
        <Field label="Note" error={form.errorOf('note')} hint="Optional" className="col-span-2">
          {(control) => <Input {...control} {...form.register('note')} />}
        </Field>
      </div>
    </FormDialog>
  )
}

function CertificateDialog({ destruction, onClose }: { destruction: Destruction; onClose: () => void }) {
  const { currency } = usePharmacy()
  const mayPrint = useMay('costs.read')
  const certificate = useCertificate()
  const worth = destruction.value === null ? '' : `, worth ${formatMoney(destruction.value, currency)}`
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Destruction no. ${destruction.number} is recorded`}
      description={`${count(destruction.lines.length, 'batch', 'batches')}${worth}, before ${destruction.witness_name}.`}
    >
      <InlineError error={certificate.error} />
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onClose}>Close</Button>
        {mayPrint ? (
          <Button
            variant="primary"
            disabled={certificate.isPending}
            onClick={() => certificate.mutate(destruction)}
          >
            <FileDown /> Download the certificate
          </Button>
        ) : null}
      </div>
    </Dialog>
  )
}
