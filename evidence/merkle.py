"""One digest over many records, and the few digests that show that a record is among them (as RFC 6962 has its trees).

A leaf is the SHA-256 of a zero byte and a record's SHA-256, an inner node that of a one byte and the two nodes below
it; the last node of a level with an odd count stands again in the level above. Level 0 are the leaves.
"""

import hashlib
from collections.abc import Collection, Iterator

Place = tuple[int, int]  # level and place in it, from 0
Node = tuple[int, int, bytes]  # level, place, hash


def leaf(digest: bytes) -> bytes:
    """The leaf of a record's SHA-256."""
    return hashlib.sha256(b"\0" + digest).digest()


def inner(left: bytes, right: bytes) -> bytes:
    """The node above two others."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """A tree that grows by a record at a time and keeps one node a level."""

    def __init__(self) -> None:
        self.count = 0
        self._last: list[bytes] = []

    def add(self, digest: bytes) -> list[Node]:
        """Takes a record's SHA-256; gives the inner nodes that are complete with it."""
        node, level, place, made = leaf(digest), 0, self.count, []
        self.count += 1
        while place & 1:
            node, level, place = inner(self._last[level], node), level + 1, place >> 1
            made.append((level, place, node))
        self._last[level : level + 1] = [node]
        return made

    def end(self) -> list[Node]:
        """The nodes of the right edge that `add` could not complete; the root is the highest node of all."""
        made: list[Node] = []
        edge: bytes | None = None
        for level in range((self.count - 1).bit_length() if self.count else 0):
            whole = self.count >> level  # nodes of this level that `add` completed
            if edge is not None:
                edge = inner(self._last[level], edge) if whole & 1 else edge
            elif whole & 1:
                edge = self._last[level]
            if edge is not None:
                made.append((level + 1, whole >> 1, edge))
        return made


def needed(numbers: Collection[int], count: int) -> Iterator[Place]:
    """The nodes that lead from some records to the root, beside the records themselves.

    Args:
        numbers: of the records, from 0.
        count: of all records.
    """
    level, known = 0, set(numbers)
    while count > 1:
        for place in sorted({one ^ 1 for one in known} - known):
            if place < count:
                yield level, place
        level, known, count = level + 1, {one >> 1 for one in known}, (count + 1) // 2
