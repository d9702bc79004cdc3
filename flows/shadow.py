"""A shadow run: what past nights would have queued by another scorer or threshold. It changes nothing.

What was matched then is weighed again: signals stand in each night's matches, so that only weighing is done anew. With
`rematch`, listings are compared again with the registry as it is now and the signals that there are now.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.fields import MalformedError
from domain.identity import lead_id
from domain.match import Match
from domain.match_json import parse_line
from flows import floods, runs
from flows.carried import LISTINGS, MATCHES, WEIGHED, listings_in
from flows.engine import match_lines
from flows.house import House
from flows.match_file import MatchJob
from flows.match_stage import job_of
from flows.runs import Run
from flows.snapshots import snapshot
from flows.watch import Watch
from leads.difference import Difference, difference
from matching.circumstance import floor
from matching.few import DIGITS
from matching.quarantine import without
from matching.rule import rules
from matching.scorer import Scorer
from matching.scorers import by_name, in_force

STAGE = "shadow"


class NoNightError(LookupError):
    """There is no such night to replay; the message says which there are."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What is tried.

    Attributes:
        scorer: its name; "" for the one in force.
        min_score: score from which a match would become a lead; None for the one in force.
        rematch: whether listings are matched again.
        budget: how many leads reviewers get to, of all nights together.
    """

    scorer: str = ""
    min_score: float | None = None
    rematch: bool = False
    budget: int = 200


@dataclass(frozen=True, slots=True)
class Shadow:
    """What would be different.

    Attributes:
        nights: ids of the runs that were replayed, oldest first.
        scorer, min_score: that were tried.
        difference: of the queues.
        notes: what this does not show.
    """

    nights: tuple[str, ...]
    scorer: str
    min_score: float
    difference: Difference
    notes: tuple[str, ...]


def nights(house: House, named: Sequence[str], most: int) -> list[Run]:
    """Finished nights, oldest first: those named, or the last ones.

    Raises:
        NoNightError: a named one is not there, or there is none.
    """
    finished = {report.parent.name: report for report in runs.reports(house.settings.runs_dir)}
    unknown = [name for name in named if name not in finished]
    if unknown or not finished:
        there = ", ".join(list(finished)[:5]) or "none; `markhound scan` makes one"
        raise NoNightError(f"there is no finished night {', '.join(unknown) or 'yet'}; the last ones are {there}")
    chosen = list(dict.fromkeys(named)) or list(finished)[:most]
    return [Run(name, finished[name].parent, runs.read(finished[name]).started_at) for name in sorted(chosen)]


def shadow(house: House, chosen: Sequence[Run], replay: Replay, watch: Watch) -> Shadow:
    """Replays nights. Of a lead that several of them found, the last word counts.

    Raises:
        LookupError: nobody knows that scorer, or the scorer does not know a signal.
        domain.fields.MalformedError: a night's matches are damaged.
    """
    settings = house.settings
    scorer = by_name(house.base, replay.scorer) if replay.scorer else in_force(house.base, settings.scorer)
    lowest = settings.min_score if replay.min_score is None else replay.min_score
    before: dict[str, float] = {}
    after: dict[str, float] = {}
    for run in chosen:
        for folder in sorted(path.parent for path in run.folder.glob(f"*/{WEIGHED}")):
            place = folder / WEIGHED, listings_in(folder)
            before |= _queued(house, folder.name, place, lambda match: match.score)
            after |= _tried(house, run, place, (scorer, lowest), rematch=replay.rematch)
            watch.advanced(STAGE, folder.name, len(after))
    verdicts = house.leads.figures.verdicts(sorted(before.keys() | after.keys()))
    found = difference(before, after, verdicts, replay.budget)
    return Shadow(tuple(run.run_id for run in chosen), scorer.name, lowest, found, _notes(house, replay, lowest))


def _tried(
    house: House, run: Run, place: tuple[Path, int], tried: tuple[Scorer, float], *, rematch: bool
) -> dict[str, float]:
    """What a source's night would have queued."""
    (matches, listings), (scorer, lowest) = place, tried
    folder = matches.parent

    def weighed(match: Match) -> float:
        try:
            return round(scorer.score(match.signals), DIGITS)
        except KeyError as error:
            raise LookupError(
                f"scorer {scorer.name!r} does not know the signal {error} of run {run.run_id}; match again by --rematch"
            ) from error

    if not rematch:
        return _queued(house, folder.name, place, weighed, tried)
    with TemporaryDirectory(prefix="markhound-shadow-") as temporary, snapshot(house) as rights:
        job = replace(job_of(house, run, folder, rights), scorer=scorer, min_score=lowest, takes_forms=False)
        _match(job, folder, Path(temporary))
        return _queued(house, folder.name, (Path(temporary) / MATCHES, listings), weighed, tried)


def _match(job: MatchJob, folder: Path, place: Path) -> None:
    with (folder / LISTINGS).open("rb") as lines, (place / MATCHES).open("w", encoding="utf-8") as out:
        for chunk in match_lines(job, lines):
            out.write(chunk.text)


def _queued(
    house: House,
    source: str,
    place: tuple[Path, int],
    weigh: Callable[[Match], float],
    tried: tuple[Scorer, float] | None = None,
) -> dict[str, float]:
    """Scores of the leads that matches make, by id; as the queue does, without pictures that fire everywhere.

    Args:
        house: whose.
        source: its name.
        place: file of the matches, and of how many listings they are.
        weigh: gives a match's score.
        tried: scorer and threshold; None for what that night did.
    """
    path, listings = place
    scorer, lowest = tried or (in_force(house.base, house.settings.scorer), house.settings.min_score)
    aside = frozenset(floods.crowd(house, source, _matches(path), listings))
    found = {}
    for match in _matches(path):
        left = without(match, aside, scorer)
        if left is None:
            continue
        score = weigh(left)
        if score > 0 and score >= lowest:
            found[lead_id(source, match.listing_id, match.right_id)] = score
    return found


def _matches(path: Path) -> Iterator[Match]:
    roles = {name: rule.role for name, rule in rules().items()}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield parse_line(line, roles)
            except MalformedError as error:
                place = "/".join(path.parts[-3:])
                raise MalformedError(f"{place}, line {number}: {error}; leave that night out, or --rematch") from error


def _notes(house: House, replay: Replay, lowest: float) -> tuple[str, ...]:
    """What a replay of stored matches cannot show."""
    kept = floor(house.settings.min_score)
    if replay.rematch:
        return (
            "Listings were matched again with the registry and the signals of today, so these differ too; what a night "
            "knew beyond the page (prices, sellers, shops) is not weighed.",
        )
    if not replay.scorer and lowest >= kept:
        return ()
    return (
        f"A night keeps no match under a score of {kept:.2f}, and no more than the first few of a listing: "
        "what would be gained beyond those shows only with --rematch.",
    )
