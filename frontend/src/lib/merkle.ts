/** Merkle trees as RFC 9162 hashes them: the part that a reader of the log needs to check it without trusting it. */

export type Hash = Uint8Array<ArrayBuffer>

const LEAF = 0x00
const NODE = 0x01

async function sha256(prefix: number, ...parts: readonly Uint8Array[]): Promise<Hash> {
  const bytes = new Uint8Array(1 + parts.reduce((size, part) => size + part.length, 0))
  bytes[0] = prefix
  let at = 1
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** The hash of a leaf. The byte in front keeps a leaf from passing for a node. */
export const leafHash = (content: Uint8Array): Promise<Hash> => sha256(LEAF, content)

/** The hash of a node over two subtrees. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Hash> => sha256(NODE, left, right)

export interface Place {
  index: number
  size: number
}

/** The root that a path leads to from a leaf at its place (RFC 9162, 2.1.3.2); null: the path does not fit the place. */
export async function rootFrom(
  leaf: Hash,
  { index, size }: Place,
  path: readonly Hash[],
): Promise<Hash | null> {
  if (!(index >= 0 && index < size)) return null
  let made = leaf
  let place = index
  let last = size - 1
  for (const sibling of path) {
    if (last === 0) return null
    if (place % 2 === 1 || place === last) {
      made = await nodeHash(sibling, made)
      while (place % 2 === 0 && place > 0) {
        place = Math.floor(place / 2)
        last = Math.floor(last / 2)
      }
    } else {
      made = await nodeHash(made, sibling)
    }
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? made : null
}

export function fromHex(text: string): Hash {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function fromBase64(text: string): Hash {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}
