import { Undo2 } from 'lucide-react'
import { useUndoWithWord } from '@/components/catalogue/undo-merge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Loaded } from '@/components/ui/loaded'
import { useMerges } from '@/hooks/duplicates'
import { count, formatAgo } from '@/lib/format'

/** The latest merges; each can be taken back for a day. */
export function MergesCard() {
  const merges = useMerges()
  const { undo, isPending } = useUndoWithWord()
  return (
    <Card>
      <CardHeader title="Merged lately" note="can be undone for 24 hours" />
      <Loaded query={merges} lines={1}>
        {(list) =>
          list.length === 0 ? (
            <p className="px-4 py-6 text-center text-ink-3">Nothing was merged yet.</p>
          ) : (
            <ul aria-label="Merged lately" className="divide-y">
              {list.map((merge) => (
                <li key={merge.id} className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
                  <p className="min-w-0 flex-1 basis-60">
                    <span className="font-medium">{merge.merged_name}</span>
                    <span className="text-ink-3"> into </span>
                    <span className="font-medium">{merge.survivor_name}</span>
                    <span className="block text-ink-3 text-xs">
                      {formatAgo(merge.merged_at)} · {count(merge.moved_count, 'record')} moved
                    </span>
                  </p>
                  {merge.undone_at ? (
                    <span className="text-ink-3 text-xs">undone {formatAgo(merge.undone_at)}</span>
                  ) : merge.can_be_undone ? (
                    <Button
                      size="sm"
                      aria-label={`Undo the merge of ${merge.merged_name}`}
                      disabled={isPending}
                      onClick={() => undo(merge)}
                    >
                      <Undo2 /> Undo
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}
