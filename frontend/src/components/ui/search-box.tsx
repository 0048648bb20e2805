import { Search } from 'lucide-react'
import { type Ref, useEffect, useRef, useState } from 'react'
import { controlClass } from '@/components/ui/field'
import { Kbd } from '@/components/ui/kbd'
import { cn } from '@/lib/cn'

interface SearchBoxProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** Enter was pressed; a scanner ends each code with it. */
  onEnter?: (text: string) => void
  ref?: Ref<HTMLInputElement>
  className?: string
}

const PAUSE_MS = 180

/** Search as one types: waits for a short pause, so that a scanner's burst is one question. */
export function SearchBox({ label, value, onChange, onEnter, ref, className }: SearchBoxProps) {
  const [text, setText] = useState(value)
  const sent = useRef(value)

  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])

  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      onChange(text)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, onChange])

  return (
    <div className={cn('relative', className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
      />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.(event.currentTarget.value)
          if (event.key === 'Escape' && text === '') event.currentTarget.blur()
        }}
        className={cn(controlClass, 'pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden')}
      />
      <span className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 max-md:hidden">
        <Kbd>/</Kbd>
      </span>
    </div>
  )
}
