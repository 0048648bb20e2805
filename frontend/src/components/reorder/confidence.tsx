/** A model may grade itself with a word that is new to this page; it is then shown as it came. */
const WORD: Record<string, string> = {
  high: 'High confidence',
  medium: 'Medium confidence',
  low: 'Low confidence',
  not_enough_data: 'Too few sales',
}
const BARS: Record<string, number> = { high: 3, medium: 2, low: 1, not_enough_data: 0 }

export function Confidence({ level }: { level: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-2xs text-ink-3">
      <svg viewBox="0 0 12 10" aria-hidden="true" className="h-2.5 w-3">
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={bar * 4.5}
            y={6 - bar * 3}
            width="3"
            height={4 + bar * 3}
            rx="0.75"
            className={bar < (BARS[level] ?? 0) ? 'fill-ink-2' : 'fill-line-strong'}
          />
        ))}
      </svg>
      {WORD[level] ?? level}
    </span>
  )
}
