import { CircleCheck, Moon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { usePharmacy } from '@/hooks/auth'
import { useProof } from '@/hooks/stock'
import { count, formatInstant } from '@/lib/format'

const SHOWN = 10

/** Does the ledger add up to what the batches say? Proved every night. */
export function ProofCard() {
  const { time_zone } = usePharmacy()
  const proof = useProof()
  return (
    <Card>
      <CardHeader title="Proof of the ledger" note="every night" />
      <Loaded query={proof} lines={2}>
        {(found) =>
          found === null ? (
            <Verdict icon={<Moon />} word="Not proved yet">
              The first proof comes tonight: every line is added up again and compared with its batch.
            </Verdict>
          ) : (
            <>
              {found.divergences.length === 0 ? (
                <Verdict icon={<CircleCheck className="text-accent" />} word="It adds up">
                  {count(found.movements_count, 'line')} of {count(found.batches_count, 'batch', 'batches')},{' '}
                  {formatInstant(found.proved_at, time_zone)}
                </Verdict>
              ) : (
                <Verdict
                  icon={<TriangleAlert className="text-danger" />}
                  word={`${count(found.divergences.length, 'batch does', 'batches do')} not add up`}
                >
                  Count these batches and record what is there. {formatInstant(found.proved_at, time_zone)}
                </Verdict>
              )}
              <ul className="divide-y">
                {found.divergences.slice(0, SHOWN).map((one) => (
                  <li key={`${one.batch_id} ${one.kind}`} className="tabular px-4 py-2 text-sm">
                    Batch {one.batch_id}: {one.kind} should be {one.expected}, is {one.found}
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function Verdict({ icon, word, children }: { icon: ReactNode; word: string; children: ReactNode }) {
  return (
    <div className="flex items-start gap-3 p-4 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0">
      {icon}
      <div>
        <p className="font-medium">{word}</p>
        <p className="tabular text-ink-3 text-xs">{children}</p>
      </div>
    </div>
  )
}
