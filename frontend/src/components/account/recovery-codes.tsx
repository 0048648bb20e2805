import { Copy, Download } from 'lucide-react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button'
import { saveFile } from '@/lib/save-file'

/** The codes for a lost phone. They cannot be shown again. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const text = codes.join('\n')
  const copy = () =>
    navigator.clipboard
      .writeText(text)
      .then(() => toast('Copied'))
      .catch(() => toast('This browser does not let a page copy. Save them as a file.'))
  return (
    <>
      <p className="text-pretty text-ink-2">
        Two-step sign-in is on. Keep these codes where you keep your keys: each lets you in once if the phone
        is lost, and they are not shown again.
      </p>
      <ul
        aria-label="Recovery codes"
        className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-md bg-sunken px-4 py-3 font-mono text-base"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copy()}>
          <Copy /> Copy all
        </Button>
        <Button onClick={() => saveFile('pharmarec-recovery-codes.txt', `${text}\n`, 'text/plain')}>
          <Download /> Save as a file
        </Button>
        <Button variant="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </>
  )
}
