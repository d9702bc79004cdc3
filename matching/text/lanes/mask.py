"""One or two letters hidden behind a sign: G*cci, Bur**rry, 某克."""

import numpy as np

from matching.text.batch import WILDCARD, Batch
from matching.text.hashing import U64, mix, prefixes, windows
from matching.text.lane import I64, POWERS, Lane, Letters, NameKeys, TextKeys, any_han, lengths, no_texts
from matching.text.stream import Bools

SHORTEST = 4
SHORTEST_HAN = 2
LONGEST = 16
LONG = 7  # letters of a Latin name of which any two may be hidden
MOST_HIDDEN = 2
_WILD = mix(np.array([WILDCARD], np.uint32))[0]


def of_names(names: Batch) -> NameKeys:
    """Each name with each one, or each two neighbouring, of its letters hidden; of long Latin ones each two."""
    letters = names.plain
    count = lengths(letters)
    han = any_han(letters)
    fits = (count <= LONGEST) & (count >= np.where(han, SHORTEST_HAN, SHORTEST))
    keys, numbers = [], []
    for apart in range(LONGEST):  # between both hidden letters; 0 hides one alone
        if apart == 0:
            wanted = np.flatnonzero(fits & (count > 1 + (~han)))
        elif apart == 1:
            wanted = np.flatnonzero(fits & (count > 2 + (~han)))
        else:
            wanted = np.flatnonzero(fits & ~han & (count >= LONG) & (count > apart))
        key, name = _hidden(letters, wanted, apart)
        keys.append(key)
        numbers.append(name)
    return NameKeys(np.concatenate(keys), np.concatenate(numbers).astype(np.uint32))


def _hidden(letters: Letters, wanted: I64, apart: int) -> tuple[U64, I64]:
    """Keys of those names with two letters hidden that stand so far apart, one after the other."""
    start, end = letters.bounds
    base = letters.hashes(start[wanted], end[wanted])
    places = (end - start)[wanted] - apart
    which = np.repeat(np.arange(len(wanted)), places)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(places) - places, places)
    key = base[which]
    for offset in {0, apart}:
        at = start[wanted][which] + nth + offset
        key = key + (_WILD - letters.mixed[at]) * POWERS[end[wanted][which] - 1 - at]
    return key, wanted[which]


def of_texts(texts: Batch) -> TextKeys:
    """Every window around a run of one or two signs, from the beginning of a word to the end of one."""
    letters = texts.masked
    stream = letters.stream
    signs = (stream.letters == WILDCARD) | _crosses(letters)
    found = [_places(texts, hidden) for hidden in (signs, signs | _every_x(letters)) if hidden.any()]
    if not found:
        return no_texts()
    return TextKeys(*(np.concatenate([getattr(one, part) for one in found]) for part in ("key", "start", "end")))


def _places(texts: Batch, hidden: Bools) -> TextKeys:
    letters = texts.masked
    stream = letters.stream
    codes = np.where(hidden, np.uint32(WILDCARD), stream.letters)
    prefix = prefixes(mix(codes))
    so_far = np.concatenate([np.zeros(1, np.int64), np.cumsum(hidden)])
    starts, ends = _around(letters, np.flatnonzero(hidden).astype(np.int64))
    count = so_far[ends] - so_far[starts]
    fits = (count >= 1) & (count <= MOST_HIDDEN) & (ends - starts > count)
    starts, ends = starts[fits], ends[fits]
    place = texts.in_plain(stream, starts, ends)
    kept = place[1] > place[0]
    return TextKeys(windows(prefix, starts, ends, POWERS)[kept], place[0][kept], place[1][kept])


def _every_x(letters: Letters) -> Bools:
    """The x of Latin words in which it is not the only letter: GuXci."""
    stream = letters.stream
    cross = stream.letters == ord("x")
    beside = np.zeros(len(stream), np.bool_)
    beside[1:] |= ~stream.edge[1:-1] & ~stream.digit[:-1] & ~stream.han[:-1]
    beside[:-1] |= ~stream.edge[1:-1] & ~stream.digit[1:] & ~stream.han[1:]
    hides: Bools = cross & beside
    return hides


def _crosses(letters: Letters) -> Bools:
    """An x between or beside Chinese characters hides one of them."""
    stream = letters.stream
    cross = stream.letters == ord("x")
    beside = np.zeros(len(stream), np.bool_)
    beside[1:] |= stream.han[:-1]
    beside[:-1] |= stream.han[1:]
    alone = stream.edge[:-1] & stream.edge[1:]
    hides: Bools = cross & beside & alone
    return hides


def _around(letters: Letters, signs: I64) -> tuple[I64, I64]:
    stream = letters.stream
    back = np.arange(LONGEST)
    starts = (signs[:, None] - back[None, :])[:, :, None]
    ends = (signs[:, None] + 1 + back[None, :])[:, None, :]
    starts, ends = np.broadcast_arrays(starts, ends)
    flat_start, flat_end = starts.ravel(), ends.ravel()
    inside = (flat_start >= 0) & (flat_end <= len(stream)) & (flat_end - flat_start <= LONGEST)
    flat_start, flat_end = flat_start[inside], flat_end[inside]
    same = stream.text[flat_start] == stream.text[flat_end - 1]
    begins = stream.han[flat_start] | stream.edge[flat_start] | (stream.letters[flat_start] == WILDCARD)
    stops = stream.han[flat_end - 1] | stream.edge[flat_end] | (stream.letters[flat_end - 1] == WILDCARD)
    fits = same & begins & stops
    pairs = np.unique(np.stack([flat_start[fits], flat_end[fits]]), axis=1)
    return pairs[0].astype(np.int64), pairs[1].astype(np.int64)


LANE = Lane("mask", of_names, of_texts)
