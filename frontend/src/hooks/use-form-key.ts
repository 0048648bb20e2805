import { useRef } from 'react'
import { ApiError } from '@/lib/api'
import { newKey } from '@/lib/new-key'

/**
 * The key of one filled form: pressing twice moves stock once.
 *
 * A refusal stored nothing, so the mended form is a new request. A silent network may have stored it: same key.
 */
export function useFormKey(): { read: () => string; renew: () => void; refused: (error: Error) => void } {
  const key = useRef(newKey())
  const renew = () => {
    key.current = newKey()
  }
  return {
    read: () => key.current,
    renew,
    refused: (error) => {
      if (error instanceof ApiError && error.status > 0) renew()
    },
  }
}
