import { useState } from 'react'
import { BadRowsCard } from '@/components/imports/bad-rows-card'
import { DateQuestion } from '@/components/imports/date-question'
import { DropZone } from '@/components/imports/drop-zone'
import { PreviewCard, TotalsCard } from '@/components/imports/preview-card'
import { Button } from '@/components/ui/button'
import { InlineError } from '@/components/ui/states'
import {
  type DateOrder,
  type ImportChoices,
  type ImportPreview,
  usePreview,
  useStartImport,
} from '@/hooks/imports'
import { count } from '@/lib/format'

/** Drop, see how it was read, decide what is open, import. */
export function ImportWizard({ onStarted }: { onStarted: (importId: number) => void }) {
  const [choices, setChoices] = useState<ImportChoices | null>(null)
  const preview = usePreview()
  const start = useStartImport()
  const read = preview.data

  const look = (next: ImportChoices) => {
    setChoices(next)
    start.reset()
    preview.mutate(next)
  }
  const answer = (dateOrder: DateOrder) => choices && look({ ...choices, dateOrder })
  const cancel = () => {
    setChoices(null)
    preview.reset()
    start.reset()
  }
  const send = () => {
    if (!choices || !read) return
    start.mutate(
      { ...choices, skipBadRows: read.bad_rows_total > 0 },
      {
        onSuccess: (started) => {
          cancel()
          onStarted(started.id)
        },
      },
    )
  }

  if (!choices || preview.error) {
    return (
      <div className="flex flex-col gap-3">
        <InlineError error={preview.error} />
        <DropZone
          disabled={preview.isPending}
          onFile={(file) => look({ file, dateOrder: null, skipBadRows: false })}
        />
      </div>
    )
  }
  if (!read) return <Reading filename={choices.file.name} />
  return (
    <div className="flex flex-col gap-4">
      {read.question ? (
        <DateQuestion question={read.question} disabled={preview.isPending} onAnswer={answer} />
      ) : null}
      <InlineError error={start.error} />
      <ImportBar preview={read} isPending={start.isPending} onImport={send} onCancel={cancel} />
      <BadRowsCard preview={read} />
      <div className="grid grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)] items-start gap-4 max-lg:grid-cols-1">
        <PreviewCard preview={read} />
        <TotalsCard preview={read} />
      </div>
    </div>
  )
}

function Reading({ filename }: { filename: string }) {
  return (
    <div role="status" className="rounded-xl border border-line bg-surface px-6 py-10 text-center">
      <p className="font-semibold text-base">Reading {filename}</p>
      <p className="mt-1 text-ink-3">A large file takes some seconds. Nothing is stored yet.</p>
      <div className="skeleton mx-auto mt-4 h-1.5 w-64 max-w-full" />
    </div>
  )
}

interface ImportBarProps {
  preview: ImportPreview
  isPending: boolean
  onImport: () => void
  onCancel: () => void
}

function ImportBar({ preview, isPending, onImport, onCancel }: ImportBarProps) {
  const bad = preview.bad_rows_total
  const label =
    bad > 0 ? `Import without ${count(bad, 'bad row')}` : `Import ${count(preview.sales_found, 'sale')}`
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-xl border border-accent-line bg-accent-soft px-4 py-3">
      <p className="min-w-0 flex-1 text-pretty">
        <span className="font-semibold">{preview.filename}</span>{' '}
        <span className="text-ink-2">
          {preview.question
            ? 'waits for your answer about the dates.'
            : 'is ready. Sales that are already there are recognised and not added twice.'}
        </span>
      </p>
      <div className="flex gap-2">
        <Button onClick={onCancel}>Another file</Button>
        <Button
          variant="primary"
          disabled={isPending || preview.question !== null || preview.sales_found === 0}
          onClick={onImport}
        >
          {label}
        </Button>
      </div>
    </div>
  )
}
