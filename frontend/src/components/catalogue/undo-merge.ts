import { toast } from 'sonner'
import { type Merge, useUndoMerge } from '@/hooks/duplicates'
import { newKey } from '@/lib/new-key'

/** Takes a merge back, and says so. */
export function useUndoWithWord(): { undo: (merge: Merge) => void; isPending: boolean } {
  const undo = useUndoMerge()
  return {
    isPending: undo.isPending,
    undo: (merge) =>
      undo.mutate(
        { key: newKey(), mergeId: merge.id },
        {
          onError: (error) => toast.error(error.message),
          onSuccess: () => toast(`${merge.merged_name} is a medicine of its own again`),
        },
      ),
  }
}
