"""What an outside auditor does with the proofs of a log: nothing of it is asked of the application."""

from collections.abc import Sequence

from app.utils.merkle import node_hash


def includes(leaf: bytes, index: int, path: Sequence[bytes], *, size: int, root: bytes) -> bool:
    """Whether a path proves that a leaf of this hash stands at `index` in the tree of this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    made, place, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            made = node_hash(sibling, made)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            made = node_hash(made, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and made == root


def extends(sizes: tuple[int, int], path: Sequence[bytes], *, roots: tuple[bytes, bytes]) -> bool:
    """Whether a path proves that the tree of the second root begins with that of the first (RFC 9162, 2.1.4.2).

    Args:
        sizes: how many leaves the two trees have, the smaller number first.
        path: the hashes of `consistency_path`.
        roots: of the two trees.
    """
    small, large = sizes
    if not 0 < small <= large:
        return False
    if small == large:
        return not path and roots[0] == roots[1]
    hashes = list(path) if small & (small - 1) else [roots[0], *path]
    if not hashes:
        return False
    place, last = small - 1, large - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == roots
