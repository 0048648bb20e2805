import { ReachPanel } from '@/components/recalls/reach-panel'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Field, Input } from '@/components/ui/field'
import { useApiForm } from '@/hooks/use-api-form'
import { textRule } from '@/lib/form-rules'
import { z } from '@/lib/zod'

const schema = z.object({
  batch_no: z.string().trim().min(1, 'Which number is on the box?').max(60, 'Use at most 60 characters.'),
  medicine_name: textRule,
})

interface FindBatchProps {
  batchNo: string | null
  medicineName: string | null
  startsRecall: boolean
  onFind: (batch: string, medicine: string | null) => void
  onRecalled: (recallId: number) => void
}

/** Where did this number go? The answer stands before anything is held. */
export function FindBatch({ batchNo, medicineName, startsRecall, onFind, onRecalled }: FindBatchProps) {
  const form = useApiForm(schema, { batch_no: batchNo ?? '', medicine_name: medicineName ?? '' })
  const find = form.handleSubmit(({ batch_no, medicine_name }) => onFind(batch_no, medicine_name ?? null))
  return (
    <Card>
      <CardHeader title="Trace or recall a batch" note="nothing is held until you say so" />
      <form
        noValidate
        onSubmit={find}
        className="grid grid-cols-[14rem_minmax(0,24rem)_auto] items-start gap-4 p-4 max-md:grid-cols-1"
      >
        <Field label="Batch number" error={form.errorOf('batch_no')}>
          {(control) => (
            <Input {...control} autoComplete="off" placeholder="B2417" {...form.register('batch_no')} />
          )}
        </Field>
        <Field
          label="Medicine"
          error={form.errorOf('medicine_name')}
          hint="Its full name; empty: the number, whatever the medicine"
        >
          {(control) => <Input {...control} autoComplete="off" {...form.register('medicine_name')} />}
        </Field>
        <Button
          type="submit"
          variant="primary"
          className="mt-5 justify-self-start max-md:mt-0 max-md:justify-self-stretch"
        >
          Trace
        </Button>
      </form>
      {batchNo ? (
        <ReachPanel
          key={`${batchNo} ${medicineName}`}
          target={{ batch_no: batchNo, ...(medicineName ? { medicine_name: medicineName } : {}) }}
          startsRecall={startsRecall}
          onRecalled={onRecalled}
        />
      ) : null}
    </Card>
  )
}
