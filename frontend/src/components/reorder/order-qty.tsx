import { Minus, Plus } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { controlClass } from '@/components/ui/field'
import { cn } from '@/lib/cn'
import { count, formatQty } from '@/lib/format'

/** Read what a person typed; `null` when it is no quantity. */
export function parseQty(text: string): number | null {
  const plain = text.trim().replace(/,/g, '')
  if (!/^\d+(\.\d{1,9})?$/.test(plain)) return null
  return Number(plain)
}

/** The next whole number of packs above or below. */
export function stepPack(qty: number, packSize: number, step: 1 | -1): number {
  const packs = qty / packSize
  const whole = step > 0 ? Math.floor(packs + 1e-9) + 1 : Math.ceil(packs - 1e-9) - 1
  return Math.max(0, Number((whole * packSize).toFixed(9)))
}

export function describePacks(qty: number, packSize: number, moq: number): { text: string; isOdd: boolean } {
  if (qty > 0 && qty < moq) return { text: `minimum is ${formatQty(moq)}`, isOdd: true }
  const packs = qty / packSize
  const isWhole = Math.abs(packs - Math.round(packs)) < 1e-9
  if (!isWhole) return { text: `not a whole pack of ${formatQty(packSize)}`, isOdd: true }
  return { text: packSize === 1 ? count(qty, 'unit') : count(Math.round(packs), 'pack'), isOdd: false }
}

interface OrderQtyProps {
  name: string
  /** What the server holds. */
  value: number
  /** What stands in the box; `null` when it is the same as `value`. */
  draft: string | null
  packSize: number
  moq: number
  disabled?: boolean
  onDraft: (draft: string | null) => void
  onCommit: (qty: number) => void
  onDone?: () => void
}

const SETTLE_MS = 600

/** The quantity to order: type it, or step by whole packs. Enter keeps, Escape gives up, leaving the box keeps. */
export function OrderQty({
  name,
  value,
  draft,
  packSize,
  moq,
  disabled,
  onDraft,
  onCommit,
  onDone,
}: OrderQtyProps) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  /** Enter and Escape have decided already; leaving the box after them decides nothing anew. */
  const isDecided = useRef(false)
  const text = draft ?? String(value)
  const parsed = parseQty(text)
  const packs =
    parsed === null ? { text: 'not a quantity', isOdd: true } : describePacks(parsed, packSize, moq)

  useEffect(() => () => clearTimeout(timer.current), [])

  const commit = (next: string | null) => {
    clearTimeout(timer.current)
    const qty = next === null ? value : parseQty(next)
    if (qty === null || qty === value) onDraft(null)
    else onCommit(qty)
  }
  const step = (direction: 1 | -1) => {
    const next = String(stepPack(parsed ?? value, packSize, direction))
    onDraft(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => commit(next), SETTLE_MS)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      step(event.key === 'ArrowUp' ? 1 : -1)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      isDecided.current = true
      commit(draft)
      onDone?.()
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      isDecided.current = true
      clearTimeout(timer.current)
      onDraft(null)
      onDone?.()
    }
  }

  return (
    <div className="flex flex-col items-end gap-0.5">
      <div className="flex items-center">
        <StepButton
          label={`One pack less of ${name}`}
          disabled={disabled || text === '0'}
          onClick={() => step(-1)}
          side="left"
        >
          <Minus className="size-3.5" />
        </StepButton>
        <input
          data-row-part="quantity"
          inputMode="decimal"
          aria-label={`Order quantity of ${name}`}
          aria-invalid={parsed === null}
          value={text}
          disabled={disabled}
          onFocus={(event) => {
            isDecided.current = false
            event.target.select()
          }}
          onChange={(event) => {
            isDecided.current = false
            onDraft(event.target.value)
          }}
          onBlur={() => draft !== null && !isDecided.current && commit(draft)}
          onKeyDown={onKeyDown}
          className={cn(
            controlClass,
            'num h-7 w-16 rounded-none px-2 font-medium focus:z-10 max-md:h-10 max-md:w-20',
          )}
        />
        <StepButton
          label={`One pack more of ${name}`}
          disabled={disabled}
          onClick={() => step(1)}
          side="right"
        >
          <Plus className="size-3.5" />
        </StepButton>
      </div>
      <span className={cn('num text-2xs', packs.isOdd ? 'font-medium text-warn' : 'text-ink-3')}>
        {packs.text}
      </span>
    </div>
  )
}

interface StepButtonProps {
  label: string
  disabled: boolean | undefined
  side: 'left' | 'right'
  onClick: () => void
  children: React.ReactNode
}

function StepButton({ label, disabled, side, onClick, children }: StepButtonProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
      className={cn(
        'grid h-7 w-6 place-items-center border border-line-strong bg-surface text-ink-3 transition-colors hover:bg-sunken hover:text-ink disabled:opacity-40 max-md:h-10 max-md:w-10',
        side === 'left' ? 'rounded-l-md border-r-0' : 'rounded-r-md border-l-0',
      )}
    >
      {children}
    </button>
  )
}
