import { BadgeCheck, Hourglass, Info, ShieldAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/states'
import { usePharmacy } from '@/hooks/auth'
import { type AuditEntry, type CheckedProof, useCheckedProof } from '@/hooks/history'
import { ApiError } from '@/lib/api'
import { cn } from '@/lib/cn'
import { count, formatInstant } from '@/lib/format'

/** Whether the entry stands in the signed log: fetched as a proof, computed again in this browser. */
export function ProofPanel({ entry }: { entry: AuditEntry }) {
  const checked = useCheckedProof(entry)
  const again = (
    <Button size="sm" className="mt-2" disabled={checked.isFetching} onClick={() => void checked.refetch()}>
      Check again
    </Button>
  )
  if (checked.data) return <Verdict {...checked.data} />
  if (checked.error instanceof ApiError && checked.error.code === 'NOT_YET_SEALED') {
    return (
      <Box tone="note" icon={<Hourglass />} title="Not sealed yet">
        New entries get their place in the signed log within minutes.
        <span className="block">{again}</span>
      </Box>
    )
  }
  if (checked.error) {
    return (
      <Box tone="note" icon={<Info />} title="The proof could not be fetched">
        {checked.error.message}
        <span className="block">{again}</span>
      </Box>
    )
  }
  return <Skeleton className="h-24" />
}

function Verdict({ proof, verdict }: CheckedProof) {
  const { time_zone } = usePharmacy()
  if (verdict.outcome === 'unable') {
    return (
      <Box tone="note" icon={<Info />} title="This browser cannot check it here">
        Browsers compute fingerprints only over https, or on the computer that PharmaRec runs on. Open it
        there, or download the checkpoint and run <code>pharmarec verify-audit</code>.
      </Box>
    )
  }
  if (verdict.outcome === 'refuted') {
    return (
      <Box tone="danger" icon={<ShieldAlert />} title="This entry is not proven">
        Your browser found that {verdict.problem}. Keep the last checkpoint you saved, and have{' '}
        <code>pharmarec verify-audit</code> look at the log.
      </Box>
    )
  }
  return (
    <Box tone="accent" icon={<BadgeCheck />} title="Proven in your browser">
      This is entry {(proof.leaf_index + 1).toLocaleString('en')} of {proof.tree_size.toLocaleString('en')} in
      the log that was signed on {formatInstant(verdict.signedAt, time_zone)}. Your browser computed its
      fingerprint and came in {count(proof.path.length, 'step')} to the signed one
      {verdict.signature ? ', and the signature is good' : ''}: nobody has changed it since.
      <details className="mt-2 text-xs">
        <summary className="w-fit font-medium">The numbers</summary>
        <dl className="mt-1 flex flex-col gap-1 break-all font-mono text-2xs">
          <dt className="font-sans text-ink-3">Fingerprint of the entry</dt>
          <dd>{proof.leaf_hash}</dd>
          <dt className="font-sans text-ink-3">Signed root</dt>
          <dd>{proof.root_hash}</dd>
          <dt className="font-sans text-ink-3">Key</dt>
          <dd>{proof.public_key}</dd>
        </dl>
      </details>
    </Box>
  )
}

const TONES = {
  accent: 'border-accent-line bg-accent-soft [&_svg]:text-accent',
  danger: 'border-danger bg-danger-soft [&_svg]:text-danger',
  note: 'border-line-strong bg-note-soft [&_svg]:text-note',
} as const

function Box(props: { tone: keyof typeof TONES; icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <section
      aria-label="Proof"
      role="status"
      className={cn(
        'flex gap-3 rounded-lg border px-4 py-3 [&>svg]:size-5 [&>svg]:shrink-0',
        TONES[props.tone],
      )}
    >
      {props.icon}
      <div className="min-w-0">
        <h3 className="font-semibold">{props.title}</h3>
        <div className="mt-0.5 text-pretty text-ink-2">{props.children}</div>
      </div>
    </section>
  )
}
