import { describe, expect, it } from 'vitest'
import { fromHex, leafHash, nodeHash, rootFrom, toHex } from '@/lib/merkle'

/** The leaves, root and paths that Certificate Transparency publishes; the server is held against the same ones. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(fromHex)
const ROOT_OF_THREE = 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'
const ROOT_OF_EIGHT = '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
const PATH_OF_5_IN_8 = [
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
].map(fromHex)
const PATH_OF_2_IN_3 = ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'].map(fromHex)

const leaf = (index: number) => leafHash(LEAVES[index] ?? new Uint8Array())

async function rootOf(index: number, size: number, path: ReturnType<typeof fromHex>[]) {
  const root = await rootFrom(await leaf(index), { index, size }, path)
  return root && toHex(root)
}

describe('rootFrom', () => {
  it('leads from a leaf to the published root', async () => {
    expect(await rootOf(5, 8, PATH_OF_5_IN_8)).toBe(ROOT_OF_EIGHT)
    expect(await rootOf(2, 3, PATH_OF_2_IN_3)).toBe(ROOT_OF_THREE)
  })

  it('is the leaf itself in a tree of one', async () => {
    expect(await rootOf(0, 1, [])).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  })

  it('misses the root from another place, another leaf or another path', async () => {
    expect(await rootOf(4, 8, PATH_OF_5_IN_8)).not.toBe(ROOT_OF_EIGHT)
    expect(await rootFrom(await leaf(1), { index: 5, size: 8 }, PATH_OF_5_IN_8)).not.toEqual(
      fromHex(ROOT_OF_EIGHT),
    )
    expect(await rootOf(5, 8, PATH_OF_5_IN_8.toReversed())).not.toBe(ROOT_OF_EIGHT)
  })

  it('leads nowhere when the path is too short, too long, or the place is outside', async () => {
    expect(await rootOf(5, 8, PATH_OF_5_IN_8.slice(0, 2))).toBeNull()
    expect(await rootOf(5, 8, [...PATH_OF_5_IN_8, ...PATH_OF_5_IN_8])).toBeNull()
    expect(await rootOf(8, 8, PATH_OF_5_IN_8)).toBeNull()
  })

  it('agrees with trees of every size up to eight, leaf by leaf', async () => {
    for (let size = 1; size <= LEAVES.length; size += 1) {
      const hashes = await Promise.all(Array.from({ length: size }, (_, index) => leaf(index)))
      const root = await treeRoot(hashes)
      for (const [index, hash] of hashes.entries()) {
        expect(await rootFrom(hash, { index, size }, await treePath(hashes, index))).toEqual(root)
      }
    }
  })
})

type Hashes = Awaited<ReturnType<typeof leaf>>[]

const leftSize = (size: number) => 2 ** Math.floor(Math.log2(size - 1))

async function treeRoot(hashes: Hashes): Promise<Hashes[number]> {
  const [only] = hashes
  if (hashes.length === 1 && only) return only
  const left = leftSize(hashes.length)
  return nodeHash(await treeRoot(hashes.slice(0, left)), await treeRoot(hashes.slice(left)))
}

async function treePath(hashes: Hashes, index: number): Promise<Hashes> {
  if (hashes.length === 1) return []
  const left = leftSize(hashes.length)
  return index < left
    ? [...(await treePath(hashes.slice(0, left), index)), await treeRoot(hashes.slice(left))]
    : [...(await treePath(hashes.slice(left), index - left)), await treeRoot(hashes.slice(0, left))]
}
