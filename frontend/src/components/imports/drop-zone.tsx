import { FileUp } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { cn } from '@/lib/cn'

const TYPES = '.csv,.tsv,.txt,.xlsx'

/** Drop a file or choose one; the whole field is the target. */
export function DropZone({ disabled, onFile }: { disabled: boolean; onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const file = event.dataTransfer.files[0]
    if (file && !disabled) onFile(file)
  }

  return (
    <label
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={cn(
        'flex cursor-pointer flex-col items-center rounded-xl border border-line-strong border-dashed bg-surface px-6 py-10 text-center transition-colors hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-focus',
        isOver && 'border-accent bg-accent-soft',
        disabled && 'pointer-events-none opacity-60',
      )}
    >
      <span className="mb-3 grid size-10 place-items-center rounded-lg border border-line bg-sunken text-accent">
        <FileUp className="size-5" />
      </span>
      <span className="font-semibold text-base">Drop your sales file here, or choose it</span>
      <span className="mt-1 max-w-md text-pretty text-ink-3">
        CSV or Excel, as your till exports it: one column for each medicine, or one line for each sale.
        Nothing is stored before you have seen how it was read.
      </span>
      <input
        ref={input}
        type="file"
        aria-label="Sales file"
        accept={TYPES}
        disabled={disabled}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) onFile(file)
          // The same file can be chosen again after it was mended.
          event.target.value = ''
        }}
      />
    </label>
  )
}
