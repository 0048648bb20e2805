import { type FormEvent, useEffect, useState } from 'react'
import { Input } from '@/components/ui/field'

/** Money as the API takes it; null where it is none. */
export function readBudget(text: string | null): string | null {
  const plain = (text ?? '').trim().replace(/,/g, '')
  return /^\d{1,9}(\.\d{1,4})?$/.test(plain) ? plain : null
}

interface BudgetFieldProps {
  value: string | null
  currency: string
  onChange: (budget: string | null) => void
}

/** How much there is to spend; Enter, or leaving the box, asks what it buys. */
export function BudgetField({ value, currency, onChange }: BudgetFieldProps) {
  const [text, setText] = useState(value ?? '')
  useEffect(() => setText(value ?? ''), [value])
  const isWrong = text.trim() !== '' && readBudget(text) === null
  const commit = () => {
    const budget = readBudget(text)
    if (!isWrong && budget !== value) onChange(budget)
  }
  const send = (event: FormEvent) => {
    event.preventDefault()
    commit()
  }
  return (
    <form noValidate onSubmit={send} className="max-md:w-full">
      <Input
        aria-label={`Budget in ${currency}`}
        aria-invalid={isWrong}
        inputMode="decimal"
        placeholder={`Budget, ${currency}`}
        className="tabular w-32 max-md:w-full"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
      />
    </form>
  )
}
