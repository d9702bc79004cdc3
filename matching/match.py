"""From a listing to its matches: indexes propose, signals look, the scorer weighs."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.listing import Listing
from domain.match import Match
from domain.right import Right
from domain.signal import Role, Signal
from matching.fingerprint import PictureHashes, PictureIndex, UnreadablePictureError, hashes
from matching.hit import Hit
from matching.pair import Pair, PictureHit, TextField
from matching.rule import rules
from matching.score import SCORER, score
from matching.text.index import TextIndex

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


@dataclass(slots=True)
class _Found:
    texts: dict[TextField, list[Hit]] = field(default_factory=lambda: defaultdict(list))
    pictures: list[PictureHit] = field(default_factory=list)


class Matcher:
    """Rights, indexed, and the rules.

    Args:
        rights: to be protected; those not in force on a listing's day raise no match for it.
        texts: the index of their names.
        views: number of the right and location of each of their pictures.
        read_picture: gives the bytes of pictures of rights and listings.
    """

    def __init__(
        self, rights: Sequence[Right], texts: TextIndex, views: Sequence[tuple[int, str]], read_picture: ReadPicture
    ) -> None:
        self._rights = rights
        self._read = read_picture
        self._rules = list(rules().values())
        self._texts = texts
        self._views = views
        self.warnings = Warnings()
        self._pictures = PictureIndex(list(self._references()))
        self.warnings = Warnings()

    @classmethod
    def of(cls, rights: Sequence[Right], read_picture: ReadPicture) -> "Matcher":
        """Indexes rights in memory."""
        names = [(number, name) for number, right in enumerate(rights) for name in right.names]
        views = [(number, view) for number, right in enumerate(rights) for view in right.images]
        return cls(rights, TextIndex.of(names), views, read_picture)

    def match(self, listings: Sequence[tuple[Listing, date]], top: int, min_score: float) -> list[list[Match]]:
        """The best matches of each listing, best first.

        Args:
            listings: what is on sale, each with the day on which its rights must be in force.
            top: most matches of a listing.
            min_score: lowest score that is given, 0..1.
        """
        found = self._find_texts([listing for listing, _ in listings])
        return [
            self._best(listing, on, texts, top, min_score) for (listing, on), texts in zip(listings, found, strict=True)
        ]

    def _best(self, listing: Listing, on: date, found: dict[int, _Found], top: int, min_score: float) -> list[Match]:
        self._find_pictures(listing, found)
        matches = []
        for number, touched in found.items():
            right = self._rights[number]
            if not right.in_force(on):
                continue
            texts = tuple((field, tuple(hits)) for field, hits in touched.texts.items())
            pair = Pair(listing, right, texts, tuple(sorted(touched.pictures, key=lambda hit: hit.distance)))
            signals = self._look(pair)
            value = round(score(signals), 6)
            if value >= min_score and value > 0:
                matches.append(Match(listing.listing_id, right.right_id, value, SCORER, signals))
        return sorted(matches, key=lambda match: (-match.score, match.right_id))[:top]

    def _find_texts(self, listings: Sequence[Listing]) -> list[dict[int, _Found]]:
        places = [(n, field) for n, listing in enumerate(listings) for field in TextField if getattr(listing, field)]
        hits = self._texts.find([getattr(listings[n], part) for n, part in places])
        found: list[dict[int, _Found]] = [defaultdict(_Found) for _ in listings]
        for (number, part), some in zip(places, hits, strict=True):
            for hit in some:
                found[number][hit.right].texts[part].append(hit)
        return found

    def _find_pictures(self, listing: Listing, found: dict[int, _Found]) -> None:
        if len(self._pictures):
            for image in listing.images:
                for number, picture in self._find_picture(image):
                    found[number].pictures.append(picture)

    def _look(self, pair: Pair) -> tuple[Signal, ...]:
        seen = (rule.see(pair) for rule in self._rules)
        return tuple(sorted((s for s in seen if s), key=lambda s: (s.role is not Role.MAIN, -abs(s.strength))))

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
