"""The name as it is, after folding: case, width, accents, look-alike letters, traditional characters, gaps."""

import numpy as np

from matching.text.batch import Batch
from matching.text.lane import I64, LONGEST, Lane, Letters, NameKeys, TextKeys, spans, whole_names
from matching.text.stream import Bools

SHORTEST_PART = 4  # letters of a first or last word that is glued to another
SHORTEST_GLUED, LONGEST_GLUED = 5, 16  # letters of a Latin name that is looked for inside longer words too


def of_names(names: Batch) -> NameKeys:
    """Every name."""
    letters = names.plain
    return whole_names(letters, np.ones(letters.stream.texts, np.bool_))


def of_texts(texts: Batch) -> TextKeys:
    """Every window; very short and very long Latin ones only where a word may begin."""
    letters = texts.plain
    stream = letters.stream
    anywhere = np.arange(len(stream), dtype=np.int64)
    at_edge = np.flatnonzero(stream.han | _bounds(letters)[:-1])
    starts, ends = [], []
    longest = int(min(LONGEST, stream.room.max(initial=0)))
    for length in range(1, longest + 1):
        start, end = spans(length, anywhere if SHORTEST_GLUED <= length <= LONGEST_GLUED else at_edge, stream.room)
        starts.append(start)
        ends.append(end)
    if not starts:
        return TextKeys(np.zeros(0, np.uint64), anywhere, anywhere)
    start, end = np.concatenate(starts), np.concatenate(ends)
    bound = _bounds(letters)
    left, right = bound[start] | stream.han[start], bound[end] | stream.han[end - 1]
    # A long Latin name glued to a word still has one side free; inside a longer word it is part of that word. Of
    # several words the first and the last must be whole, or long enough not to be a word's end by chance.
    gap_after, gap_before = _gaps(letters)
    first, last = np.minimum(gap_after[start], end) - start, end - np.maximum(gap_before[end], start)
    left |= (first >= SHORTEST_PART) & (first < end - start)
    right |= (last >= SHORTEST_PART) & (last < end - start)
    several = first < end - start
    free = np.where(several | (end - start < SHORTEST_GLUED), left & right, left | right)
    # A number goes on as long as there are digits: A380 is not in A3802.
    whole = (bound[start] | ~stream.digit[start]) & (bound[end] | ~stream.digit[end - 1])
    start, end = start[free & whole], end[free & whole]
    return TextKeys(letters.hashes(start, end), start, end)


def _gaps(letters: Letters) -> tuple[I64, I64]:
    """For each place, where the next gap after it is, and the last one before it. One longer than the stream."""
    stream = letters.stream
    count = len(stream)
    places = np.flatnonzero(stream.starts | stream.space | stream.symbol)
    every = np.arange(count + 1)
    after = np.append(places, count)[np.minimum(np.searchsorted(places, every, side="right"), len(places))]
    before = np.append(0, places)[np.searchsorted(places, every, side="left")]
    return after.astype(np.int64), before.astype(np.int64)


def _bounds(letters: Letters) -> Bools:
    """Edges, and where letters turn into digits or back: "Velmora2026" names the mark. One longer than the stream."""
    digit = letters.stream.digit
    bound = letters.stream.edge.copy()
    bound[1:-1] |= digit[1:] != digit[:-1]
    return bound


LANE = Lane("exact", of_names, of_texts)
