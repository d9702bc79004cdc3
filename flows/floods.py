"""What fired many times more than it usually does in a source's night: put aside for somebody to look at."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.hold import Hold, HoldOf
from domain.match import Match
from domain.problem import Problem
from flows.carried import WEIGHED
from flows.house import House
from flows.runs import Run
from flows.weigh_stage import pairs
from leads.holds import flood, measured
from matching.flood import Key, Of, counted, covering, flooded, limit, told
from matching.quarantine import LEAST, crowded, fired
from matching.quarantine import Key as Picture


@dataclass(frozen=True, slots=True)
class Aside:
    """What is put aside in a night.

    Attributes:
        holds: by what they hold; those of this night and those of nights before that are in force yet.
        new: what is said of those of this night.
    """

    holds: Mapping[Key, Hold]
    new: tuple[Problem, ...] = ()

    def of(self, match: Match) -> tuple[str, ...]:
        """Ids of the holds that together explain all of a match, () where something else speaks for its right."""
        return tuple(sorted(self.holds[key].hold_id for key in covering(match, self.holds)))

    def of_pictures(self, match: Match) -> tuple[str, ...]:
        """Ids of the holds of pictures that a match rests on, though not on them alone."""
        views = {Key(Of.VIEW, match.right_id, signal.right_value) for signal in match.signals}
        return tuple(sorted(self.holds[key].hold_id for key in views & self.holds.keys()))


def crowd(house: House, source: str, matches: Iterable[Match], listings: int) -> dict[Picture, int]:
    """Registered pictures that fire on far more of a source's listings than the others and that nobody released, with
    the number of their hits; only matches that would make leads count."""
    counts = fired(match for match in matches if match.score >= house.settings.min_score)
    over = {key: counts[key] for key in crowded(counts, listings, house.settings.quarantine_share)}
    return {key: over[key] for key in over.keys() - let_go(house, source, over)}


def let_go(house: House, source: str, counts: Mapping[Picture, int]) -> frozenset[Picture]:
    """Pictures that somebody looked at and released, and that do not fire twice as often now."""
    released = house.leads.hits.released(source)
    return frozenset(
        (right, view) for (right, view), hits in counts.items() if hits <= 2 * released.get((Of.VIEW, right, view), 0)
    )


def aside(house: House, source: str, run: Run, listings: int, pictures: Collection[Picture]) -> Aside:
    """Counts what fired, holds it against the nights before, and opens a hold for what is far over that.

    Args:
        house: whose.
        source: which.
        run: the night.
        listings: that were looked at.
        pictures: those that are put aside by their share alone.
    """
    hits = _counted(run.source(source), house.settings.min_score)
    asked = sorted(key for key, number in hits.items() if number > LEAST)
    store, at = house.leads.hits, run.started_at
    past = store.past(source, at, [_what(key) for key in asked])
    released = store.released(source)
    limits = {
        key: limit(past[_what(key)], released.get(_what(key), 0)) for key in asked if past[_what(key)]
    }  # fmt: skip
    over = flooded(hits, limits) | {Key(Of.VIEW, right, view) for right, view in pictures}
    standing = {Key(Of(of), right, value): hold for (of, right, value), hold in store.floods(source).items()}
    new = {
        key: measured(
            flood(key.right_id, HoldOf(key.of.value), key.value, source, at),
            hits[key],
            listings,
            limits.get(key, LEAST),
        )
        for key in sorted(over - standing.keys())
    }
    house.leads.holds.opened(new.values())
    store.counted(source, run.run_id, at, listings, {_what(key): number for key, number in hits.items()})
    said = tuple(Problem(WEIGHED, 0, told(key, hits[key], limits[key]), "flood") for key in new if key in limits)
    return Aside(standing | new, said)


def _counted(folder: Path, lowest: float) -> Mapping[Key, int]:
    return counted(one for _, matches in pairs(folder, WEIGHED) for one in matches if one.score >= lowest)


def _what(key: Key) -> tuple[str, str, str]:
    return key.of.value, key.right_id, key.value
