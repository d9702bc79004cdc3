"""Ways in which a registered name can answer what was typed. Each gives names, how near they are, and a sentence."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from domain.signal import Role, Signal, Span
from matching.hit import Hit, Writing
from matching.lookup.letters import LetterTable
from matching.lookup.near import near
from matching.text import background, words
from matching.text.batch import Batch
from matching.text.compile import all_lanes
from matching.text.explain import explain
from matching.text.features import Context
from matching.text.hashing import U64
from matching.text.index import TextIndex
from matching.text.lane import I64
from matching.text.places import likeliest
from matching.text.search import Finds as Found
from matching.text.search import every_find
from matching.text.stream import is_han
from matching.text.weigh import load_weights
from matching.text.words import cut_into_words

NO_LANE = -1  # what was typed may be any of the names that stand at one place
MOST_PLACES = 60  # names that a lane finds in what was typed and that are looked at letter by letter
MOST_WRITINGS = 150  # names that may be a writing of what was typed, of each lane
# Lanes in which two names that share a key are writings of each other. In the others names are entered under forms
# (a letter hidden, a look-alike put in) that two quite different names may share; those meet whole names only.
MUTUAL = frozenset({"edit", "skeleton", "sound"})
FORMS = frozenset({"shape", "pinyin"})
OF_A_PART = 0.4  # likeness of a name that shares next to nothing but the part that was typed
BEGINS = 0.05  # more for a name that begins with it
ALL_OF_IT = 0.89  # at most, so that of a name that is what was typed another way says how it is written
WHOLE = 0.5  # of the likeness of a name that is next to nothing of what was typed
SPELLING = 0.01
OTHER_WAY = 0.97  # of the likeness of a name that is a writing of what was typed: the other way round is the usual one
OTHER_LETTERS = 0.9  # of the share of letters that agree, where no disguise explains the others
F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Finds:
    """Names that answer in one way.

    Attributes:
        name: int64[n], number of each name, once.
        value: float32[n], likeness, 0..1.
        tell: the signal of the find of that place, told the name as registered.
    """

    name: I64
    value: F32
    tell: Callable[[int, str], Signal]


class Names:
    """Names of an index, found in every way.

    Args:
        index: of names.
        table: their letters.
        has: which letters each has (matching/lookup/near.py).
    """

    def __init__(self, index: TextIndex, table: LetterTable, has: U64) -> None:
        self.index, self.table, self._has = index, table, has
        self._lanes = list(all_lanes())
        self._weights = load_weights(self._lanes)

    def find(self, typed: str) -> list[Finds]:
        """All ways, those that say more first."""
        batch = Batch([typed], self.index.fold)
        if not len(batch.plain.stream):
            return []
        return [self._standing(batch), self._writings(batch), self._parts(batch), self._near(batch)]

    def _standing(self, batch: Batch) -> Finds:
        """Names that stand in what was typed, however disguised: it is read as a listing's title is."""
        text, letters = batch.texts[0], batch.plain
        costs, cuts = background.costs(background.load(), letters), cut_into_words(letters, words.load())
        finds = every_find(batch, self.index.tables, Context(letters.stream, costs, cuts))
        odds = (finds.features * self._weights[finds.lane]).sum(axis=1)
        finds = replace(finds, odds=odds)
        best: dict[int, tuple[float, Hit]] = {}
        # Each lane by itself: a name that one lane finds, and that is none when looked at, may be another lane's.
        for lane in np.unique(finds.lane // 2):
            of_lane = _some(finds, finds.lane // 2 == lane)
            places = likeliest(of_lane, letters.stream, self.index.tables.names, NO_LANE, -np.inf, MOST_PLACES)
            every = places.listed(np.arange(len(places.name)))
            for name, place in zip(places.name.tolist(), every, strict=True):
                hit = self.index.hit(place, text, self._spelling(name), 0)
                if hit is not None:
                    value = _alike(hit.writing) * (WHOLE + (1 - WHOLE) * (hit.end - hit.start) / len(text))
                    best[name] = max(best.get(name, (0.0, hit)), (value, hit), key=itemgetter(0))
        hits = [hit for _, hit in best.values()]

        def tell(nth: int, name: str) -> Signal:
            hit, writing = hits[nth], self._again(hits[nth].writing, text[hits[nth].start : hits[nth].end], name)
            detail = f"What was typed refers to {writing.said}."
            return _signal("typed_name", hit.likeness, (text[hit.start : hit.end], name, detail), (hit.start, hit.end))

        values = np.array([value for value, _ in best.values()], np.float32)
        return Finds(np.array(list(best), np.int64), values, tell)

    def _spelling(self, name: int) -> str:
        """One spelling of a name, as registered."""
        return self.index.spelling(self.index.tables.names.first[[name]])[0]

    def _again(self, writing: Writing, written: str, name: str) -> Writing:
        """How another spelling of the same folded name is written."""
        said = (explain(lane, written, name) for lane in ("exact", *self._lanes))
        return next((one for one in said if one is not None and one.disguise is writing.disguise), writing)

    def _writings(self, batch: Batch) -> Finds:
        """Names that are themselves a disguise of what was typed: it is read as a registered name is."""
        typed, tables = batch.texts[0], self.index.tables
        spelt: dict[int, Writing] = {}
        for name in self._lanes:
            if name not in MUTUAL | FORMS:
                continue
            table = tables.lanes[name if name in MUTUAL else "exact"]
            for found in _meeting(table.keys, table.names, np.unique(all_lanes()[name].of_names(batch).key)):
                writing = explain(name, self._spelling(found), typed)
                if writing is not None and writing.likeness > (spelt[found].likeness if found in spelt else 0):
                    spelt[found] = writing
        names, told = list(spelt), list(spelt.values())

        def tell(nth: int, name: str) -> Signal:
            writing = self._again(told[nth], name, typed)
            return _signal("name_typed", writing.likeness, (typed, name, f"The name refers to {writing.said}."))

        return Finds(np.array(names, np.int64), np.array([_alike(one) for one in told], np.float32) * OTHER_WAY, tell)

    def _parts(self, batch: Batch) -> Finds:
        """Names that hold what was typed, or each of its words, as it is after folding."""
        typed, stream = batch.texts[0], batch.plain.stream
        name, at = self.table.holding(stream.letters)
        begins = at == 0
        gaps = np.flatnonzero(stream.space)
        words_of = np.split(stream.letters, gaps)
        if len(gaps) and all(len(word) > 1 or is_han(word).all() for word in words_of):  # any name has any letter
            scattered = self.table.holding_all(sorted(words_of, key=len, reverse=True))
            new = np.setdiff1d(scattered, name, assume_unique=True)
            name, begins = np.concatenate([name, new]), np.concatenate([begins, np.zeros(len(new), np.bool_)])
        share = np.minimum(len(stream.letters) / np.maximum(self.table.size(name), 1), 1)
        value = np.minimum(OF_A_PART + (1 - OF_A_PART) * share - BEGINS * ~begins, ALL_OF_IT)

        def tell(nth: int, name: str) -> Signal:
            how = "is" if share[nth] == 1 and begins[nth] else "begins with" if begins[nth] else "contains"
            return _signal("name_part", float(value[nth]), (typed, name, f"“{name}” {how} “{typed}”."))

        return Finds(name, value.astype(np.float32), tell)

    def _near(self, batch: Batch) -> Finds:
        """Names most of whose letters agree."""
        typed = batch.texts[0]
        name, alike = near(batch.plain.stream.letters, self.table, self._has)

        def tell(nth: int, name: str) -> Signal:
            detail = f"“{name}” agrees with “{typed}” in {alike[nth]:.0%} of the letters."
            return _signal("name_near", float(alike[nth]), (typed, name, detail))

        return Finds(name, (alike * OTHER_LETTERS).astype(np.float32), tell)


def _some(found: Found, which: NDArray[np.bool_]) -> Found:
    """Those finds."""
    return Found(*(getattr(found, one.name)[which] for one in fields(Found)))


def _alike(writing: Writing) -> float:
    """How near a writing is; how exactly it is spelled tells only equal ones apart."""
    return writing.likeness * (1 - SPELLING * (1 - writing.spelling))


def number_signal(typed: str, right_id: str, value: float) -> Signal:
    """Says that what was typed is the number of a right, or a part of it."""
    return _signal("number_typed", value, (typed, right_id, f"“{typed}” stands in the number {right_id}."))


def _meeting(keys: U64, names: NDArray[np.uint32], wanted: U64) -> list[int]:
    """Names with one of those keys, the best known first."""
    low, high = np.searchsorted(keys, wanted, side="left"), np.searchsorted(keys, wanted, side="right")
    found = [names[first:last] for first, last in zip(low.tolist(), high.tolist(), strict=True) if first < last]
    if not found:
        return []
    best: list[int] = np.unique(np.concatenate(found))[:MOST_WRITINGS].tolist()
    return best


def _signal(name: str, strength: float, values: tuple[str, str, str], span: tuple[int, int] | None = None) -> Signal:
    """A signal of what was typed, the name, and the sentence."""
    typed, registered, detail = values
    return Signal(name, Role.MAIN, strength, typed, registered, detail, Span(*span) if span else None)
