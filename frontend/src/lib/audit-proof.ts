import type { Schemas } from '@/lib/api'
import { fromBase64, fromHex, leafHash, rootFrom, toHex } from '@/lib/merkle'

type Proof = Schemas['AuditProof']
type Entry = Schemas['AuditEntryRead']

/** What came of checking a proof. `signature` is null where the browser cannot check Ed25519. */
export type ProofVerdict =
  | { outcome: 'proven'; signedAt: string; signature: true | null }
  | { outcome: 'refuted'; problem: string }
  | { outcome: 'unable' }

export interface Note {
  size: number
  root: string
  signedAt: string
  text: string
  signature: Uint8Array<ArrayBuffer>
}

const KEY_HASH_BYTES = 4
const ALGORITHM_BYTES = 1

/** The lines of a signed checkpoint (C2SP `tlog-checkpoint`); null: it is something else. */
export function readNote(note: string): Note | null {
  const [origin, size, root, signedAt, empty, mark] = note.split('\n')
  const signature = mark?.match(/^— \S+ (\S+)$/)?.[1]
  if (!origin || !size || !root || !signedAt || empty !== '' || !signature) return null
  try {
    return {
      size: Number(size),
      root: toHex(fromBase64(root)),
      signedAt,
      text: `${origin}\n${size}\n${root}\n${signedAt}\n`,
      signature: fromBase64(signature).slice(KEY_HASH_BYTES),
    }
  } catch {
    return null
  }
}

/** Did the key sign the note? null: this browser does not know Ed25519. */
export async function isSigned(note: Note, publicKey: string): Promise<boolean | null> {
  const bytes = fromBase64(publicKey.split('+').slice(2).join('+')).slice(ALGORITHM_BYTES)
  try {
    const key = await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, note.signature, new TextEncoder().encode(note.text))
  } catch {
    return null
  }
}

const SHOWN = [
  'recorded_at',
  'actor_id',
  'channel',
  'action',
  'subject_kind',
  'subject_id',
  'before',
  'after',
] as const

const sameInstant = (one: unknown, other: unknown) =>
  typeof one === 'string' && typeof other === 'string' && Date.parse(one) === Date.parse(other)

/** The first thing on the screen that the proven bytes say otherwise; null: they say the same. */
export function differing(bytes: Uint8Array, entry: Entry): string | null {
  let said: Record<string, unknown>
  try {
    said = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return 'entry'
  }
  return (
    SHOWN.find((field) =>
      field === 'recorded_at'
        ? !sameInstant(said[field], entry[field])
        : canonical(said[field]) !== canonical(entry[field]),
    ) ?? null
  )
}

/** JSON with its keys in order, so that equal things are equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** Compute everything again: the entry's hash, the way up the tree, the signed root. Nothing the server says is believed. */
export async function checkProof(proof: Proof, entry: Entry): Promise<ProofVerdict> {
  if (typeof crypto === 'undefined' || !crypto.subtle) return { outcome: 'unable' }
  const bytes = fromBase64(proof.entry)
  const field = differing(bytes, entry)
  if (field) return refuted(`what is shown as “${field.replaceAll('_', ' ')}” is not what was recorded`)
  const note = readNote(proof.checkpoint)
  if (!note) return refuted('the checkpoint cannot be read')
  const place = { index: proof.leaf_index, size: note.size }
  const root = await rootFrom(await leafHash(bytes), place, proof.path.map(fromHex))
  if (!root || toHex(root) !== note.root) return refuted('its fingerprint does not lead to the signed one')
  const signature = await isSigned(note, proof.public_key)
  if (signature === false) return refuted('the signature under the checkpoint is wrong')
  return { outcome: 'proven', signedAt: note.signedAt, signature }
}

const refuted = (problem: string): ProofVerdict => ({ outcome: 'refuted', problem })
