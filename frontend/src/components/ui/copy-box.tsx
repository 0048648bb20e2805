import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { controlClass } from '@/components/ui/field'
import { cn } from '@/lib/cn'

const SHOWS_FOR_MS = 2_000

/** A text to take along, with a button that copies it. Where a browser forbids that, the text is selected instead. */
export function CopyBox({ label, text, className }: { label: string; text: string; className?: string }) {
  const [isCopied, setIsCopied] = useState(false)

  const copy = async (box: HTMLInputElement | null) => {
    box?.select()
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      return
    }
    setIsCopied(true)
    setTimeout(() => setIsCopied(false), SHOWS_FOR_MS)
  }

  return (
    <div className={cn('flex gap-2', className)}>
      <input
        readOnly
        aria-label={label}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        className={cn(controlClass, 'flex-1 bg-sunken font-mono text-xs')}
      />
      <Button
        className="w-24"
        onClick={(event) =>
          void copy(event.currentTarget.parentElement?.querySelector<HTMLInputElement>('input') ?? null)
        }
      >
        {isCopied ? <Check /> : <Copy />}
        <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
      </Button>
    </div>
  )
}
