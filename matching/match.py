"""From a listing to its matches: indexes propose, signals look, the scorer weighs."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.listing import Listing
from domain.match import Match
from domain.right import Right
from domain.signal import Role, Signal
from matching.candidates import TextIndex
from matching.fingerprint import PictureHashes, PictureIndex, UnreadablePictureError, hashes
from matching.hit import Hit
from matching.pair import Pair, PictureHit, TextField
from matching.rule import rules
from matching.score import SCORER, score

# Reads a picture's bytes; None where it is not at hand (an address that was never fetched, a file that is gone).
ReadPicture = Callable[[str], bytes | None]

HITS_OF_A_FIELD = 200  # best hits of one field that are scored; a page of keywords names thousands of marks


@dataclass(slots=True)
class Warnings:
    """What could not be compared, counted.

    Attributes:
        unreadable: pictures that could not be decoded.
        absent: pictures that were not at hand.
    """

    unreadable: int = 0
    absent: int = 0


@dataclass(slots=True)
class _Found:
    texts: dict[TextField, list[Hit]] = field(default_factory=lambda: defaultdict(list))
    pictures: list[PictureHit] = field(default_factory=list)


class Matcher:
    """Rights, indexed, and the rules.

    Args:
        rights: to be protected; those not in force on a listing's day raise no match for it.
        read_picture: gives the bytes of pictures of rights and listings.
        today: the day of listings that do not say when they were seen.
    """

    def __init__(self, rights: Sequence[Right], read_picture: ReadPicture, today: date) -> None:
        self._rights = rights
        self._read = read_picture
        self._today = today
        self._rules = list(rules().values())
        self.warnings = Warnings()
        self._texts = TextIndex(rights)
        self._views = [(number, view) for number, right in enumerate(rights) for view in right.images]
        self._pictures = PictureIndex(list(self._references()))
        self.reference_warnings, self.warnings = self.warnings, Warnings()

    def match(self, listing: Listing, top: int, min_score: float) -> list[Match]:
        """The best matches of a listing, best first.

        Args:
            listing: what is on sale.
            top: most matches.
            min_score: lowest score that is given, 0..1.
        """
        on = listing.seen_at.date() if listing.seen_at else self._today
        matches = []
        for number, found in self._find(listing).items():
            right = self._rights[number]
            if not right.in_force(on):
                continue
            texts = tuple((field, tuple(hits)) for field, hits in found.texts.items())
            pair = Pair(listing, right, texts, tuple(sorted(found.pictures, key=lambda hit: hit.distance)))
            signals = self._look(pair)
            value = round(score(signals), 6)
            if value >= min_score and value > 0:
                matches.append(Match(listing.listing_id, right.right_id, value, SCORER, signals))
        return sorted(matches, key=lambda match: (-match.score, match.right_id))[:top]

    def _look(self, pair: Pair) -> tuple[Signal, ...]:
        seen = (rule.see(pair) for rule in self._rules)
        return tuple(sorted((s for s in seen if s), key=lambda s: (s.role is not Role.MAIN, -abs(s.strength))))

    def _find(self, listing: Listing) -> dict[int, _Found]:
        found: dict[int, _Found] = defaultdict(_Found)
        for part in TextField:
            text = getattr(listing, part.value)
            if text:
                for hit in self._texts.find(text)[:HITS_OF_A_FIELD]:
                    found[hit.right].texts[part].append(hit)
        if len(self._pictures):
            for image in listing.images:
                for number, picture in self._find_picture(image):
                    found[number].pictures.append(picture)
        return found

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
