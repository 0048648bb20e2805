import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import { lookUpCode, type ScanMiss } from '@/hooks/catalogue'
import { isTyping } from '@/hooks/use-hotkeys'
import { makeScanReader, shortCode } from '@/lib/barcode'
import { formatQty } from '@/lib/format'

export interface Scan {
  lookUp: (code: string) => Promise<void>
  /** A code that nobody has linked: what it is linked to is asked next. */
  miss: ScanMiss | null
  forget: () => void
}

/** Finds the medicine of a scanned code and goes to its page. */
export function useScan(): Scan {
  const router = useRouter()
  const [miss, setMiss] = useState<ScanMiss | null>(null)
  const lookUp = async (code: string) => {
    try {
      const answer = await lookUpCode(code)
      if (!('medicine_id' in answer)) {
        setMiss(answer)
        return
      }
      router.push(`/medicine/?id=${answer.medicine_id}`)
      const pack = answer.pack ?? (answer.units === 1 ? null : `${formatQty(answer.units)} units`)
      toast(`${answer.medicine_name}${pack ? `, ${pack}` : ''}`, {
        description:
          answer.known_from === 'branch' ? 'Linked in another branch' : `Barcode ${shortCode(answer.code)}`,
      })
    } catch (error) {
      toast.error(error instanceof Error ? error.message : 'The code could not be looked up.')
    }
  }
  return { lookUp, miss, forget: () => setMiss(null) }
}

/** Hears a scanner on any page while no field has the keyboard and no dialog is open. */
export function useScanner(onCode: (code: string) => void): void {
  const latest = useRef(onCode)
  useEffect(() => {
    latest.current = onCode
  })
  useEffect(() => {
    const reader = makeScanReader()
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"]')) return
      const code = reader.press(event.key, event.timeStamp)
      if (code === null) return
      event.preventDefault() // else Enter presses what has the focus
      event.stopPropagation()
      latest.current(code)
    }
    document.addEventListener('keydown', onKeyDown, { capture: true })
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [])
}
