"""The name as it looks at a glance: digits and signs for letters, rn for m, vv for w, cl for d, letters repeated."""

from dataclasses import dataclass

import numpy as np

from matching.text.batch import Batch
from matching.text.hashing import mix, prefixes, windows
from matching.text.lane import I64, POWERS, Lane, Letters, NameKeys, TextKeys, all_han
from matching.text.stream import Bools

SHORTEST = 3
LONGEST = 24
FIRST_HAN = 0x3000
PAIRS = (("r", "n", "m"), ("c", "i", "d"))  # l has become i; vv and w are both v, as repeats are merged first


@dataclass(frozen=True)
class _Glance:
    """Letters at a glance: what each looks like, and the first and last (inclusive) letter that it stands for."""

    shapes: np.ndarray
    first: I64
    last: I64


def of_names(names: Batch) -> NameKeys:
    """Every name with Latin letters."""
    letters = names.leet
    glance = _glance(letters, inside=False)
    text = letters.stream.text[glance.first]
    numbers = np.arange(letters.stream.texts)
    start = np.searchsorted(text, numbers, side="left")
    end = np.searchsorted(text, numbers, side="right")
    size = end - start
    wanted = np.flatnonzero((size >= SHORTEST) & (size <= LONGEST) & ~all_han(letters))
    keys = windows(prefixes(mix(glance.shapes, salt=1)), start[wanted], end[wanted], POWERS)
    return NameKeys(keys, wanted.astype(np.uint32))


def of_texts(texts: Batch) -> TextKeys:
    """Every window from the beginning of a word to the end of one."""
    letters = texts.leet
    stream = letters.stream
    glance = _glance(letters, inside=True)
    prefix = prefixes(mix(glance.shapes, salt=1))
    begins = np.flatnonzero((stream.edge[:-1] & ~stream.han)[glance.first])
    ends_here = stream.edge[glance.last + 1]
    text = stream.text[glance.first]
    starts, ends = [], []
    for size in range(SHORTEST, LONGEST + 1):
        start = begins[begins + size <= len(text)]
        last = start + size - 1
        fits = (text[last] == text[start]) & ends_here[last]
        starts.append(start[fits])
        ends.append(last[fits] + 1)
    start, end = np.concatenate(starts).astype(np.int64), np.concatenate(ends).astype(np.int64)
    place = texts.in_plain(stream, glance.first[start], glance.last[end - 1] + 1)
    kept = place[1] > place[0]
    return TextKeys(windows(prefix, start, end, POWERS)[kept], place[0][kept], place[1][kept])


def _glance(letters: Letters, *, inside: bool) -> _Glance:
    """Merges repeated letters, then pairs; `inside` keeps merges from crossing a gap, as words of a text do."""
    stream = letters.stream
    gap = (stream.space | stream.symbol) if inside else np.zeros(len(stream), np.bool_)
    bound = stream.starts | gap
    first = np.flatnonzero(~_repeats(stream.letters, bound))
    shapes, bound = stream.letters[first], bound[first]
    shapes = np.where(shapes == ord("w"), np.uint32(ord("v")), shapes)
    kept = np.ones(len(first), np.bool_)
    for left, right, whole in PAIRS:
        if len(shapes) < 2:
            break
        free = kept[:-1] & kept[1:] & ~bound[1:]
        pair = np.flatnonzero((shapes[:-1] == ord(left)) & (shapes[1:] == ord(right)) & free)
        shapes[pair] = ord(whole)
        kept[pair + 1] = False
    last = np.append(first[kept][1:], len(stream)) - 1
    return _Glance(shapes[kept], first[kept].astype(np.int64), last.astype(np.int64))


def _repeats(shapes: np.ndarray, bound: Bools) -> Bools:
    same = np.zeros(len(shapes), np.bool_)
    same[1:] = (shapes[1:] == shapes[:-1]) & ~bound[1:] & (shapes[1:] < FIRST_HAN)
    return same


LANE = Lane("skeleton", of_names, of_texts)
