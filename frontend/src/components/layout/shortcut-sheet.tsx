import { Dialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'

const GROUPS: readonly { title: string; keys: readonly [string, string][] }[] = [
  {
    title: 'Anywhere',
    keys: [
      ['Ctrl K', 'Find a page or a medicine'],
      ['/', 'Search this list'],
      ['scan', 'Open the medicine of a barcode, or link it'],
      ['?', 'This sheet'],
    ],
  },
  {
    title: 'Reorder list',
    keys: [
      ['j  k', 'Next, previous row'],
      ['e', 'Edit the quantity; ↑ ↓ by one pack, Enter keeps, Esc gives up'],
      ['a', 'Accept'],
      ['d', 'Dismiss with a reason'],
      ['x', 'Select the row'],
      ['Enter', 'Why this quantity'],
      ['u', 'Undo the last decision'],
    ],
  },
]

export function ShortcutSheet({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts">
      <div className="flex flex-col gap-5">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3 className="mb-1.5 text-ink-3 text-xs">{group.title}</h3>
            <dl className="divide-y">
              {group.keys.map(([keys, what]) => (
                <div key={keys} className="flex items-center justify-between gap-4 py-1.5">
                  <dt className="order-2 flex gap-1">
                    {keys.split('  ').map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dt>
                  <dd className="text-ink-2">{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
