"""What is known of each find before it is weighed: a table of numbers, one row a find, one column a fact.

The quick columns come from sums over the whole batch and are made for every find. The others look at letters, words
and neighbours and are made for the finds that the quick ones leave.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.text.background import Costs
from matching.text.compile import all_lanes
from matching.text.lane import I64
from matching.text.names import NameTable
from matching.text.nearness import compare
from matching.text.stream import Stream
from matching.text.surroundings import FREE, Surroundings
from matching.text.words import Cuts

FEWEST = 10_000  # names of a small registry count as so many; the weights were fitted to that and more
QUICK = (
    "one", "length", "bits", "bits_a_letter", "name_bits", "left_edge", "right_edge", "left_binding", "right_binding",
    "sharers", "gaps", "first", "known", "crowd", "word_bits", "name_word_bits", "left_cut", "right_cut", "usual",
    "name_usual", "name_known",
)  # fmt: skip
CLOSE = (
    "lane", "as_is", "lead", "name_lead", "same", "head", "tail", "longer", "changed", "swapped", "doubled", "alike",
    "shape", "sound", "rest", "rest_usual", "token_usual", "before", "name_length", "here", "inside", "rival",
    "ahead", "behind", "elsewhere", "covered", "overlap", "size",
)  # fmt: skip
FEATURES = QUICK + CLOSE
REWRITTEN = ("order", "pinyin", "split")  # lanes whose finds are not compared letter by letter

F32 = NDArray[np.float32]
Columns = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Context:
    """A batch as the features see it: its letters, what they cost, and how they are cut into words."""

    stream: Stream
    cost: Costs
    cuts: Cuts


@dataclass(frozen=True)
class Places:
    """Finds while they are weighed: half-open ranges of letters, the names, how many names share the key, the group.

    int64[n], int64[n], int64[n], float32[n], int8[n].
    """

    start: I64
    end: I64
    name: I64
    sharers: F32
    group: NDArray[np.int8]


def quick(context: Context, names: NameTable, found: Places) -> F32:
    """The quick columns: float32[n, len(QUICK)]."""
    stream, cost, cuts = context.stream, context.cost, context.cuts
    start, end, name = found.start, found.end, found.name
    size = end - start
    bits = cost.alone[start] + cost.so_far[end] - cost.so_far[np.minimum(start + 1, end)]
    columns: Columns = {
        "one": np.ones(len(start), np.float32),
        "length": np.minimum(size, 12) / 4,
        "bits": np.minimum(bits, 100) / 10,
        "bits_a_letter": bits / np.maximum(size, 1),
        "name_bits": names.bits[name] / 10,
        "left_edge": stream.edge[start],
        "right_edge": stream.edge[end],
        "left_binding": cost.binding[start],
        "right_binding": cost.binding[end],
        "sharers": np.log2(found.sharers),
        "gaps": np.minimum(stream.gaps[end] - stream.gaps[np.minimum(start + 1, end)], 8) / np.maximum(size - 1, 1),
        "first": stream.starts[start],
        "known": (cost.known[end] - cost.known[start]) / np.maximum(size, 1),
        "crowd": np.full(len(start), np.log2(max(len(names.length), FEWEST)) / 10),
        "word_bits": np.minimum(cuts.inside(start, end), 150) / 10,
        "name_word_bits": names.word_bits[name] / 10,
        "left_cut": np.minimum(cuts.cut[start], 30) / 10,
        "right_cut": np.minimum(cuts.cut[end], 30) / 10,
        "usual": cuts.usual(start, end) / 4,
        "name_usual": names.usual[name] / 4,
        "name_known": names.known[name] / 4,
    }
    return _table(columns, QUICK, len(start))


def close(context: Context, names: NameTable, found: Places, neighbours: Columns) -> F32:
    """The other columns: float32[n, len(CLOSE)].

    Args:
        context: of the batch.
        names: of the registry.
        found: the finds that are left.
        neighbours: from `neighbours`, for the same finds.
    """
    start, end = found.start, found.end
    near = compare(context.stream, names, (start, end), found.name)
    # Words in another order, pinyin and split characters are the name's own letters, though not one by one.
    other = np.isin(found.group // 2, [list(all_lanes()).index(lane) for lane in REWRITTEN])
    around = Surroundings(context.stream, context.cuts)
    ahead, behind = around.beside(start, end)
    text = context.stream.text[np.minimum(start, max(len(context.stream) - 1, 0))]
    columns: Columns = {
        **_tokens(context, start, end),
        **neighbours,
        "ahead": ahead,
        "behind": behind,
        "elsewhere": around.elsewhere(text, start, end) / 4,
        "lane": found.group,
        "lead": context.cuts.lead(start, end) / 4,
        "name_lead": names.lead[found.name] / 4,
        "as_is": found.group // 2 == list(all_lanes()).index("exact"),
        "same": np.where(other, 1, near.same),
        "head": near.head > 0,
        "tail": near.tail > 0,
        "longer": np.where(other, 0, near.longer),
        "changed": np.where(other, 0, near.changed / np.maximum(end - start, 1)),
        "swapped": near.swapped,
        "doubled": near.doubled,
        "alike": near.alike,
        "shape": near.shape,
        "sound": near.sound,
        "before": np.minimum(context.stream.since_start[start], 40) / 20,
        "name_length": np.minimum(names.length[found.name], 12) / 4,
    }
    return _table(columns, CLOSE, len(start))


def _table(columns: Columns, order: tuple[str, ...], rows: int) -> F32:
    out = np.empty((len(order), rows), np.float32)
    for number, column in enumerate(order):
        out[number] = columns[column]
    return out.T


def _tokens(context: Context, start: I64, end: I64) -> Columns:
    """What is left of the words that a find begins and ends in."""
    stream, cuts = context.stream, context.cuts
    token_start, token_end = stream.token(start), stream.token_end(end)
    left, right = start - token_start, token_end - end
    rest, whole = np.zeros(len(start), np.float32), np.zeros(len(start), np.float32)
    for size, at, stop in ((left, token_start, start), (right, end, token_end)):
        some = np.flatnonzero(size > 0)
        rest[some] += cuts.known_as_one(at[some], stop[some])
    glued = np.flatnonzero((left > 0) | (right > 0))
    whole[glued] = cuts.known_as_one(token_start[glued], token_end[glued])
    return {"rest": np.minimum(left + right, 8) / 4, "rest_usual": rest / 4, "token_usual": whole / 4}


def neighbours(context: Context, found: Places, exact: NDArray[np.bool_], odds: F32) -> Columns:
    """What all the finds say about each: how many names are found at its place (log2), by how much a longer name that
    stands as it is goes beyond it, whether another name stands in its place as it is, how likely the likeliest longer
    find around it is, how much likelier the likeliest find that touches it is, and how long the text is.

    Args:
        context: of the batch.
        found: every find.
        exact: which of them are names as they are.
        odds: of each find, by the quick features.
    """
    start, end = found.start, found.end
    own = end - start
    _, inverse, counts = np.unique(start << np.int64(20) | own, return_inverse=True, return_counts=True)
    # The longest name that stands as it is over each letter.
    longest = np.zeros(len(context.stream) + 1, np.int64)
    whole = exact & (context.stream.edge[start] | (context.cuts.cut[start] < FREE))
    which = np.flatnonzero(whole)
    for nth in range(int(min(own[which].max(initial=0), LONGEST_AROUND))):
        which = which[own[which] > nth]
        np.maximum.at(longest, start[which] + nth, own[which])
    around = np.maximum(longest[start], longest[np.maximum(end - 1, 0)])
    covered, touching = _overlapping(len(context.stream), start, end, odds)
    return {
        "covered": covered,
        "overlap": np.minimum(touching - odds, 10),
        "size": np.log2(1 + np.bincount(context.stream.text)[context.stream.text[start]]) if len(start) else own,
        "here": np.log2(counts[inverse]) if len(start) else np.zeros(0),
        "inside": np.minimum(np.where(around > own, around - own, 0), 8) / 4,
        "rival": ~exact & (around == own),
    }


def _overlapping(letters: int, start: I64, end: I64, odds: F32) -> tuple[F32, F32]:
    """For each find, the odds of the likeliest longer find around it, and of the likeliest one at its ends."""
    size = np.minimum(end - start, LONGEST_AROUND)
    so_far = np.full(letters + 1, LEAST_ODDS, np.float32)  # of each letter, the likeliest find over it
    covered = np.full(len(start), LEAST_ODDS, np.float32)
    for length in np.unique(size)[::-1].tolist():
        which = np.flatnonzero(size == length)
        covered[which] = np.minimum(so_far[start[which]], so_far[end[which] - 1])
        for nth in range(length):
            np.maximum.at(so_far, start[which] + nth, odds[which])
    return covered, np.maximum(so_far[start], so_far[np.maximum(end - 1, 0)])


LEAST_ODDS = -12.0
LONGEST_AROUND = 24  # letters of a name around a find that are looked at
