"""Looking a batch of texts up in every lane, and weighing each find: arrays in, arrays out.

A find's chance of being a reference to the name is logistic in a few facts: how dear the written letters are in
ordinary text (a disguise is dear, a word is cheap), how firmly they bind to their neighbours (the end of one word and
the beginning of the next bind outward), whether they stand by themselves, how many names share the key, and the lane.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.text.background import Costs
from matching.text.batch import Batch
from matching.text.compile import LaneTable, NameTable, TextTables, all_lanes
from matching.text.lane import I64, TextKeys
from matching.text.stream import Stream

FEWEST = 10_000  # names of a small registry count as so many; the weights were fitted to that and more
MOST_COMPARED = 16  # letters of a find and its name that are compared
MOST_OF_A_KEY = 64  # names that share one key and are still looked at; more say nothing
FEATURES = (
    "one", "length", "bits", "bits_a_letter", "name_bits", "left_edge", "right_edge", "left_binding", "right_binding",
    "sharers", "gaps", "first", "known", "same", "head", "crowd",
)  # fmt: skip

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
    """

    text: NDArray[np.int32]
    start: I64
    end: I64
    name: I64
    lane: NDArray[np.int8]
    features: F32

    def pick(self, which: NDArray[np.generic]) -> "Finds":
        """Some of them."""
        return Finds(*(getattr(self, part)[which] for part in ("text", "start", "end", "name", "lane", "features")))


def search(batch: Batch, tables: TextTables, cost: Costs) -> Finds:
    """Every find of every lane."""
    found = []
    stream = batch.plain.stream
    for number, lane in enumerate(all_lanes().values()):
        keys = lane.of_texts(batch)
        place, name, sharers = _meet(tables.lanes[lane.name], keys)
        start, end = keys.start[place], keys.end[place]
        features = _features(stream, cost, start, end)
        features[:, FEATURES.index("name_bits")] = tables.names.bits[name] / 10
        features[:, FEATURES.index("sharers")] = np.log2(sharers)
        head, tail = _common(stream, tables.names, start, end, name)
        size = np.maximum(end - start, tables.names.length[name])
        features[:, FEATURES.index("same")] = np.minimum(head + tail, size) / np.maximum(size, 1)
        features[:, FEATURES.index("head")] = head > 0
        features[:, FEATURES.index("crowd")] = np.log2(max(len(tables.names.length), FEWEST)) / 10
        text = stream.text[start] if len(start) else np.zeros(0, np.int32)
        group = (2 * number + stream.han[start]).astype(np.int8) if len(start) else np.zeros(0, np.int8)
        found.append(Finds(text, start, end, name, group, features))
    parts = ("text", "start", "end", "name", "lane", "features")
    return Finds(*(np.concatenate([getattr(one, part) for one in found]) for part in parts))


def _meet(table: LaneTable, keys: TextKeys) -> tuple[I64, I64, F32]:
    """Places and names that share a key: number of the place, number of the name, how many names share it."""
    maybe = table.present(keys.key)
    # In the order of the keys, neighbouring searches touch the same memory: a quarter of the time.
    maybe = maybe[np.argsort(keys.key[maybe], kind="stable")]
    wanted = keys.key[maybe]
    low = np.searchsorted(table.keys, wanted, side="left")
    there = np.flatnonzero(table.keys[np.minimum(low, len(table.keys) - 1)] == wanted) if len(table.keys) else low[:0]
    maybe, low = maybe[there], low[there]
    count = np.searchsorted(table.keys, wanted[there], side="right") - low
    count[count > MOST_OF_A_KEY] = 0
    place = np.repeat(maybe, count)
    nth = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    name = table.names[np.repeat(low, count) + nth].astype(np.int64)
    return place, name, np.repeat(count, count).astype(np.float32)


def _common(stream: Stream, names: NameTable, start: I64, end: I64, name: I64) -> tuple[I64, I64]:
    """How many letters of each find and its name agree from the beginning, and from the end."""
    first, last = names.letters_at[name], names.letters_at[name + 1]
    room = np.minimum(np.minimum(end - start, last - first), MOST_COMPARED)
    counts = []
    for from_end in (False, True):
        agree = np.ones(len(start), np.bool_)
        count = np.zeros(len(start), np.int64)
        for nth in range(int(room.max(initial=0))):
            ours = stream.letters[np.clip(end - 1 - nth if from_end else start + nth, 0, len(stream) - 1)]
            theirs = names.letters[np.clip(last - 1 - nth if from_end else first + nth, 0, len(names.letters) - 1)]
            agree &= (ours == theirs) & (nth < room)
            count += agree
        counts.append(count)
    return counts[0], counts[1]


def _features(stream: Stream, cost: Costs, start: I64, end: I64) -> F32:
    out = np.zeros((len(start), len(FEATURES)), np.float32)
    if not len(start):
        return out
    size = end - start
    inner = cost.so_far[end] - cost.so_far[np.minimum(start + 1, end)]
    bits = cost.alone[start] + inner
    gaps = np.concatenate([[0], np.cumsum(stream.space | stream.symbol)])
    columns = {
        "one": np.ones(len(start)),
        "length": np.minimum(size, 12) / 4,
        "bits": np.minimum(bits, 100) / 10,
        "bits_a_letter": bits / size,
        "left_edge": stream.edge[start],
        "right_edge": stream.edge[end],
        "left_binding": np.where(stream.edge[start], 0, cost.binding[start]),
        "right_binding": np.where(stream.edge[end], 0, cost.binding[end]),
        "gaps": np.minimum(gaps[end] - gaps[np.minimum(start + 1, end)], 8) / np.maximum(size - 1, 1),
        "first": stream.starts[start],
        "known": (cost.known[end] - cost.known[start]) / size,
    }
    for name, values in columns.items():
        out[:, FEATURES.index(name)] = values
    return out
