import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { ADJUSTMENT_WORD, signOf } from '@/components/stock/words'
import { Field, Input, Select } from '@/components/ui/field'
import { usePharmacy } from '@/hooks/auth'
import { useBranchSettings } from '@/hooks/branches'
import { type Adjustment, type ReasonCode, type StockBatch, useAdjust, useReasonCodes } from '@/hooks/stock'
import { useApiForm } from '@/hooks/use-api-form'
import { useFormKey } from '@/hooks/use-form-key'
import { positiveQty, textRule } from '@/lib/form-rules'
import { formatMoney, formatQty } from '@/lib/format'
import { multiplyMoney, toScaled } from '@/lib/money'
import { z } from '@/lib/zod'

const schema = z.object({
  reason_code: z.string(),
  direction: z.enum(['-', '+']),
  qty: positiveQty('How many units?'),
  note: textRule,
})
const EMPTY = { reason_code: 'breakage', direction: '-' as const, qty: '', note: '' }

interface AdjustDialogProps {
  batch: StockBatch
  onClose: () => void
}

/** A correction of one batch. The form waits for its reasons: a choice among none would be lost. */
export function AdjustDialog(props: AdjustDialogProps) {
  const { data: reasons } = useReasonCodes()
  return reasons ? <AdjustForm {...props} reasons={reasons} /> : null
}

function AdjustForm({ batch, reasons, onClose }: AdjustDialogProps & { reasons: readonly ReasonCode[] }) {
  const adjust = useAdjust()
  const form = useApiForm(schema, EMPTY)
  const key = useFormKey()
  const [code, qty] = form.watch(['reason_code', 'qty'])
  const reason = reasons.find(({ reason_code }) => reason_code === code)
  const sign = reason ? signOf(reason.classification) : -1

  const send = form.handleSubmit((values) => {
    const change = (sign ?? (values.direction === '+' ? 1 : -1)) * values.qty
    adjust.mutate(
      {
        key: key.read(),
        body: {
          batch_id: batch.id,
          change_qty: change,
          reason_code: values.reason_code as Adjustment['reason_code'],
          note: values.note ?? null,
          occurred_at: null,
        },
      },
      {
        onError: (error) => {
          key.refused(error)
          form.place(error)
        },
        onSuccess: ({ status }) => {
          toast(
            status === 'pending'
              ? 'Sent for approval: a second person decides.'
              : `${change < 0 ? 'Took' : 'Added'} ${formatQty(values.qty)} ${change < 0 ? 'off' : 'to'} the batch.`,
          )
          onClose()
        },
      },
    )
  })

  return (
    <FormDialog
      open
      onClose={onClose}
      title={`Adjust batch ${batch.batch_no ?? 'without a number'}`}
      description={`The books say ${formatQty(batch.on_hand_qty)} of ${batch.medicine_name}.`}
      submitLabel="Adjust"
      error={adjust.error}
      isPending={adjust.isPending}
      onSubmit={send}
    >
      <div className="grid grid-cols-2 gap-4">
        <Field label="Reason" error={form.errorOf('reason_code')} className="col-span-2">
          {(control) => (
            <Select {...control} {...form.register('reason_code')}>
              {reasons.map(({ reason_code }) => (
                <option key={reason_code} value={reason_code}>
                  {ADJUSTMENT_WORD[reason_code]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Change">
          {(control) =>
            sign === null ? (
              <Select {...control} {...form.register('direction')}>
                <option value="-">Take off</option>
                <option value="+">Add</option>
              </Select>
            ) : (
              <Input {...control} readOnly value={sign > 0 ? 'Add' : 'Take off'} className="text-ink-3" />
            )
          }
        </Field>
        <Field label="Units" error={form.errorOf('qty')}>
          {(control) => (
            <Input {...control} inputMode="decimal" className="tabular" {...form.register('qty')} />
          )}
        </Field>
        <Field label="Note" error={form.errorOf('note')} hint="Optional" className="col-span-2">
          {(control) => <Input {...control} {...form.register('note')} />}
        </Field>
      </div>
      <Worth unitCost={batch.unit_cost} qty={Number(qty.replace(/,/g, ''))} />
    </FormDialog>
  )
}

/** What the correction is worth, and whether somebody else must agree to it. */
function Worth({ unitCost, qty }: { unitCost: string | null; qty: number }) {
  const { currency } = usePharmacy()
  const limit = useBranchSettings().data?.approval_limit ?? null
  const worth = qty > 0 ? multiplyMoney(unitCost, Number(qty.toFixed(9))) : null
  if (limit === null) return null
  const isDear = worth !== null && toScaled(worth, 4) > toScaled(limit, 4)
  return (
    <p className="rounded-md bg-sunken px-3 py-2 text-ink-2 text-sm" aria-live="polite">
      {worth === null ? null : `Worth ${formatMoney(worth, currency)} at cost. `}
      {isDear
        ? 'A second person must approve it: nothing moves until then.'
        : `Above ${formatMoney(limit, currency)} of a medicine in a day a second person must approve.`}
    </p>
  )
}
