"""A matcher that is asked for one listing at a time."""

from collections.abc import Sequence

import factories

from domain.listing import Listing
from domain.match import Match
from domain.right import Right
from matching.match import Matcher, ReadPicture, Warnings


class OneByOne:
    """Rights, indexed in memory; the day that counts is that of the listing, or a fixed one."""

    def __init__(self, rights: Sequence[Right], read_picture: ReadPicture) -> None:
        self._matcher = Matcher.of(rights, read_picture)

    def match(self, listing: Listing, top: int = 5, min_score: float = 0.0) -> list[Match]:
        day = listing.seen_at.date() if listing.seen_at else factories.TODAY
        (found,) = self._matcher.match([(listing, day)], top, min_score)
        return found

    @property
    def warnings(self) -> Warnings:
        return self._matcher.warnings
