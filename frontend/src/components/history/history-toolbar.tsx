import { useEffect, useId, useState } from 'react'
import { ACTIONS, KINDS } from '@/components/history/filters'
import { Input, Select } from '@/components/ui/field'
import { useMay } from '@/hooks/auth'
import { usePeople } from '@/hooks/people'
import type { Changes } from '@/hooks/use-url-state'

interface HistoryToolbarProps {
  get: (name: string) => string | null
  onChange: (changes: Changes) => void
}

export function HistoryToolbar({ get, onChange }: HistoryToolbarProps) {
  const maySeePeople = useMay('people.manage')
  const people = usePeople(1, 200, maySeePeople)
  return (
    <div className="flex flex-wrap items-center gap-2 px-6 pb-3 max-md:px-4">
      {maySeePeople ? (
        <Select
          aria-label="Person"
          className="w-auto max-w-44 max-md:flex-1"
          value={get('person') ?? ''}
          onChange={(event) => onChange({ person: event.target.value })}
        >
          <option value="">Everybody</option>
          {(people.data?.data ?? []).map(({ id, full_name }) => (
            <option key={id} value={id}>
              {full_name}
            </option>
          ))}
        </Select>
      ) : null}
      <Select
        aria-label="About"
        className="w-auto max-w-44 max-md:flex-1"
        value={get('kind') ?? ''}
        onChange={(event) => onChange({ kind: event.target.value })}
      >
        <option value="">About everything</option>
        {KINDS.map(([kind, word]) => (
          <option key={kind} value={kind}>
            {word}
          </option>
        ))}
      </Select>
      <ActionBox value={get('action') ?? ''} onChange={(action) => onChange({ action })} />
      <span className="flex items-center gap-1.5 max-md:w-full">
        <DayBox label="From" value={get('from') ?? ''} onChange={(from) => onChange({ from })} />
        <span aria-hidden className="text-ink-3">
          –
        </span>
        <DayBox label="To" value={get('to') ?? ''} onChange={(to) => onChange({ to })} />
      </span>
    </div>
  )
}

interface BoxProps {
  value: string
  onChange: (value: string) => void
}

/** An action by its name. It is looked for when it is whole: on Enter, on leaving, or picked from the list. */
function ActionBox({ value, onChange }: BoxProps) {
  const listId = useId()
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const take = (next: string) => next.trim() !== value && onChange(next.trim())
  return (
    <>
      <Input
        aria-label="Action"
        placeholder="Any action"
        list={listId}
        className="w-44 max-md:w-full"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          if (event.target.value === '' || ACTIONS.includes(event.target.value)) take(event.target.value)
        }}
        onBlur={() => take(text)}
        onKeyDown={(event) => event.key === 'Enter' && take(text)}
      />
      <datalist id={listId}>
        {ACTIONS.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
    </>
  )
}

function DayBox({ label, value, onChange }: BoxProps & { label: string }) {
  return (
    <Input
      type="date"
      aria-label={label}
      className="w-36 max-md:flex-1"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
