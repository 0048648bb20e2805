import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { askFor } from '@/components/data-doctor/fix-words'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/field'

interface FixFormProps {
  question: NonNullable<ReturnType<typeof askFor>>
  start: string
  isPending: boolean
  onSend: (value: string) => void
  onCancel: () => void
}

/** One value, asked for where it is missing. Enter sends it, Escape gives up. */
export function FixForm({ question, start, isPending, onSend, onCancel }: FixFormProps) {
  const [value, setValue] = useState(start)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, select')?.focus()
  }, [])
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (value.trim()) onSend(value.trim())
  }
  return (
    <form
      ref={form}
      noValidate
      onSubmit={send}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
      className="mt-2 flex max-w-md flex-wrap items-center gap-2"
    >
      <span className="min-w-40 flex-1">
        {question.choices ? (
          <Select
            aria-label={question.label}
            value={value}
            onChange={(event) => setValue(event.target.value)}
          >
            <option value="">{question.label}…</option>
            {question.choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </Select>
        ) : (
          <Input
            aria-label={question.label}
            placeholder={question.label}
            type={question.kind === 'date' ? 'date' : 'text'}
            inputMode={question.kind === 'number' ? 'decimal' : undefined}
            className="tabular"
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        )}
      </span>
      <Button type="submit" variant="primary" disabled={isPending || value.trim() === ''}>
        Put right
      </Button>
      <Button variant="ghost" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  )
}
