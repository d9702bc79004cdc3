"""What "never this again" means for one lead: pure rules, no storage."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from domain.hold import Hold, HoldOf, folded
from domain.signal import Role, Signal

MOST_CONFIRMED = 3  # confirmed leads of the same kind from which on an entry wants to be confirmed itself


def picture_named(location: str) -> str:
    """The name of a stored picture, which is its SHA-256; the whole address of one that is not stored."""
    return location if "://" in location else PurePath(location).stem


def covering(entries: Iterable[Hold], signals: Sequence[Signal], seller: str) -> frozenset[str]:
    """Ids of the entries that together explain all that speaks for the right; none where anything is left.

    Args:
        entries: of the lead's right, in force.
        signals: of the lead.
        seller: of the lead, "source/seller".
    """
    given = list(entries)
    whole = {
        one.hold_id for one in given if one.of is HoldOf.RIGHT or (one.of is HoldOf.SELLER and one.value == seller)
    }
    if whole:
        return frozenset(whole)
    mains = [signal for signal in signals if signal.role is Role.MAIN]
    explained = [{one.hold_id for one in given if _explains(one, signal)} for signal in mains]
    return frozenset().union(*explained) if explained and all(explained) else frozenset()


def written(signal: Signal) -> str:
    """What a main signal of words saw, as it was written; of what was read in a picture the name that it refers to."""
    return signal.right_value if signal.region is not None else signal.listing_value


def _explains(entry: Hold, signal: Signal) -> bool:
    if entry.of is HoldOf.WORD:
        return folded(written(signal)) == folded(entry.value)
    if entry.of is HoldOf.PICTURE:
        return picture_named(signal.listing_value) == entry.value
    return entry.of is HoldOf.VIEW and signal.right_value == entry.value
