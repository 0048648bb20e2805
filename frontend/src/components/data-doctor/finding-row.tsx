import { Check, Pencil } from 'lucide-react'
import Link from 'next/link'
import { useRef, useState } from 'react'
import { toast } from 'sonner'
import { FixForm } from '@/components/data-doctor/fix-form'
import { askFor, saySuggestion } from '@/components/data-doctor/fix-words'
import { Button } from '@/components/ui/button'
import { InlineError } from '@/components/ui/states'
import { useMay } from '@/hooks/auth'
import { type Finding, useApplyFix } from '@/hooks/data-doctor'
import { ApiError } from '@/lib/api'
import { newKey } from '@/lib/new-key'

/** "Calpol 500: is sold above its MRP." → the name, which leads to the medicine, and the rest of the sentence. */
function nameOf({ says }: Finding): string {
  const at = says.lastIndexOf(': ')
  return at < 0 ? says : says.slice(0, at)
}

export function FindingRow({ rule, finding }: { rule: string; finding: Finding }) {
  const mayFix = useMay('data_doctor.fix')
  const [asks, setAsks] = useState(false)
  const key = useRef(newKey())
  const name = nameOf(finding)
  const apply = useApplyFix(() => toast(`${name}: put right`))
  const suggestion = saySuggestion(finding)
  const question = askFor(finding.fix.field)

  const send = (value: string | null) =>
    apply.mutate(
      { key: key.current, fix: { rule, subject_id: finding.subject_id, value } },
      {
        onError: (error) => {
          if (error instanceof ApiError && error.status > 0) key.current = newKey()
        },
      },
    )

  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-64">
          <Link href={`/medicine/?id=${finding.medicine_id}`} className="font-medium hover:underline">
            {name}
          </Link>
          <span className="tabular block text-ink-3 text-xs">
            {finding.found}
            {suggestion ? (
              <>
                {' → '}
                <span className="font-medium text-ink">{suggestion}</span>
              </>
            ) : null}
          </span>
        </p>
        {mayFix ? (
          <span className="flex gap-1.5">
            {finding.fix.kind === 'apply' ? (
              <Button
                size="sm"
                aria-label={`${finding.fix.label}: ${name}`}
                disabled={apply.isPending}
                onClick={() => send(null)}
              >
                <Check /> {finding.fix.label}
              </Button>
            ) : null}
            {question && !asks ? (
              <Button
                size="sm"
                variant={finding.fix.kind === 'apply' ? 'ghost' : 'secondary'}
                aria-label={
                  finding.fix.kind === 'apply' ? `Another value for ${name}` : `${finding.fix.label}: ${name}`
                }
                onClick={() => setAsks(true)}
              >
                <Pencil /> {finding.fix.kind === 'apply' ? 'Other' : finding.fix.label}
              </Button>
            ) : null}
          </span>
        ) : null}
      </div>
      {asks && question ? (
        <FixForm
          question={question}
          start={finding.suggestion ?? ''}
          isPending={apply.isPending}
          onSend={send}
          onCancel={() => setAsks(false)}
        />
      ) : null}
      {apply.error ? (
        <div className="mt-2">
          <InlineError error={apply.error} />
        </div>
      ) : null}
    </li>
  )
}
