"""Real marks and titles, and what is made of them: titles whose brand is hidden, plain titles, clean ones."""

import csv
import gzip
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.kind import Kind, Script, is_han, script_of
from benchmarks.names import Names, key
from benchmarks.substitutes import Part, Substitutes

FILES = ("registry_320k.csv.gz", "titles_zh.csv.gz", "titles_en.csv.gz")
LONGEST_TITLE = 300  # characters
Fits = Callable[[frozenset[str]], bool]


@dataclass(frozen=True, slots=True)
class Mark:
    """A row of the registry: id, names (its text first), and the row as it was."""

    right_id: str
    names: tuple[str, ...]
    row: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Title:
    """A real title; brand is the name that its source gives it, empty where it gives none."""

    text: str
    brand: str
    category: str


@dataclass(frozen=True, slots=True)
class Case:
    """A title to be matched.

    Attributes:
        listing_id: unique in the run.
        title: as it is matched.
        kind: of disguise; "plain" or "clean" for titles without.
        mark: the registered name that it refers to, empty for clean ones.
        written: what stands for it in the title.
        start: where that begins.
        gold: ids of the rights that may be found.
        category: of the goods, as the source says.
        standing: keys of registered names that stand in it as they are; of a disguised title only another's name
            that the disguise happens to be.
    """

    listing_id: str
    title: str
    kind: str
    mark: str = ""
    written: str = ""
    start: int = 0
    gold: frozenset[str] = frozenset()
    category: str = ""
    standing: frozenset[str] = frozenset()


def read_marks(data: Path) -> list[Mark]:
    """All marks of the large registry."""
    marks = []
    for row in _rows(data / FILES[0]):
        names = (row["mark_text"], *row["aliases"].split(";"))
        marks.append(Mark(row["right_id"], tuple(dict.fromkeys(name for name in names if key(name))), row))
    return marks


def read_titles(data: Path, part: Part) -> list[Title]:
    """The titles of a part, Chinese first. Half of all belong to neither: tools/make_background.py counts them."""
    rows = (row for name in FILES[1:] for row in _rows(data / name) if title_in(row["title"], part))
    return [Title(row["title"][:LONGEST_TITLE], row["brand_gold"], row["category"]) for row in rows]


def title_in(title: str, part: Part) -> bool:
    """Whether a title belongs to a part: by CRC-32, a quarter to be fitted on and another to be checked on."""
    quarter = zlib.crc32(title.encode()) % 4
    return part is Part.ALL or quarter == (0 if part is Part.TUNE else 2)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


class Corpus:
    """Marks and titles of one run.

    Args:
        marks: the whole registry.
        titles: all of them.
        part: half of the brands to disguise.
        random: for every choice.
    """

    def __init__(self, marks: Sequence[Mark], titles: Sequence[Title], part: Part, random: Random) -> None:
        self._random = random
        self._titles = titles
        self._every = marks
        holders: dict[str, list[Mark]] = defaultdict(list)
        for mark in marks:
            for name in mark.names:
                holders[key(name)].append(mark)
        self._holders = dict(holders)
        self.branded = self._branded(part)
        self.marks: list[Mark] = []
        self.names = Names(())

    def _branded(self, part: Part) -> dict[str, list[Title]]:
        """Titles in which their brand stands as registered, by brand."""
        found: dict[str, list[Title]] = defaultdict(list)
        for title in self._titles:
            if title.brand and part.holds(title.brand) and key(title.brand) in self._holders:
                at = place(title.text, title.brand)
                if at is not None:
                    found[title.text[at : at + len(title.brand)]].append(title)
        return {brand: found[brand] for brand in sorted(found)}

    def choose(self, size: int) -> None:
        """Takes that many marks: every right of the brands, and others at random."""
        wanted = {mark.right_id: mark for brand in self.branded for mark in self._holders[key(brand)]}
        rest = [mark for mark in self._every if mark.right_id not in wanted]
        more = max(0, size - len(wanted))
        self.marks = [*wanted.values(), *(rest if more >= len(rest) else self._random.sample(rest, more))]
        self._random.shuffle(self.marks)  # no tool may gain by the order among equals
        self.names = Names(name for mark in self.marks for name in mark.names)

    def gold(self, name: str) -> frozenset[str]:
        """Ids of the rights of that name."""
        return frozenset(mark.right_id for mark in self._holders.get(key(name), ()))

    def other_names(self, name: str) -> set[str]:
        """Keys of everything else that the rights of that name are called, and of the name."""
        return {key(other) for mark in self._holders.get(key(name), ()) for other in mark.names}

    def aliases(self) -> dict[str, tuple[str, ...]]:
        """For each brand, names of its rights in the other script."""
        found: dict[str, tuple[str, ...]] = {}
        for brand in self.branded:
            names = {name for mark in self._holders[key(brand)] for name in mark.names}
            others = sorted(name for name in names if _other_script(name, brand) and len(key(name)) > 1)
            if others:
                found[brand] = tuple(others)
        return found

    def disguised(self, kinds: Iterable[Kind], count: int, tables: Substitutes) -> list[Case]:
        """That many titles with their brand hidden, the kinds alike in number as far as their brands reach."""
        listed = list(kinds)
        cases: list[Case] = []
        for number, kind in enumerate(listed):
            share = count * (number + 1) // len(listed) - count * number // len(listed)
            cases += self._of_kind(kind, share, tables)
        return cases

    def _of_kind(self, kind: Kind, count: int, tables: Substitutes) -> Iterator[Case]:
        """Brands in turn, so that one of a thousand titles counts no more than another."""
        scripts = (Script.LATIN, Script.HAN) if kind.script is Script.ANY else (kind.script,)
        brands = [brand for brand in self.branded if script_of(brand) in scripts]
        made = 0
        for _ in range(4):  # rounds over the brands
            for brand in self._random.sample(brands, len(brands)):
                if made == count:
                    return
                written = kind.apply(brand, self._random, tables)
                case = self._hidden(kind, brand, written, made) if written else None
                if case:
                    made += 1
                    yield case

    def _hidden(self, kind: Kind, brand: str, written: str, number: int) -> Case | None:
        title = self._random.choice(self.branded[brand])
        hidden = hide(title.text, brand, written)
        if hidden is None:
            return None
        gold, own = self.gold(brand), self.other_names(brand)
        if kind.name == "alias":
            gold |= self.gold(written)
        elif self.names.standing(hidden.replace(written, " ")) & own:
            return None  # the brand's other name would give it away
        start = hidden.index(written, place(title.text, brand) or 0)
        others = frozenset({key(written)} & self.names.known - own)
        name = f"{kind.name}-{number}"
        return Case(name, hidden, kind.name, brand, written, start, gold, title.category, others)

    def plain(self, count: int) -> list[Case]:
        """That many titles with their brand as it stands."""
        cases: list[Case] = []
        brands = list(self.branded)
        while brands and len(cases) < count:
            for brand in self._random.sample(brands, min(len(brands), count - len(cases))):
                title = self._random.choice(self.branded[brand])
                at = place(title.text, brand) or 0
                number = f"plain-{len(cases)}"
                cases.append(Case(number, title.text, "plain", brand, brand, at, self.gold(brand), title.category))
        return cases

    def clean(self, count: int) -> list[Case]:
        """That many titles, Chinese and English alike, in which no name of the chosen marks stands.

        Titles whose known brand is one of the marks are none, however it is written.
        """
        return self._others("clean", count, lambda standing: not standing)

    def any_titles(self, count: int) -> list[Case]:
        """That many titles as they come, with the names that stand in them."""
        return self._others("any", count, lambda _: True)

    def _others(self, kind: str, count: int, fits: Fits) -> list[Case]:
        cases: list[Case] = []
        ids = {mark.right_id for mark in self.marks}
        for chinese in (True, False):
            pool = [title for title in self._titles if any(map(is_han, title.text)) == chinese]
            enough = len(cases) + count // 2
            for title in self._random.sample(pool, len(pool)):
                if len(cases) >= enough:
                    break
                gold = self.gold(title.brand) & ids if title.brand else frozenset()
                standing = frozenset(self.names.standing(title.text))
                if fits(standing) and (kind != "clean" or not gold):
                    case = Case(f"{kind}-{len(cases)}", title.text, kind, category=title.category)
                    cases.append(replace(case, standing=standing, gold=gold))
        return cases


def place(title: str, brand: str) -> int | None:
    """Where a brand stands in a title as it is, case apart; a Latin one not inside a longer word."""
    low, name = title.lower(), brand.lower()
    if len(low) != len(title) or len(name) != len(brand):
        return None
    at = low.find(name)
    while at >= 0:
        before, after = low[at - 1 : at], low[at + len(name) : at + len(name) + 1]
        if not _joined(before, name[0]) and not _joined(name[-1], after):
            return at
        at = low.find(name, at + 1)
    return None


def hide(title: str, brand: str, written: str) -> str | None:
    """The title with the brand exchanged wherever it stands; None where it does not stand.

    Latin letters in place of Chinese ones get a space where they would run into a word.
    """
    made, found = "", False
    while (at := place(title, brand)) is not None:
        made, title, found = made + title[:at], title[at + len(brand) :], True
        before = " " if is_han(brand[0]) and _joined(made[-1:], written[0]) else ""
        after = " " if is_han(brand[-1]) and _joined(written[-1], title[:1]) else ""
        made += before + written + after
    return made + title if found else None


def _joined(one: str, other: str) -> bool:
    return one.isalnum() and other.isalnum() and not is_han(one) and not is_han(other)


def _other_script(name: str, brand: str) -> bool:
    return {script_of(name), script_of(brand)} == {Script.LATIN, Script.HAN}
