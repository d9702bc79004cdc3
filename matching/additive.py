"""Fitted scorers: each signal adds to the log-odds by a curve of its strength, and one map makes them a probability.

A curve is a few points that a person can read; between them it is straight, at strength 0 it is 0, and it never falls:
more of what speaks for infringement never lowers a score. So an explanation is a sum, and the highest score that a
pair can have is known before anybody looks at it. `tools/fit_ranking.py` makes the shipped files, `markhound learn`
others.
"""

import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.signal import Role, Signal
from matching.outline import Floats

FOLDER = Path(__file__).with_name("fitted")
Curve = tuple[tuple[float, float], ...]  # strength and log-odds, rising
LEAST_SLOPE = 0.1  # of every curve and of the map, so that different evidence never ties
FARTHEST = 12.0  # log-odds beyond which a score says no more


class UnreadableScorerError(ValueError):
    """A file is no scorer; the message names it and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Additive:
    """A fitted scorer.

    Attributes:
        name: of this version.
        base: log-odds of a pair of which no signal says anything.
        curves: by signal; one that is not there adds nothing.
        calibration: from summed to calibrated log-odds, rising; beyond its ends it goes on as it ended.
        made_from: one sentence about the data.
        seen_until: time of the newest decision that it was fitted on, ISO 8601; "" for none.
    """

    name: str
    base: float
    curves: Mapping[str, Curve]
    calibration: Curve
    made_from: str = ""
    seen_until: str = ""
    _points: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    _map: tuple[tuple[float, ...], tuple[float, ...]] = field(init=False, repr=False, compare=False, default=((), ()))

    def __post_init__(self) -> None:
        """Splits the curves, so that a look-up needs no more than a search.

        Raises:
            UnreadableScorerError: a curve falls, does not pass through 0, or has a point that is no number.
        """
        for name, curve in (*self.curves.items(), ("its calibration", self.calibration)):
            _check(self.name, name, curve)
        for name, curve in self.curves.items():
            if _at(*_split(curve), 0.0) != 0:
                raise UnreadableScorerError(f"scorer {self.name}: {name} must add 0 at strength 0")
        points = {name: _split(curve) for name, curve in self.curves.items()}
        object.__setattr__(self, "_points", points)
        object.__setattr__(self, "_map", _split(self.calibration))

    def score(self, signals: Sequence[Signal]) -> float:
        """A calibrated probability, 0..1; 0 where no main signal is among them."""
        odds, mains = self.base, False
        for signal in signals:
            mains |= signal.role is Role.MAIN and signal.strength > 0
            points = self._points.get(signal.name)
            if points is not None:
                odds += _at(*points, signal.strength)
        if not mains:
            return 0.0
        found = _at(*self._map, odds, beyond=True)
        return 1 / (1 + math.exp(-min(max(found, -FARTHEST), FARTHEST)))

    def odds(self, strengths: Mapping[str, Floats | NDArray[np.float32] | float], pairs: int) -> Floats:
        """The summed log-odds of many pairs at once, float64[pairs], not calibrated."""
        odds = np.full(pairs, self.base)
        for name, strength in strengths.items():
            if name in self._points:
                odds += np.interp(strength, *self._points[name])
        return odds

    def calibrated(self, odds: Floats) -> Floats:
        """Probabilities of summed log-odds, 0..1."""
        at, value = (np.array(part) for part in _split(self.calibration))
        found = np.interp(odds, at, value)
        found += np.minimum(odds - at[0], 0) * _slope(self.calibration[:2])
        found += np.maximum(odds - at[-1], 0) * _slope(self.calibration[-2:])
        made: Floats = 1 / (1 + np.exp(-np.clip(found, -FARTHEST, FARTHEST)))
        return made

    def ceiling(
        self, mains: Mapping[str, Floats | float], qualifiers: Mapping[str, Floats | float], pairs: int
    ) -> Floats:
        """The highest score that pairs can have whose signals are at most so strong."""
        most = {name: np.maximum(strength, 0) for name, strength in {**mains, **qualifiers}.items()}
        return self.calibrated(self.odds(most, pairs))

    def contributions(self, signals: Sequence[Signal]) -> tuple[float, ...]:
        """What each signal adds to the log-odds, before the map."""
        return tuple(_at(*self._points[one.name], one.strength) if one.name in self._points else 0.0 for one in signals)

    def weight(self, name: str) -> float:
        """The most log-odds that it adds or takes away; 0 for a signal that was not fitted."""
        return max((abs(value) for _, value in self.curves.get(name, ())), default=0.0)

    def to_json(self) -> dict[str, object]:
        """As a file holds it."""
        return {
            "name": self.name,
            "made_from": self.made_from,
            "seen_until": self.seen_until,
            "base": self.base,
            "curves": {name: [list(point) for point in curve] for name, curve in sorted(self.curves.items())},
            "calibration": [list(point) for point in self.calibration],
        }

    def text(self) -> str:
        """The file: a line a curve, to be read by people."""
        lines = [
            f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
            for key, value in self.to_json().items()
            if key != "curves"
        ]
        curves = ",\n".join(f"  {json.dumps(name)}: {json.dumps(curve)}" for name, curve in sorted(self.curves.items()))
        lines.insert(4, f' "curves": {{\n{curves}\n }}')
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def read(cls, path: Path) -> "Additive":
        """The scorer of a file.

        Raises:
            UnreadableScorerError: it is none.
            OSError: it cannot be read.
        """
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            curves = {str(name): _curve(curve) for name, curve in found["curves"].items()}
            calibration = _curve(found["calibration"])
            return cls(
                str(found["name"]),
                float(found["base"]),
                curves,
                calibration,
                str(found.get("made_from", "")),
                str(found.get("seen_until", "")),
            )
        except UnreadableScorerError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableScorerError(f"{path} is no scorer: {error!r}; restore it, or learn it anew") from error


def shipped() -> dict[str, Path]:
    """Files of the fitted scorers that ship, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.json"))}


def _curve(points: Sequence[Sequence[float]]) -> Curve:
    return tuple((float(at), float(value)) for at, value in points)


def _check(scorer: str, name: str, curve: Curve) -> None:
    numbers = [number for point in curve for number in point]
    rises = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(curve))
    if len(curve) < 2 or not rises or not all(map(math.isfinite, numbers)):
        raise UnreadableScorerError(f"scorer {scorer}: {name} must be two or more points that rise")


def _split(curve: Curve) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(at for at, _ in curve), tuple(value for _, value in curve)


def _slope(two: Curve) -> float:
    (first, low), (last, high) = two
    return (high - low) / (last - first)


def _at(ats: tuple[float, ...], values: tuple[float, ...], at: float, *, beyond: bool = False) -> float:
    """The curve at a place; beyond its ends as it ended there, or straight on."""
    right = min(max(bisect_right(ats, at), 1), len(ats) - 1)
    if not beyond:
        at = min(max(at, ats[0]), ats[-1])
    share = (at - ats[right - 1]) / (ats[right] - ats[right - 1])
    return values[right - 1] + share * (values[right] - values[right - 1])
