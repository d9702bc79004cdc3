"""The registry, opened to be searched: every question is a few passes over arrays, whatever it asks for."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.right import Right
from domain.signal import Signal
from matching.lookup.codes import Bools, Codes
from matching.lookup.compile import CODES, KINDS, STATUSES, holder_key
from matching.lookup.letters import LetterTable, OwnedLetters, mapped
from matching.lookup.query import Answer, Found, Query
from matching.lookup.shown import Shown
from matching.lookup.ways import Finds, Names, number_signal
from matching.pictures.index import PictureIndex
from matching.text.batch import Batch
from matching.text.index import TextIndex
from matching.text.lane import I64
from matching.text.stream import U32
from matching.validity import Validity

EXACT = ("nice",)  # codes that have nothing below them
COUNTED = ("nice", "locarno")
LIKENESS_STEPS = 1_000_000  # likenesses that differ by less are one
NUMBER = 0.9  # likeness of a right whose number holds what was typed, less than the whole of it
SHORTEST_NUMBER, LONGEST_NUMBER = 4, 40  # letters and digits
Floats = NDArray[np.float32]
Tell = Callable[[I64], Mapping[int, Sequence[Signal]]]


class Lookup:
    """One version of the registry. All of its files are open: it stays whole when its folder is taken away.

    Args:
        rights: all of them, numbered.
        validity: their terms.
        names: the index of their names.
        pictures: the index of their pictures, and of each the number of the right and where it lies.
        folder: what `matching/lookup/compile.py` wrote.

    Raises:
        FileNotFoundError: it wrote nothing there.
    """

    def __init__(
        self,
        rights: Sequence[Right],
        validity: Validity,
        names: TextIndex,
        pictures: tuple[PictureIndex, Sequence[tuple[int, str]]],
        folder: Path,
    ) -> None:
        self.rights, self._validity = rights, validity
        of_names = names.tables.names
        table = LetterTable(of_names.letters, of_names.letters_at, mapped(folder / "name.row.npy"))
        self._names = Names(names, table, mapped(folder / "name.signs.npy"))
        self._shown = Shown(*pictures)
        self._kind, self._status = mapped(folder / "kind.npy"), mapped(folder / "status.npy")
        self._holder_key = mapped(folder / "holder_key.npy")
        self._holders, self._numbers = (OwnedLetters.open(folder, name) for name in ("holder", "number"))
        self._codes = {name: Codes.open(folder, name) for name in CODES}

    def search(self, query: Query) -> Answer:
        """A page of the rights that answer, likest first."""
        among = self._admitted(query)
        score: Floats = np.ones(len(self.rights), np.float32)
        tellers: list[Tell] = []
        if query.text.strip():
            score, tell = self._typed(query.text)
            tellers.append(tell)
            among &= score > 0
        if query.picture is not None:
            seen, tell = self._seen(query)
            tellers.append(tell)
            among &= seen > 0
            score = (score + seen) / np.float32(2) if len(tellers) > 1 else seen
        total = int(among.sum())
        page = _page(among, score, query)
        told: dict[int, tuple[Signal, ...]] = dict.fromkeys(page.tolist(), ())
        for tell in tellers:
            for number, signals in tell(page).items():
                told[number] += tuple(signals)
        found = [Found(self.rights[number], float(score[number]), signals) for number, signals in told.items()]
        return Answer(found, total, self._counts(among))

    def right(self, right_id: str) -> Right | None:
        """The right of that id."""
        letters = self._folded(right_id)
        rows, _ = self._numbers.table.holding(letters)
        rows = rows[self._numbers.table.size(rows) == len(letters)]
        owned = (self.rights[number] for number in self._numbers.owners(rows).tolist())
        return next((right for right in owned if right.right_id == right_id), None)

    def _admitted(self, query: Query) -> Bools:
        """Which rights everything but text and picture lets through."""
        among = np.ones(len(self.rights), np.bool_)
        if query.holders is not None:
            among &= np.isin(self._holder_key, np.array([holder_key(name) for name in query.holders], np.uint64))
        if query.kind is not None:
            among &= self._kind == KINDS.index(query.kind)
        if query.status is not None:
            among &= self._status == STATUSES.index(query.status)
        if query.in_force_on is not None:
            day = query.in_force_on.toordinal()
            among &= (self._validity.days[:, 0] <= day) & (day <= self._validity.days[:, 1])
        wanted = {
            "nice": tuple(map(str, query.nice)),
            "locarno": query.locarno,
            "group": query.groups,
            "vienna": query.vienna,
        }
        for name, words in wanted.items():
            if words:
                among &= self._codes[name].under(words, len(among), exactly=name in EXACT)
        for owned, text in ((self._holders, query.holder), (self._numbers, query.number)):
            if text.strip():
                among &= self._owning(owned, text)
        return among

    def _owning(self, owned: OwnedLetters, text: str) -> Bools:
        """Whose texts hold each word of that."""
        stream = Batch([text], self._names.index.fold).plain.stream
        found = np.zeros(len(self.rights), np.bool_)
        words = np.split(stream.letters, np.flatnonzero(stream.space))
        found[owned.owners(owned.table.holding_all(words))] = True
        return found

    def _typed(self, text: str) -> tuple[Floats, Tell]:
        """How near each right is to what was typed, 0 for not at all, and what is said of those that are shown."""
        ways = self._names.find(text)
        value, way, nth = _best(ways, len(self._names.index))
        of, entry, owner = self._names.index.owned(np.flatnonzero(value))
        name = np.flatnonzero(value)[of]
        score = np.zeros(len(self.rights), np.float32)
        np.maximum.at(score, owner, value[name])
        numbered = self._numbered(text)
        score = np.maximum(score, numbered)

        def tell(page: I64) -> Mapping[int, Sequence[Signal]]:
            told: dict[int, Sequence[Signal]] = {}
            rows = np.flatnonzero(np.isin(owner, page))
            rows = rows[np.argsort(-value[name[rows]], kind="stable")]
            for row, spelling in zip(rows.tolist(), self._names.index.spelling(entry[rows]), strict=True):
                number, at = int(owner[row]), name[row]
                if number not in told:
                    told[number] = (ways[way[at]].tell(int(nth[at]), spelling),)
            numbers = (number for number in page.tolist() if numbered[number] >= score[number])
            return told | {n: (number_signal(text, self.rights[n].right_id, float(numbered[n])),) for n in numbers}

        return score, tell

    def _seen(self, query: Query) -> tuple[Floats, Tell]:
        """How strongly the query's picture shows each right, and what is said of those that are shown."""
        assert query.picture is not None
        score, sights = self._shown.look(query.picture, len(self.rights), parts=query.parts)
        return score, lambda page: self._shown.tell(page, sights, self.rights)

    def _numbered(self, text: str) -> Floats:
        """Rights whose number it is, or is a part of; words without a digit are none."""
        score = np.zeros(len(self.rights), np.float32)
        letters = self._folded(text)
        digits = ((letters >= ord("0")) & (letters <= ord("9"))).sum()
        if not digits or not SHORTEST_NUMBER <= len(letters) <= LONGEST_NUMBER:
            return score
        rows, _ = self._numbers.table.holding(letters)
        whole = self._numbers.table.size(rows) == len(letters)
        np.maximum.at(score, self._numbers.owners(rows), np.where(whole, 1, NUMBER).astype(np.float32))
        return score

    def _folded(self, text: str) -> U32:
        return Batch([text], self._names.index.fold).plain.stream.letters

    def _counts(self, among: Bools) -> Mapping[str, Mapping[str, int]]:
        counts = {name: self._codes[name].counts(among) for name in COUNTED}
        for name, column, all_ in (("kind", self._kind, KINDS), ("status", self._status, STATUSES)):
            counted = np.bincount(column[among], minlength=len(all_)).tolist()
            counts[name] = {one.value: count for one, count in zip(all_, counted, strict=True) if count}
        return counts


def _best(ways: Sequence[Finds], names: int) -> tuple[Floats, NDArray[np.int8], NDArray[np.int32]]:
    """Of each name the likeness by the way that brings it nearest, the number of that way, and the place in it."""
    value, way, nth = np.zeros(names, np.float32), np.zeros(names, np.int8), np.zeros(names, np.int32)
    for number, finds in enumerate(ways):
        nearer = np.flatnonzero(finds.value > value[finds.name])
        at = finds.name[nearer]
        value[at], way[at], nth[at] = finds.value[nearer], number, nearer
    return value, way, nth


def _page(among: Bools, score: Floats, query: Query) -> I64:
    """The rights of a page, likest first, equal ones by number."""
    numbers = np.flatnonzero(among)
    steps = np.round(score[numbers].astype(np.float64) * LIKENESS_STEPS).astype(np.int64)
    order = -steps * len(among) + numbers  # each another
    last = query.first + query.most
    if len(order) > last:
        first = np.argpartition(order, last - 1)[:last]
        numbers, order = numbers[first], order[first]
    ordered: I64 = numbers[np.argsort(order)][query.first : last]
    return ordered
