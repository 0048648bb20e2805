"""Merkle trees against the roots and proofs that Certificate Transparency publishes, and against a slow oracle."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import proofs

from app.utils import merkle

LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCIES = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
contents = st.lists(st.binary(max_size=3), min_size=1, max_size=70)


def oracle(leaves: list[bytes]) -> bytes:
    """The root, word for word as the standard defines it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return sha256(b"\x01" + oracle(leaves[:left]) + oracle(leaves[left:])).digest()


def grown(leaves: list[bytes]) -> merkle.Tree:
    tree = merkle.Tree()
    for leaf in leaves:
        tree.append(merkle.leaf_hash(leaf))
    return tree


def hashes_of(path: list[merkle.Range], leaves: list[bytes]) -> list[bytes]:
    return [oracle(leaves[start:end]) for start, end in path]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_the_published_ones(size: int) -> None:
    assert grown(LEAVES[:size]).root().hex() == ROOTS[size]


@pytest.mark.parametrize(("asked", "published"), INCLUSIONS.items())
def test_the_inclusion_proofs_are_the_published_ones(asked: tuple[int, int], published: list[str]) -> None:
    path = hashes_of(merkle.inclusion_path(*asked), LEAVES)

    assert [one.hex() for one in path] == published


@pytest.mark.parametrize(("asked", "published"), CONSISTENCIES.items())
def test_the_consistency_proofs_are_the_published_ones(asked: tuple[int, int], published: list[str]) -> None:
    path = hashes_of(merkle.consistency_path(*asked), LEAVES)

    assert [one.hex() for one in path] == published


@given(contents)
def test_a_tree_that_grows_has_the_root_of_the_standard(leaves: list[bytes]) -> None:
    assert grown(leaves).root() == oracle(leaves)


@given(contents)
def test_each_leaf_tells_the_perfect_subtrees_that_end_with_it(leaves: list[bytes]) -> None:
    tree = merkle.Tree()

    for end, leaf in enumerate(leaves, start=1):
        told = tree.append(merkle.leaf_hash(leaf))

        heights = range(len(told) // merkle.HASH_BYTES)
        assert told == b"".join(oracle(leaves[end - 2**height : end]) for height in heights)
        assert end % 2 ** len(heights), "the next higher one does not end here"


@given(contents, st.data())
def test_a_tree_goes_on_from_its_perfect_subtrees(leaves: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(0, len(leaves)))
    parts = hashes_of(merkle.perfect_subtrees((0, size)), leaves)

    tree = merkle.Tree(size, parts)
    for leaf in leaves[size:]:
        tree.append(merkle.leaf_hash(leaf))

    assert tree.root() == oracle(leaves)


@given(contents, st.data())
def test_an_inclusion_proof_holds_for_its_leaf_and_for_nothing_else(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    size, root, leaf = len(leaves), oracle(leaves), merkle.leaf_hash(leaves[index])
    path = hashes_of(merkle.inclusion_path(index, size), leaves)

    assert proofs.includes(leaf, index, path, size=size, root=root)
    assert not proofs.includes(merkle.leaf_hash(b"forged"), index, path, size=size, root=root)
    assert not proofs.includes(leaf, index, path, size=size, root=oracle([*leaves, b"forged"]))
    assert not proofs.includes(leaf, index, [*path, root], size=size, root=root)
    assert not proofs.includes(leaf, index, path[:-1], size=size, root=root) or not path
    assert not proofs.includes(leaf, size, path, size=size, root=root)


@given(contents, st.data())
def test_a_consistency_proof_holds_for_a_tree_that_only_grew(leaves: list[bytes], data: st.DataObject) -> None:
    first, size = data.draw(st.integers(1, len(leaves))), len(leaves)
    roots = oracle(leaves[:first]), oracle(leaves)
    path = hashes_of(merkle.consistency_path(first, size), leaves)
    rewritten = oracle([b"forged", *leaves[1:first]]), roots[1]

    assert proofs.extends((first, size), path, roots=roots)
    assert not proofs.extends((first, size), path, roots=rewritten)
    assert not proofs.extends((first, size), [*path, roots[0]], roots=roots)
    assert not proofs.extends((0, size), path, roots=roots)


@given(contents, st.data())
def test_a_subtree_is_combined_of_its_perfect_ones(leaves: list[bytes], data: st.DataObject) -> None:
    for wanted in merkle.inclusion_path(data.draw(st.integers(0, len(leaves) - 1)), len(leaves)):
        parts = merkle.perfect_subtrees(wanted)

        assert all((end - start).bit_count() == 1 for start, end in parts)
        assert merkle.combine(hashes_of(parts, leaves)) == oracle(leaves[slice(*wanted)])
