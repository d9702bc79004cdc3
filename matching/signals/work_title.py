"""The mark in the title of a book, a film, a record, or as its subject."""

from domain.signal import Role, Signal
from matching.pair import Pair
from matching.quoting import quoting, quoting_beside
from matching.rule import Rule
from matching.tables.cues import Kind

SHARES = {"title": 1.0, "category": 1.0, "attributes": 0.7, "description": 0.3, "seller": 0.5}
IN_BRACKETS, ABOUT = -1.0, -0.6
MEDIA = frozenset(
    {9, 16, 28, 41}
)  # Nice classes of discs, books, games, publishing: there the mark may be a publisher's
COVERED = 0.3  # share that is left there


def see(pair: Pair) -> Signal | None:
    """The goods are a book, a film or a record, which has to name what it is about."""
    found = pair.cues.meant(Kind.WORK)
    if not found:
        return None
    best = max(found, key=lambda cue: cue.grade * SHARES[cue.field])
    place = pair.place
    covered = COVERED if MEDIA.intersection(pair.right.nice_classes) else 1.0
    if place is not None and Kind.WORK in place.kinds:
        return quoting_beside(
            pair, place.word(Kind.WORK), IN_BRACKETS, "work_title", "The mark stands in the title of a work ({})."
        )
    strength = ABOUT * covered * best.grade * SHARES[best.field]
    return quoting("work_title", strength, [best], "{} says that the goods are a book, a film or a record.")


RULE = Rule("work_title", Role.QUALIFIER, see, most=0.0, needs=frozenset({Kind.WORK}))
