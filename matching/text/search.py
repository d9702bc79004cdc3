"""Looking a batch of texts up in every lane: arrays in, arrays out.

With 320,000 marks a title has about a hundred finds, nearly all of them words that happen to be near some short name.
A linear look at a few facts keeps the likeliest of each text; those are compared letter by letter and weighed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.distinctiveness import ordinariness
from matching.text.batch import Batch
from matching.text.compile import LaneTable, TextTables, all_lanes
from matching.text.features import Context, Places, close, neighbours, quick
from matching.text.lane import I64, TextKeys
from matching.text.names import NameTable
from matching.text.stream import Stream
from matching.text.weigh import Forest

MOST_OF_A_KEY = 64  # names that share one key and are looked at
GROUP_BITS = 5  # two groups a lane
KEPT, KEPT_OF_A_LANE = 16, 4  # finds of a text that are looked at closely: the likeliest, and the likeliest of a lane

# Log-odds for names that stand as they are. The weights were fitted on titles of which four in five were disguised; on
# a market four in five references are plain, but not all that is plain is a reference.
PLAIN = 1.0

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Finds:
    """Where names may stand.

    Attributes:
        text: int32[n], number of the text.
        start, end: int64[n], half-open range of letters in the stream of all texts.
        name: int64[n], number of the name.
        lane: int8[n], number of the lane, twice, one more where the place begins with a Chinese character.
        features: float32[n, len(FEATURES)].
        odds: float32[n], log-odds that the name is meant.
    """

    text: NDArray[np.int32]
    start: I64
    end: I64
    name: I64
    lane: NDArray[np.int8]
    features: F32
    odds: F32


@dataclass(frozen=True)
class Weights:
    """The linear weights of the quick features (float32[groups, len(QUICK)]), and the trees of all."""

    linear: F32
    forest: Forest | None


def search(batch: Batch, tables: TextTables, context: Context, weights: Weights) -> Finds:
    """The likeliest finds of each text, weighed."""
    found, exact = _every(batch, tables)
    features = quick(context, tables.names, found)
    odds = (features * weights.linear[found.group]).sum(axis=1)
    around = neighbours(context, found, exact, odds)
    text = batch.plain.stream.text[found.start] if len(found.start) else np.zeros(0, np.int32)
    kept = _likeliest(text, found.group, odds)
    few = Places(*(getattr(found, part)[kept] for part in ("start", "end", "name", "sharers", "group")))
    looked = close(context, tables.names, few, {name: column[kept] for name, column in around.items()})
    every = np.concatenate([features[kept], looked], axis=1)
    judged = weights.forest.odds(every) if weights.forest is not None and len(kept) else odds[kept]
    judged = judged + PLAIN * _coined(batch.plain.stream, tables.names, few) * exact[kept]
    return Finds(text[kept], few.start, few.end, few.name, few.group, every, judged.astype(np.float32))


def _coined(stream: Stream, names: NameTable, found: Places) -> NDArray[np.float64]:
    """How far each find is no ordinary word, 0..1; 0 for a Latin one that is glued to another word."""
    if not len(found.start):
        return np.zeros(0)
    alone = stream.han[found.start] | (stream.edge[found.start] & stream.edge[found.end])
    return alone * (1 - ordinariness(names.general[found.name], names.lead[found.name]))


def every_find(batch: Batch, tables: TextTables, context: Context) -> Finds:
    """Every find with its quick features only: what the linear weights are fitted to."""
    found, _ = _every(batch, tables)
    text = batch.plain.stream.text[found.start] if len(found.start) else np.zeros(0, np.int32)
    features = quick(context, tables.names, found)
    return Finds(text, found.start, found.end, found.name, found.group, features, np.zeros(len(text), np.float32))


def _every(batch: Batch, tables: TextTables) -> tuple[Places, NDArray[np.bool_]]:
    """All finds, and which are of names as they are. Another lane that finds a name as it is finds nothing new."""
    letters = batch.plain
    parts = []
    for number, lane in enumerate(all_lanes().values()):
        keys = lane.of_texts(batch)
        place, name, sharers = _meet(tables.lanes[lane.name], keys)
        start, end = keys.start[place], keys.end[place]
        same = letters.hashes(start, np.minimum(end, start + 64)) == tables.names.key[name]
        same &= end - start == tables.names.length[name]
        fits = np.full(len(name), lane.name == "exact") | ~same
        start, end, name, sharers = start[fits], end[fits], name[fits], sharers[fits]
        han = letters.stream.han[start] if len(start) else np.zeros(0, np.bool_)
        parts.append((start, end, name, sharers, (2 * number + han).astype(np.int8)))
    found = Places(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return found, found.group // 2 == list(all_lanes()).index("exact")


def _meet(table: LaneTable, keys: TextKeys) -> tuple[I64, I64, F32]:
    """Places and names that share a key: number of the place, number of the name, how many names share it."""
    maybe = table.present(keys.key)
    # In the order of the keys, neighbouring searches touch the same memory: a quarter of the time.
    maybe = maybe[np.argsort(keys.key[maybe], kind="stable")]
    wanted = keys.key[maybe]
    low = np.searchsorted(table.keys, wanted, side="left")
    there = np.flatnonzero(table.keys[np.minimum(low, len(table.keys) - 1)] == wanted) if len(table.keys) else low[:0]
    maybe, low = maybe[there], low[there]
    shared = np.searchsorted(table.keys, wanted[there], side="right") - low
    count = np.minimum(shared, MOST_OF_A_KEY)  # names are numbered best known first
    place = np.repeat(maybe, count)
    nth = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    name = table.names[np.repeat(low, count) + nth].astype(np.int64)
    return place, name, np.repeat(shared, count).astype(np.float32)


def _likeliest(text: NDArray[np.int32], group: NDArray[np.int8], odds: F32) -> I64:
    """The likeliest finds of each text, and of each lane of each text, in the order of the texts."""
    order = np.argsort(-odds, kind="stable")
    by_text = _rank(text.astype(np.int64), order) < KEPT
    by_lane = _rank(text.astype(np.int64) << GROUP_BITS | group, order) < KEPT_OF_A_LANE
    kept = np.flatnonzero(by_text | by_lane)
    return kept[np.argsort(text[kept], kind="stable")]


def _rank(of: I64, order: I64) -> I64:
    """The place of each find among those of its own, in that order of all."""
    # Numbers of two bytes are sorted in linear time.
    short = of.astype(np.uint16) if of.max(initial=0) < 2**16 else of
    order = order[np.argsort(short[order], kind="stable")]
    ordered = of[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(of) else order
    rank = np.empty(len(of), np.int64)
    rank[order] = np.arange(len(of)) - np.repeat(first, np.diff(np.append(first, len(of))))
    return rank
