import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { toast } from 'sonner'
import { FormDialog } from '@/components/medicine/form-dialog'
import { describePack, type Rung, toPacks, toRungs } from '@/components/medicine/pack-ladder'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { useSetPacks } from '@/hooks/catalogue'
import type { MedicineDetail } from '@/hooks/inventory'
import { unitsOf } from '@/lib/medicine-words'

interface DraftRung extends Rung {
  id: number
}

const MOST = 6

/** The ladder, smallest pack first; each rung says how many of the one below it holds. */
export function PacksDialog({ medicine, onClose }: { medicine: MedicineDetail; onClose: () => void }) {
  const setPacks = useSetPacks(medicine.id)
  const [base, setBase] = useState(medicine.base_unit)
  const [rungs, setRungs] = useState<DraftRung[]>(() => {
    const told = toRungs(medicine.packs)
    return (told.length > 0 ? told : [{ name: 'strip', holds: '10' }]).map((rung, id) => ({ ...rung, id }))
  })
  const [tried, setTried] = useState(false)
  const { packs, problems } = toPacks(base, rungs)
  const baseProblem = base.trim() ? undefined : 'What is counted?'

  const change = (id: number, changes: Partial<Rung>) =>
    setRungs((now) => now.map((rung) => (rung.id === id ? { ...rung, ...changes } : rung)))
  const add = () => {
    const id = Math.max(-1, ...rungs.map((rung) => rung.id)) + 1
    setRungs([...rungs, { id, name: rungs.length === 1 ? 'box' : '', holds: '10' }])
  }
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (baseProblem || problems.some(Boolean)) return
    setPacks.mutate(
      { base_unit: base.trim(), packs },
      {
        onSuccess: () => {
          toast(`Packs of ${medicine.name} set`)
          onClose()
        },
      },
    )
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title="Packs"
      description="Stock counts base units, and stays as it is."
      submitLabel="Set packs"
      error={setPacks.error}
      isPending={setPacks.isPending}
      onSubmit={send}
    >
      <Field label="Base unit" error={tried ? baseProblem : undefined} hint="The smallest thing you sell">
        {(control) => (
          <Input {...control} value={base} maxLength={20} onChange={(event) => setBase(event.target.value)} />
        )}
      </Field>
      <ol className="flex flex-col gap-2.5">
        {rungs.map((rung, index) => {
          const below = rungs[index - 1]?.name.trim() || base.trim() || 'unit'
          const problem = tried ? problems[index] : null
          const place = `Pack ${index + 1}`
          return (
            <li key={rung.id}>
              <div className="flex items-center gap-2">
                <Input
                  aria-label={`${place}, name`}
                  aria-invalid={Boolean(problem)}
                  placeholder="strip"
                  maxLength={20}
                  value={rung.name}
                  onChange={(event) => change(rung.id, { name: event.target.value })}
                />
                <span className="shrink-0 text-ink-3 text-sm">holds</span>
                <Input
                  aria-label={`${place}, how many ${below} it holds`}
                  aria-invalid={Boolean(problem)}
                  inputMode="decimal"
                  className="tabular w-20 shrink-0 text-right"
                  value={rung.holds}
                  onChange={(event) => change(rung.id, { holds: event.target.value })}
                />
                <span className="w-20 shrink-0 truncate text-ink-2 text-sm">
                  {unitsOf(Number(rung.holds), below)}
                </span>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Remove ${place.toLowerCase()}`}
                  onClick={() => setRungs(rungs.filter(({ id }) => id !== rung.id))}
                >
                  <X />
                </Button>
              </div>
              {problem ? (
                <p role="alert" className="mt-1 text-danger text-xs">
                  {problem}
                </p>
              ) : index > 0 && !problems[index] ? (
                <p className="tabular mt-1 text-ink-3 text-xs">
                  {describePack(packs, index, base.trim() || 'unit')}
                </p>
              ) : null}
            </li>
          )
        })}
      </ol>
      {rungs.length < MOST ? (
        <Button variant="ghost" size="sm" className="self-start" onClick={add}>
          <Plus /> Larger pack
        </Button>
      ) : null}
    </FormDialog>
  )
}
