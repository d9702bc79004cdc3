"""From a listing to its matches: indexes propose, signals look, the scorer weighs.

Looking at a pair takes long, so a listing's pairs are looked at in the order of the highest score that each can have
(matching/outline.py), and no further than one of them can still come among the first. What comes out is what looking
at every pair would give.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import numpy as np

from domain.listing import Listing
from domain.match import Match
from domain.right import Right
from domain.signal import Role
from matching.candidates import Candidates, propose
from matching.few import DIGITS, Few
from matching.fingerprint import PictureHashes, PictureIndex, UnreadablePictureError, hashes
from matching.outline import Floats, Outline
from matching.pair import Pair, PictureHit
from matching.rule import rules
from matching.score import SCORER, ceiling, score
from matching.text.index import TextIndex
from matching.validity import Validity

# Reads a picture's bytes; None where it is not at hand (an address that was never fetched, a file that is gone).
ReadPicture = Callable[[str], bytes | None]


@dataclass(slots=True)
class Warnings:
    """What could not be compared, counted.

    Attributes:
        unreadable: pictures that could not be decoded.
        absent: pictures that were not at hand.
    """

    unreadable: int = 0
    absent: int = 0


class Matcher:
    """Rights, indexed, and the rules.

    Args:
        rights: to be protected; those not in force on a listing's day raise no match for it.
        validity: their terms.
        texts: the index of their names.
        views: number of the right and location of each of their pictures.
        read_picture: gives the bytes of pictures of rights and listings.
    """

    def __init__(
        self,
        rights: Sequence[Right],
        validity: Validity,
        texts: TextIndex,
        views: Sequence[tuple[int, str]],
        read_picture: ReadPicture,
    ) -> None:
        self.rights = rights
        self._validity = validity
        self._read = read_picture
        self._rules = list(rules().values())
        self._see = [rule.see for rule in self._rules]
        self.texts = texts
        self._views = views
        self.warnings = Warnings()
        self._pictures = PictureIndex(list(self._references()))
        self.warnings = Warnings()

    @classmethod
    def of(cls, rights: Sequence[Right], read_picture: ReadPicture) -> "Matcher":
        """Indexes rights in memory."""
        names = [(number, name) for number, right in enumerate(rights) for name in right.names]
        views = [(number, view) for number, right in enumerate(rights) for view in right.images]
        return cls(rights, Validity.of(rights), TextIndex.of(names), views, read_picture)

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
        matches = []
        for number, (listing, day) in enumerate(listings):
            few = Few(top, min_score)
            pairs = order[begins[number] : begins[number + 1]]
            pictured = self._look_at_pictures(listing, day, found, pairs, few)
            for pair in pairs:
                if not few.could_take(highest[pair]):
                    break
                right = rights[pair]
                if right not in pictured:
                    self._take(few, Pair(listing, self.rights[right], found.hits(pair, right)), highest[pair])
            matches.append(few.matches)
        return matches

    def _ceiling(self, outline: Outline) -> Floats:
        """The highest score that each pair can have."""
        most: dict[Role, dict[str, Floats | float]] = {Role.MAIN: {}, Role.QUALIFIER: {}}
        for rule in self._rules:
            most[rule.role][rule.name] = rule.most if isinstance(rule.most, float) else rule.most(outline)
        return ceiling(most[Role.MAIN], most[Role.QUALIFIER], len(outline.listing))

    def _look_at_pictures(
        self, listing: Listing, day: date, found: Candidates, pairs: Sequence[int], few: Few
    ) -> set[int]:
        """Looks at every pair that a picture touches; gives the numbers of their rights."""
        pictures = self._find_pictures(listing)
        if pictures:
            by_right = {int(found.outline.right[pair]): pair for pair in pairs}
            for number, some in pictures.items():
                right = self.rights[number]
                if right.in_force(day):
                    hits = found.hits(by_right[number], number) if number in by_right else {}
                    self._take(few, Pair(listing, right, hits, tuple(sorted(some, key=attrgetter("distance")))))
        return set(pictures)

    def _find_pictures(self, listing: Listing) -> dict[int, list[PictureHit]]:
        found: dict[int, list[PictureHit]] = defaultdict(list)
        if len(self._pictures):
            for image in listing.images:
                for number, picture in self._find_picture(image):
                    found[number].append(picture)
        return found

    def _take(self, few: Few, pair: Pair, most: float = 1.0) -> None:
        few.take(self._look(pair), pair.name, most)

    def _look(self, pair: Pair) -> Match:
        signals = [signal for see in self._see if (signal := see(pair))]
        if len(signals) > 1:
            signals.sort(key=lambda signal: (signal.role is not Role.MAIN, -abs(signal.strength)))
        value = round(score(signals), DIGITS)
        return Match(pair.listing.listing_id, pair.right.right_id, value, SCORER, tuple(signals))

    def _references(self) -> Iterator[tuple[int, bool, PictureHashes]]:
        for index, (_, view) in enumerate(self._views):
            plain = self._hash(view)
            mirrored = self._hash(view, mirrored=True) if plain else None
            if plain and mirrored:
                yield index, False, plain
                yield index, True, mirrored

    def _find_picture(self, image: str) -> Iterator[tuple[int, PictureHit]]:
        picture = self._hash(image)
        if picture is None:
            return
        for likeness in self._pictures.find(picture):
            number, view = self._views[likeness.reference]
            size = (picture.width, picture.height)
            yield number, PictureHit(image, view, likeness.distance, likeness.mirrored, *size)

    def _hash(self, location: str, *, mirrored: bool = False) -> PictureHashes | None:
        data = self._read(location)
        if data is None:
            self.warnings.absent += 1
            return None
        try:
            return hashes(data, mirrored=mirrored)
        except UnreadablePictureError:
            self.warnings.unreadable += 1
            return None
