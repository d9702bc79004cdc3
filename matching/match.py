"""From a listing to its matches: indexes propose, signals look, the scorer weighs.

Looking at a pair takes long, so a listing's pairs are looked at in the order of the highest score that each can have
(matching/outline.py), and no further than one of them can still come among the first. What comes out is what looking
at every pair would give.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from domain.listing import Listing
from domain.match import Match
from domain.right import Right
from domain.signal import Role, mains_first
from matching.candidates import Candidates, propose
from matching.few import DIGITS, Few
from matching.outline import Floats, Outline
from matching.pair import Pair, PictureHit, ReadHit, Touch
from matching.pictures.reader import Line
from matching.pictures.search import PictureSearch, ReadPicture, Warnings
from matching.rival import compared
from matching.rule import Rule, See, rules
from matching.score import TABLE
from matching.scorer import Scorer
from matching.tables.cues import Kind
from matching.text.index import TextIndex
from matching.validity import Validity


class Matcher:
    """Rights, indexed, and the rules.

    Args:
        rights: to be protected; those not in force on a listing's day raise no match for it.
        validity: their terms.
        texts: the index of their names.
        pictures: their pictures.
        scorer: weighs the signals.
    """

    def __init__(
        self,
        rights: Sequence[Right],
        validity: Validity,
        texts: TextIndex,
        pictures: PictureSearch,
        scorer: Scorer = TABLE,
    ) -> None:
        self.rights = rights
        self.scorer = scorer
        self._validity = validity
        self._rules = [rule for rule in rules().values() if rule.compare is None]
        self._chosen: dict[tuple[tuple[Touch, ...], frozenset[Kind]], list[See]] = {}
        self.texts = texts
        self._pictures = pictures

    @property
    def warnings(self) -> Warnings:
        """What could not be compared so far."""
        return self._pictures.warnings

    @classmethod
    def of(cls, rights: Sequence[Right], read_picture: ReadPicture, scorer: Scorer = TABLE) -> "Matcher":
        """Indexes rights in memory."""
        names = [(number, name) for number, right in enumerate(rights) for name in right.names]
        views = [(number, view) for number, right in enumerate(rights) for view in right.images]
        return cls(rights, Validity.of(rights), TextIndex.of(names), PictureSearch.of(views, read_picture), scorer)

    def match(self, listings: Sequence[tuple[Listing, date]], top: int, min_score: float) -> list[list[Match]]:
        """The best matches of each listing, best first.

        Args:
            listings: what is on sale, each with the day on which its rights must be in force.
            top: most matches of a listing.
            min_score: lowest score that is given, 0..1.
        """
        days = np.array([day.toordinal() for _, day in listings], np.int64)
        found = propose([listing for listing, _ in listings], days, self.texts, self._validity)
        ceiling = self._ceiling(found.outline)
        order = np.lexsort((-ceiling, found.outline.listing)).tolist()
        begins = np.searchsorted(found.outline.listing, np.arange(len(listings) + 1)).tolist()
        highest, rights = ceiling.tolist(), found.outline.right.tolist()
        touched = self._touched([listing for listing, _ in listings])
        matches = []
        for number, (listing, day) in enumerate(listings):
            few = Few(top, min_score)
            pairs = order[begins[number] : begins[number + 1]]
            pictured = self._look_at_pictures((listing, day), touched[number], found, pairs, few)
            held = found.outline.cues[number]
            for pair in pairs:
                if not few.could_take(highest[pair]):
                    break
                right = rights[pair]
                if right not in pictured:
                    hits = found.hits(pair, right)
                    self._take(few, Pair(listing, self.rights[right], hits, held=held), highest[pair])
            matches.append(compared(few.matches, self.scorer, min_score))
        return matches

    def _ceiling(self, outline: Outline) -> Floats:
        """The highest score that each pair can have."""
        most: dict[Role, dict[str, Floats | float]] = {Role.MAIN: {}, Role.QUALIFIER: {}}
        for rule in self._rules:
            most[rule.role][rule.name] = rule.most if isinstance(rule.most, float) else rule.most(outline)
        return self.scorer.ceiling(most[Role.MAIN], most[Role.QUALIFIER], len(outline.listing))

    def _look_at_pictures(
        self, dated: tuple[Listing, date], touched: "_Touched", found: Candidates, pairs: Sequence[int], few: Few
    ) -> set[int]:
        """Looks at every pair that a picture touches; gives the numbers of their rights."""
        rights = {*touched.pictures, *touched.read}
        if rights:
            listing, day = dated
            by_right = {int(found.outline.right[pair]): pair for pair in pairs}
            for number in rights:
                right = self.rights[number]
                if right.in_force(day):
                    hits = found.hits(by_right[number], number) if number in by_right else {}
                    pictures = sorted(
                        touched.pictures.get(number, ()), key=lambda hit: (-hit.sight.strength, -hit.sight.visible)
                    )
                    read = sorted(touched.read.get(number, ()), key=lambda one: -one.hit.chance)
                    self._take(few, Pair(listing, right, hits, tuple(pictures), tuple(read)))
        return rights

    def _touched(self, listings: Sequence[Listing]) -> "list[_Touched]":
        """What the pictures of listings touch."""
        touched = [_Touched() for _ in listings]
        lines: list[tuple[int, str, Line]] = []
        for number, seen in enumerate(self._pictures.look(listings)):
            for image, sights in seen.sights.items():
                for sight in sights:
                    right, view = self._pictures.views[sight.reference]
                    touched[number].pictures[right].append(PictureHit(image, view, sight))
            lines += ((number, image, line) for image, some in seen.lines.items() for line in some)
        for (number, image, line), hits in zip(lines, self.texts.find([line.text for *_, line in lines]), strict=True):
            for hit in hits:
                touched[number].read[hit.right].append(ReadHit(image, line, hit))
        return touched

    def _take(self, few: Few, pair: Pair, most: float = 1.0) -> None:
        few.take(self._look(pair), pair.name, most)

    def _look(self, pair: Pair) -> Match:
        place, held = pair.place, pair.cues.kinds
        chosen = (pair.touched, held | place.kinds if place and place.kinds else held)
        if chosen not in self._chosen:
            self._chosen[chosen] = [rule.see for rule in self._rules if _asked(rule, *chosen)]
        signals = [signal for see in self._chosen[chosen] if (signal := see(pair))]
        if len(signals) > 1:
            signals.sort(key=mains_first)
        value = round(self.scorer.score(signals), DIGITS)
        return Match(pair.listing.listing_id, pair.right.right_id, value, self.scorer.name, tuple(signals))


def _asked(rule: Rule, touched: Sequence[Touch], held: frozenset[Kind]) -> bool:
    """Whether the rule could say anything of a pair that touches there, of a listing that holds such words."""
    return (rule.of is None or rule.of in touched) and (rule.needs is None or not rule.needs.isdisjoint(held))


@dataclass(slots=True)
class _Touched:
    """What the pictures of a listing touch, by number of the right."""

    pictures: dict[int, list[PictureHit]] = field(default_factory=lambda: defaultdict(list))
    read: dict[int, list[ReadHit]] = field(default_factory=lambda: defaultdict(list))
