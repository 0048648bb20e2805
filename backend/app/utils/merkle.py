"""Merkle trees as RFC 9162 hashes them: roots, proofs that a leaf is in a tree, proofs that a tree only grew.

A range is a pair of leaf indexes, the second one excluded. A subtree is perfect when it holds a power of two of leaves;
perfect subtrees are what a log stores, and everything else is combined of them.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()

Range = tuple[int, int]


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf. The byte in front keeps a leaf from passing for a node."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf and keeps only its perfect subtrees, as many as the tree is high."""

    def __init__(self, size: int = 0, subtrees: Iterable[bytes] = ()) -> None:
        self.size = size
        self._subtrees = list(subtrees)
        assert len(self._subtrees) == size.bit_count(), "one hash for each of `perfect_subtrees((0, size))`"

    def append(self, leaf: bytes) -> bytes:
        """Add a leaf's hash; answers it and, rising, the hashes of the perfect subtrees that it completes, in one."""
        hashes = made = leaf
        filled = self.size
        while filled & 1:  # each trailing one is a subtree of the same height on the left
            made = node_hash(self._subtrees.pop(), made)
            hashes += made
            filled >>= 1
        self._subtrees.append(made)
        self.size += 1
        return hashes

    def root(self) -> bytes:
        return combine(self._subtrees)


def combine(subtrees: Sequence[bytes]) -> bytes:
    """The root over the hashes of perfect subtrees, the highest on the left."""
    if not subtrees:
        return EMPTY_ROOT
    *others, root = subtrees
    for subtree in reversed(others):
        root = node_hash(subtree, root)
    return root


def perfect_subtrees(wanted: Range) -> list[Range]:
    """The perfect subtrees that a subtree of a log is combined of, left to right."""
    start, end = wanted
    bounds = [start]
    while bounds[-1] < end:
        rest = end - bounds[-1]
        bounds.append(bounds[-1] + (1 << rest.bit_length() - 1))
    return list(pairwise(bounds))


def inclusion_path(index: int, size: int) -> list[Range]:
    """The subtrees whose hashes prove that a leaf is in a tree of `size` leaves, lowest first."""
    assert 0 <= index < size, "the leaf is in the tree"
    start, end = 0, size
    path: list[Range] = []
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_path(first: int, second: int) -> list[Range]:
    """The subtrees whose hashes prove that a tree of `first` leaves is the beginning of one of `second`."""
    assert 0 < first <= second, "a tree grows"
    start, end = 0, second
    path: list[Range] = []
    while first != end:
        middle = start + _left_size(end - start)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start > 0:  # else the first tree is a subtree of the second, and whoever asks knows its root
        path.append((start, end))
    return path[::-1]


def _left_size(size: int) -> int:
    """The largest power of two below a size of two or more: how many leaves the left subtree has."""
    return 1 << (size - 1).bit_length() - 1
