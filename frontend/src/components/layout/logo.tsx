/** A capsule, half full. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g transform="rotate(-45 16 16)" className="stroke-on-accent">
        <rect x="6" y="11.5" width="20" height="9" rx="4.5" fill="none" strokeWidth="2.2" />
        <path d="M16 11.5h5.5a4.5 4.5 0 0 1 0 9H16z" className="fill-on-accent" stroke="none" />
      </g>
    </svg>
  )
}
