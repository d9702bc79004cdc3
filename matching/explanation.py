"""Why one listing matches what it matches, and why it does not match what it almost does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.listing import Listing
from domain.match import Match
from domain.right import Right
from matching.goods.view import View, view_of
from matching.match import Matcher

EVERY = 1_000  # matches of a listing, more than there can be
LOWEST = -30.0  # log-odds of finds that are still mentioned
MOST_FOUND = 40  # finds that are still mentioned


@dataclass(frozen=True, slots=True)
class Near:
    """Something that almost matched.

    Attributes:
        right: whose name.
        name: as registered.
        written: what stands in the title.
        reason: why it does not match, as the end of a sentence.
    """

    right: Right
    name: str
    written: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is said of one listing.

    Attributes:
        matches: best first, each with its right.
        near: what almost matched, the nearest first.
        goods: what it seems to offer.
    """

    matches: tuple[tuple[Match, Right], ...]
    near: tuple[Near, ...]
    goods: View


def explain(matcher: Matcher, listing: Listing, day: date, top: int, min_score: float) -> Explanation:
    """Explains a listing's title."""
    (every,) = matcher.match([(listing, day)], EVERY, 0.0)
    given = [match for match in every[:top] if match.score >= min_score]
    rights = {right.right_id: right for right in _touched(matcher, listing.title)}
    near = [*_too_low(every[len(given) :], rights, top, min_score), *_no_match(matcher, listing.title, day)]
    return Explanation(tuple((match, rights[match.right_id]) for match in given), tuple(near), view_of(listing))


def _touched(matcher: Matcher, title: str) -> Iterator[Right]:
    _, _, owners = matcher.texts.owned(matcher.texts.places([title]).name)
    return (matcher.rights[right] for right in owners.tolist())


def _too_low(rest: list[Match], rights: dict[str, Right], top: int, min_score: float) -> Iterator[Near]:
    for match in rest:
        why = f"is below {min_score}" if match.score < min_score else f"comes behind the first {top}"
        signal = match.signals[0]
        reason = f"its score {match.score:.3f} {why}"
        yield Near(rights[match.right_id], signal.right_value, signal.listing_value, reason)


def _no_match(matcher: Matcher, title: str, day: date) -> Iterator[Near]:
    """Finds that no pair came of."""
    index = matcher.texts
    places = index.places([title], LOWEST, MOST_FOUND)
    usual = set(index.places([title]).name.tolist())
    of, entry, owners = index.owned(places.name)
    for at, place, name, owner in zip(
        of.tolist(), places.listed(of), index.spelling(entry), owners.tolist(), strict=True
    ):
        right = matcher.rights[owner]
        start, end, _, _, chance, *_ = place
        if int(places.name[at]) not in usual:
            reason = f"too ordinary, too short or part of other words there (chance {chance:.3f})"
        elif index.hit(place, title, name, owner) is None:
            reason = "more than one letter differs, or a digit"
        elif not right.in_force(day):
            reason = f"the right is not in force on {day}: {_term(right)}"
        else:
            continue
        yield Near(right, name, title[start:end], reason)


def _term(right: Right) -> str:
    days = [
        f"{word} {on}" for word, on in (("registered on", right.registered_on), ("expires on", right.expires_on)) if on
    ]
    return ", ".join([right.status.value, *days])
