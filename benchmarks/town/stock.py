"""What the town is made of: real titles, the rights of its registry, and those of them that its sellers meet."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from random import Random

from benchmarks.corpus import Corpus, Mark, Title, place, read_marks, read_titles
from benchmarks.disguises import kinds
from benchmarks.kind import Kind, Script, is_han, script_of
from benchmarks.names import key
from benchmarks.substitutes import Part, Substitutes, substitutes
from benchmarks.town.wording import FAMILY, GIVEN, PLACES, SECTORS
from domain.right import Right, RightKind, RightStatus

HEARD, UNHEARD = 400, 900  # rights that sellers meet: brands of real titles, and marks that stand in none
ORDINARY, PERSONS = 120, 40  # words that are marks, and names of persons
LENGTHS = range(2, 15)  # letters of a mark that sellers meet
CLASSED, HELD, LISTED = 0.7, 0.8, 0.45  # shares of rights with classes, holder, listed shops
TODAY = date(2026, 11, 1)


def _whole(words: str) -> str:
    """Words of a sector, the Latin ones not inside others (pen in open); Chinese has no gaps to go by."""
    return "|".join(rf"(?<![a-z]){word.strip()}s?(?![a-z])" if word.isascii() else word for word in words.split("|"))


_SECTOR = {name: re.compile(_whole(words), re.IGNORECASE) for name, (_, words) in SECTORS.items()}


@dataclass(frozen=True, slots=True)
class Target:
    """A right that sellers meet.

    Attributes:
        right: as in the registry.
        name: what stands in titles for it.
        titles: real ones; `name_in` says what in them is to be exchanged for the name.
        name_in: the brand of these titles.
        sector: of its goods, "" if unknown.
        usual: what its goods cost, in yuan.
        authorised: names of shops that the register lists.
        own: names of the holder's own shops; only some of them are known to the register.
    """

    right: Right
    name: str
    titles: tuple[Title, ...] = ()
    name_in: str = ""
    sector: str = ""
    usual: float = 100.0
    authorised: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def chinese(self) -> bool:
        """Whether its titles are."""
        return any(map(is_han, self.titles[0].text)) if self.titles else is_han(self.name[0])


@dataclass(frozen=True)
class Stock:
    """Everything that listings are drawn from.

    Attributes:
        part: whose half.
        titles: real ones, as they are offered by shops of no interest.
        rights: the registry.
        targets, ordinary, places, persons: rights that sellers meet, by why.
        by_sector: titles that name a brand, by sector; with the brand.
        disguises: by script of the mark.
        tables: for them.
        words: short pieces of real titles, for recombination.
    """

    part: Part
    titles: Sequence[Title]
    rights: Sequence[Right]
    targets: Sequence[Target]
    ordinary: Sequence[Target]
    places: Sequence[Target]
    persons: Sequence[Target]
    by_sector: dict[str, list[Title]]
    disguises: dict[Script, list[Kind]]
    tables: Substitutes
    words: Sequence[str] = field(default=())


def sector_of(text: str) -> str:
    """The sector whose words stand in a title first, "" for none; not the classes that signals read."""
    found = {name: match.start() for name, words in _SECTOR.items() if (match := words.search(text))}
    return min(found, key=found.__getitem__, default="")


def stock(data: Path, part: Part, seed: int, rights: int) -> Stock:
    """Reads the shared data in place and sets the town's scene.

    Args:
        data: folder of marks and titles.
        part: which half of brands, titles, phrases, substitutes.
        seed: of every choice.
        rights: size of the registry, those that sellers meet among them.
    """
    random = Random(f"{seed}-{part}")
    every, titles = read_marks(data), read_titles(data, part)
    corpus = Corpus(every, titles, part, random)
    heard = _heard(corpus, random)
    unheard = _unheard(every, corpus, heard, part, random)
    taken = {target.right.right_id for target in (*heard, *unheard)}
    ordinary = [one for one in _ordinary(every, titles, part, random) if one.right.right_id not in taken]
    persons = [_named(f"P-{n}", name, random) for n, name in enumerate(_persons(part, random))]
    places = [_named(f"G-{n}", name, random) for n, name in enumerate(PLACES) if part.holds(name)]
    met = [*heard, *unheard, *ordinary, *persons, *places]
    tables = substitutes(part, (title.text for title in titles), corpus.aliases())
    by_sector: dict[str, list[Title]] = defaultdict(list)
    for brand, some in corpus.branded.items():
        for title in some:
            by_sector[sector_of(title.text)].append(replace(title, brand=brand))
    latin = [kind for kind in kinds().values() if kind.script is not Script.HAN and kind.overall]
    han = [kind for kind in kinds().values() if kind.script is not Script.LATIN and kind.overall]
    return Stock(
        part, titles, _registry(every, titles, met, rights, random), [*heard, *unheard], ordinary, places, persons,
        dict(by_sector), {Script.LATIN: latin, Script.HAN: han}, tables, _words(titles, random),
    )  # fmt: skip


def _heard(corpus: Corpus, random: Random) -> list[Target]:
    """Brands of real titles."""
    brands = [brand for brand in corpus.branded if _fits(brand)]
    made: dict[str, Target] = {}
    for brand in random.sample(brands, len(brands)):
        titles = tuple(replace(title, brand=brand) for title in corpus.branded[brand][:40])
        target = _target(corpus.gold(brand), brand, titles, brand, random)
        made.setdefault(target.right.right_id, target)
    return list(made.values())[:HEARD]


def _unheard(
    marks: Sequence[Mark], corpus: Corpus, heard: Sequence[Target], part: Part, random: Random
) -> list[Target]:
    """Marks that stand in no title, each in the place of a brand of its script, so that its language is real."""
    brands = {script: [one for one in corpus.branded if script_of(one) is script] for script in Script}
    known = {key(title.brand) for titles in corpus.branded.values() for title in titles} | {key(t.name) for t in heard}
    ids = {target.right.right_id for target in heard}
    made: list[Target] = []
    for mark in random.sample(marks, len(marks)):
        name = mark.names[0]
        if len(made) == UNHEARD:
            break
        if (
            not _fits(name)
            or key(name) in known
            or mark.right_id in ids
            or not part.holds(name)
            or script_of(name) is Script.ANY
        ):
            continue
        brand = random.choice(brands[script_of(name)])
        titles = tuple(replace(title, brand=brand) for title in corpus.branded[brand][:40])
        made.append(_target(frozenset({mark.right_id}), name, titles, brand, random))
        known.add(key(name))
    return made


def _ordinary(marks: Sequence[Mark], titles: Sequence[Title], part: Part, random: Random) -> list[Target]:
    """Marks that are words of real titles which name another brand."""
    names = {name: mark for mark in marks for name in mark.names if 2 <= len(name) <= 6 and part.holds(name)}
    counts: Counter[str] = Counter()
    standing: dict[str, list[Title]] = defaultdict(list)
    for title in random.sample(titles, min(len(titles), 12_000)):
        pieces = {title.text[at : at + 2] for at in range(len(title.text) - 1)} | set(title.text.split())
        for name in pieces & names.keys():
            if title.brand and key(name) not in key(title.brand) and place(title.text, name) is not None:
                counts[name] += 1
                standing[name].append(title)
    frequent = [name for name, count in counts.most_common() if count >= 8]
    made = [
        _target(frozenset({names[name].right_id}), name, tuple(standing[name][:40]), name, random)
        for name in frequent[:ORDINARY]
    ]
    return list({target.right.right_id: target for target in made}.values())


def _persons(part: Part, random: Random) -> list[str]:
    names = {random.choice(FAMILY) + "".join(random.sample(GIVEN, random.choice((1, 2)))) for _ in range(6 * PERSONS)}
    return [name for name in sorted(names) if part.holds(name)][:PERSONS]


def _named(right_id: str, name: str, random: Random) -> Target:
    return _target(frozenset({right_id}), name, (), name, random)


def _fits(name: str) -> bool:
    return len(key(name)) in LENGTHS and script_of(name) is not Script.ANY and not name.isdigit()


def _target(ids: Iterable[str], name: str, titles: tuple[Title, ...], brand: str, random: Random) -> Target:
    sectors = Counter(sector for title in titles if (sector := sector_of(title.text)))
    sector = sectors.most_common(1)[0][0] if sectors else random.choice(list(SECTORS)) if not titles else ""
    firm = f"{name}{random.choice(('有限公司', '实业', '股份', '集团'))}" if is_han(name[0]) else f"{name} Ltd"
    firm = (
        firm if random.random() < 0.6 else f"{random.choice(FAMILY)}氏{random.choice(GIVEN)}{random.choice(GIVEN)}商贸"
    )
    own = (
        *((f"{name}官方旗舰店", f"{name}旗舰店", f"{name}自营店") if random.random() < 0.8 else (f"{firm}直营",)),
        f"{name} Official Store",
    )
    listed = [f"{random.choice(FAMILY)}记{random.choice(GIVEN)}{random.choice(GIVEN)}专营店" for _ in range(3)]
    authorised = tuple(listed) if random.random() < LISTED else ()
    right = Right(
        sorted(ids)[0],
        RightKind.TRADEMARK,
        name,
        holder=firm if random.random() < HELD else "",
        nice_classes=SECTORS[sector][0] if sector and random.random() < CLASSED else (),
        status=random.choice((RightStatus.REGISTERED, RightStatus.UNKNOWN)),
        registered_on=date(random.randint(1990, 2022), random.randint(1, 12), 1) if random.random() < 0.6 else None,
        authorised_sellers=(*authorised, *(own[:1] if authorised else ())),
    )
    return Target(right, name, titles, brand, sector, random.lognormvariate(5, 1), authorised, own)


def _registry(
    marks: Sequence[Mark], titles: Sequence[Title], met: Sequence[Target], size: int, random: Random
) -> list[Right]:
    """The rights that sellers meet, once each, and others without those names, described as fully as they are."""
    taken = {key(target.name) for target in met}
    rest = [mark for mark in marks if not taken & {key(name) for name in mark.names}]
    sectors: dict[str, Counter[str]] = defaultdict(Counter)
    for title in titles:
        if title.brand and (sector := sector_of(title.text)):
            sectors[key(title.brand)][sector] += 1
    chosen = rest if len(rest) + len(met) <= size else random.sample(rest, size - len(met))
    made = [target.right for target in met]
    for mark in chosen:
        known = sectors.get(key(mark.names[0]))
        sector = known.most_common(1)[0][0] if known else random.choice(list(SECTORS))
        made.append(
            Right(
                mark.right_id,
                RightKind.TRADEMARK,
                mark.names[0],
                mark.names[1:],
                holder=mark.row["holder"] or (f"{mark.names[0]}有限公司" if random.random() < HELD * 0.6 else ""),
                nice_classes=SECTORS[sector][0] if random.random() < CLASSED else (),
                status=random.choice((RightStatus.REGISTERED, RightStatus.UNKNOWN)),
                registered_on=date(random.randint(1990, 2022), 5, 1) if random.random() < 0.6 else None,
                authorised_sellers=(f"{mark.names[0]}官方旗舰店",) if random.random() < LISTED else (),
            )
        )
    random.shuffle(made)
    return made


def _words(titles: Sequence[Title], random: Random) -> list[str]:
    counts = Counter(word for title in titles for word in title.text.split() if 2 <= len(word) <= 8)
    return [word for word, count in counts.most_common(3_000) if count > 3]
