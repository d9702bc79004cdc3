"""How a find differs from its name, letter by letter, for whole arrays at once."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matching.tables import letters as latin
from matching.tables import shape, sound
from matching.text.lane import I64
from matching.text.names import NameTable
from matching.text.stream import Stream

MOST_COMPARED = 24  # letters of a find and its name that are compared
F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Nearness:
    """Facts of each find, float32[n] each.

    Attributes:
        head, tail: letters that agree from the beginning, and from the end.
        same: share of letters that agree from either end, 0..1.
        longer: letters that the find has more than its name.
        changed: letters that differ, place by place, where both are of one length; else 0.
        swapped: whether two neighbours stand the other way round and nothing else differs.
        doubled: whether the one letter more, or less, is its neighbour's double.
        alike: mean likeness of the letters that differ, by key, look and sound of Latin ones; 0 where none differ.
        shape, sound: the same by look, and by sound, of Chinese characters.
    """

    head: F32
    tail: F32
    same: F32
    longer: F32
    changed: F32
    swapped: F32
    doubled: F32
    alike: F32
    shape: F32
    sound: F32


def compare(stream: Stream, names: NameTable, place: tuple[I64, I64], name: I64) -> Nearness:
    """Compares the letters start to end of each find with those of its name."""
    start, end = place
    first, last = names.letters_at[name], names.letters_at[name + 1]
    size, length = end - start, last - first
    count = len(start)
    room = np.minimum(np.minimum(size, length), MOST_COMPARED)
    head, tail = np.zeros(count, np.int64), np.zeros(count, np.int64)
    changed = np.zeros(count, np.int64)
    alike, shaped, sounded = (np.zeros(count, np.float32) for _ in range(3))
    equal = size == length
    on_head, on_tail = np.ones(count, np.bool_), np.ones(count, np.bool_)
    for nth in range(int(room.max(initial=0))):
        within = nth < room
        ours, theirs = _letter(stream.letters, start + nth), _letter(names.letters, first + nth)
        on_head &= (ours == theirs) & within
        head += on_head
        on_tail &= (_letter(stream.letters, end - 1 - nth) == _letter(names.letters, last - 1 - nth)) & within
        tail += on_tail
        other = np.flatnonzero(within & equal & (ours != theirs))
        changed[other] += 1
        alike[other] += _latin(ours[other], theirs[other])
        shaped[other] += _shape(ours[other], theirs[other])
        sounded[other] += _sound(ours[other], theirs[other])
    several = np.maximum(changed, 1)
    swapped, doubled = _steps(stream, names, (start, first, head, size - length, changed))
    return Nearness(
        *(
            np.asarray(values, np.float32)
            for values in (
                head,
                tail,
                np.minimum(head + tail, np.maximum(size, length)) / np.maximum(np.maximum(size, length), 1),
                size - length,
                changed,
                swapped,
                doubled,
                alike / several,
                shaped / several,
                sounded / several,
            )
        )
    )


def _letter(letters: NDArray[np.uint32], at: I64) -> NDArray[np.uint32]:
    found: NDArray[np.uint32] = letters[np.clip(at, 0, max(len(letters) - 1, 0))]
    return found


def _steps(
    stream: Stream, names: NameTable, find: tuple[I64, I64, I64, I64, I64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    start, first, head, longer, changed = find
    ours, theirs = _letter(stream.letters, start + head), _letter(names.letters, first + head)
    our_next, their_next = _letter(stream.letters, start + head + 1), _letter(names.letters, first + head + 1)
    swapped = (longer == 0) & (changed == 2) & (ours == their_next) & (our_next == theirs)
    before = _letter(stream.letters, start + head - 1)
    more = (longer == 1) & (ours == before) & (head > 0)
    less = (longer == -1) & (theirs == before) & (head > 0)
    return swapped, more | less


def _latin(ours: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> F32:
    known = (ours < 128) & (theirs < 128)
    table = latin.likeness()
    return np.where(known, table[np.where(known, ours, 0), np.where(known, theirs, 0)], 0).astype(np.float32)


@cache
def _shape_pairs() -> tuple[NDArray[np.uint64], F32]:
    first, second, near = shape.pairs()
    return first.astype(np.uint64) << np.uint64(32) | second, near


def _shape(ours: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> F32:
    keys, near = _shape_pairs()
    wanted = ours.astype(np.uint64) << np.uint64(32) | theirs
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, near[at], 0).astype(np.float32)


def _sound(ours: NDArray[np.uint32], theirs: NDArray[np.uint32]) -> F32:
    primary = sound.primary()
    alike: F32 = sound.likeness()[primary[ours], primary[theirs]]
    return alike
