"""One size of registry: titles made, matched by markhound and by the plain tools, and measured."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import all_pairs, command
from benchmarks.all_pairs import AllPairs
from benchmarks.command import Run
from benchmarks.corpus import Case, Corpus
from benchmarks.kind import Kind
from benchmarks.measures import ENOUGH, Found, Matches, best, threshold
from benchmarks.names import key
from benchmarks.plain_tools import Outcome, PlainTools
from benchmarks.substitutes import Substitutes

FEW = 20  # titles of a run that only shows how long a start takes
TOP = 5


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything: marks, disguised and clean titles, titles for the speed, seconds for a plain tool."""

    marks: int
    titles: int
    clean: int
    speed: int
    plain_seconds: float
    fields: bool = False


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast, on one core.

    Attributes:
        first_start: seconds of a run of a few titles when the registry is new: reading, building.
        start: the same once more.
        titles: of the long run.
        seconds: what each of its titles took beyond the start, by the clock.
        cpu: the same in processor time, which another program on the machine does not lengthen.
        run: the long run.
    """

    first_start: float
    start: float
    titles: int
    seconds: float
    cpu: float
    run: Run


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out.

    Attributes:
        sizes: as asked for.
        names: different names that the marks have.
        hidden, plain, clean, mixed: the titles: disguised, plain, without any name, as they come.
        matches: of all of them.
        thresholds: by definition of a false alarm.
        alarms: best false alarms first, of the definition that counts.
        counted: name of that definition.
        run: the run that matched them.
        speed: of the command.
        outcomes: of the plain tools.
        all_pairs: us against one of them on the same titles; None where the plain tools are left out.
    """

    sizes: Sizes
    names: int
    hidden: tuple[Case, ...]
    plain: tuple[Case, ...]
    clean: tuple[Case, ...]
    mixed: tuple[Case, ...]
    matches: Matches
    thresholds: Mapping[str, tuple[float, int]]
    alarms: tuple[tuple[Case, Found], ...]
    counted: str
    run: Run
    speed: Speed
    outcomes: tuple[Outcome, ...]
    all_pairs: AllPairs | None

    @property
    def least(self) -> float:
        """The threshold that counts."""
        return self.thresholds[self.counted][0]


CLEAN = "no name stands in the title"
OTHER = "found though its name does not stand in the title"
NOTHING = "found where no name at all stands"


def trial(corpus: Corpus, kinds: Iterable[Kind], tables: Substitutes, sizes: Sizes, folder: Path) -> Trial:
    """Runs it all; files go to the folder."""
    corpus.choose(sizes.marks)
    hidden = corpus.disguised(kinds, sizes.titles, tables)
    plain = corpus.plain(sizes.titles // 2)
    clean = corpus.clean(sizes.clean)
    mixed = corpus.any_titles(sizes.clean)
    registry = folder / f"registry-{sizes.marks}.csv"
    command.write_registry(corpus.marks, registry)
    speed = _speed(mixed, corpus.any_titles(sizes.speed), registry, sizes.fields)
    listings, out = folder / "listings.jsonl", folder / "matches.jsonl"
    command.write_listings([*hidden, *plain, *clean, *mixed], listings, fields=sizes.fields)
    run = command.match(registry, listings, out, workers=2, top=TOP)
    matches = command.read_matches(out)
    alarms = false_alarms(corpus, clean, mixed, matches)
    outcomes = _plain_tools(corpus, hidden, clean if len(clean) >= ENOUGH else [], sizes)
    against = [one for one in outcomes if one.tool == all_pairs.TOOL]
    counted = CLEAN if len(clean) >= ENOUGH else NOTHING
    return Trial(
        sizes,
        len(corpus.names.keys),
        tuple(hidden),
        tuple(plain),
        tuple(clean),
        tuple(mixed),
        matches,
        {name: (threshold([found.score for _, found in listed]), len(listed)) for name, listed in alarms.items()},
        tuple(sorted(alarms[counted], key=lambda alarm: -alarm[1].score)),
        counted,
        run,
        speed,
        outcomes,
        all_pairs.compare(registry, against[0], mixed, folder) if against else None,
    )


def false_alarms(
    corpus: Corpus, clean: Sequence[Case], mixed: Sequence[Case], matches: Matches
) -> dict[str, list[tuple[Case, Found]]]:
    """For each definition, every title with its highest false alarm (score 0 where it has none)."""
    keys = {mark.right_id: {key(name) for name in mark.names} for mark in corpus.marks}
    nobody = Found("", 0.0)

    def highest(case: Case, found: Iterable[Found]) -> tuple[Case, Found]:
        return case, max(found, key=lambda match: match.score, default=nobody)

    def others(case: Case) -> list[Found]:
        found = matches.get(case.listing_id, ())
        return [one for one in found if one.right_id not in case.gold and not keys[one.right_id] & case.standing]

    return {
        CLEAN: [highest(case, matches.get(case.listing_id, ())) for case in clean],
        OTHER: [highest(case, others(case)) for case in mixed],
        NOTHING: [highest(case, (m for m in others(case) if key(m.written) not in case.standing)) for case in mixed],
    }


def _speed(few: Sequence[Case], cases: Sequence[Case], registry: Path, fields: bool) -> Speed:
    listings, out = registry.with_name("speed.jsonl"), registry.with_name("speed-matches.jsonl")
    command.write_listings(few[:FEW], listings, fields=fields)
    first, again = (command.match(registry, listings, out, workers=1, top=TOP) for _ in range(2))
    command.write_listings(cases, listings, fields=fields)
    run = command.match(registry, listings, out, workers=1, top=TOP)
    more = max(len(cases) - FEW, 1)
    seconds = max(run.seconds - again.seconds, 0.0) / more
    return Speed(first.seconds, again.seconds, len(cases), seconds, max(run.cpu - again.cpu, 0.0) / more, run)


def _plain_tools(corpus: Corpus, hidden: list[Case], clean: list[Case], sizes: Sizes) -> tuple[Outcome, ...]:
    if not sizes.plain_seconds:
        return ()
    plain = PlainTools(corpus.marks)
    return tuple(plain.run(tool, hidden, clean[: len(hidden)], sizes.plain_seconds) for tool in plain.tools())


def tool_threshold(outcome: Outcome) -> float | None:
    """A plain tool's threshold; None where it had no time for enough clean titles."""
    clean = [case for case in outcome.cases if case.kind == "clean"]
    return threshold(best(clean, outcome.matches)) if len(clean) >= ENOUGH else None
