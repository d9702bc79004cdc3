"""The slow way: every pair that any index proposes is looked at. What matching gives must be the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.listing import Listing
from domain.match import Match
from domain.right import Right
from domain.signal import mains_first
from matching.few import DIGITS, Few
from matching.hit import Hit
from matching.pair import Pair, TextField
from matching.rival import compared
from matching.rule import rules
from matching.score import SCORER, TABLE, score
from matching.text.index import TextIndex


@dataclass
class EveryPair:
    """Rights and the index of their names."""

    rights: Sequence[Right]
    texts: TextIndex
    looked: int = field(default=0)

    def match(self, listing: Listing, day: date, top: int, min_score: float) -> list[Match]:
        found: dict[int, dict[TextField, list[Hit]]] = defaultdict(lambda: defaultdict(list))
        for part in TextField:
            for hit in self.texts.find([getattr(listing, part)])[0]:
                found[hit.right][part].append(hit)
        few = Few(top, min_score)
        for number, touched in found.items():
            right = self.rights[number]
            if right.in_force(day):
                pair = Pair(listing, right, {part: tuple(hits) for part, hits in touched.items()})
                few.take(self._look(pair), pair.name)
        return compared(few.matches, TABLE, min_score)

    def _look(self, pair: Pair) -> Match:
        self.looked += 1
        signals = [signal for rule in rules().values() if (signal := rule.see(pair))]
        signals.sort(key=mains_first)
        names = (pair.listing.listing_id, pair.right.right_id)
        return Match(*names, round(score(signals), DIGITS), SCORER, tuple(signals))
