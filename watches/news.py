"""What a digest says: leads that are new to a holder, by right and source, best first."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from domain.lead import Lead

LISTED = 200  # leads that one digest shows; it counts the others
LONGEST_TITLE, LONGEST_NAME, LONGEST_URL = 160, 80, 500  # characters


@dataclass(frozen=True, slots=True)
class Item:
    """A lead as a holder may see it: no reviewer, no note, no other holder.

    Attributes:
        lead_id: 32 hex digits.
        state: value of its `LeadState`.
        right_id, mark: the right, and its words ("" for a picture).
        source, listing_id, title, url, seller: the listing, in one line each, bounded.
        score: 0..1.
        found_on: ISO day on which it was first found, UTC.
    """

    lead_id: str
    state: str
    right_id: str
    mark: str
    source: str
    listing_id: str
    title: str
    url: str
    seller: str
    score: float
    found_on: str


@dataclass(frozen=True, slots=True)
class Group:
    """The leads of a right on a source: how many are new, and those of them that are shown, best first."""

    right_id: str
    mark: str
    source: str
    total: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new for a watch.

    Attributes:
        watch_id, holder: of the watch.
        total: how many leads are new.
        counts: (right id, source, how many are new), for all of them.
        items: the best, `LISTED` at most.
    """

    watch_id: str
    holder: str
    total: int
    counts: tuple[tuple[str, str, int], ...]
    items: tuple[Item, ...]

    def groups(self) -> tuple[Group, ...]:
        """Those with something to show, the one with the best lead first."""
        totals = {(right_id, source): number for right_id, source, number in self.counts}
        found: dict[tuple[str, str], list[Item]] = {}
        for item in sorted(self.items, key=lambda one: (-one.score, one.lead_id)):
            found.setdefault((item.right_id, item.source), []).append(item)
        return tuple(
            Group(right_id, items[0].mark, source, totals[right_id, source], tuple(items))
            for (right_id, source), items in found.items()
        )

    def to_json(self) -> str:
        """Its stored form."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Digest":
        """The reverse of `to_json`."""
        fields = json.loads(text)
        fields["counts"] = tuple((right_id, source, number) for right_id, source, number in fields["counts"])
        fields["items"] = tuple(Item(**item) for item in fields["items"])
        return cls(**fields)


def item_of(lead: Lead) -> Item:
    """A lead as a holder may see it: what the shop shows in public, the right, the score, the state."""
    listing = lead.listing
    return Item(
        lead_id=lead.lead_id,
        state=lead.state.value,
        right_id=line(lead.right.right_id, LONGEST_NAME),
        mark=line(lead.right.mark_text, LONGEST_NAME),
        source=line(listing.source, LONGEST_NAME),
        listing_id=line(listing.listing_id, LONGEST_NAME),
        title=line(listing.title, LONGEST_TITLE),
        url=line(listing.url, LONGEST_URL),
        seller=line(listing.seller.name or listing.seller.seller_id, LONGEST_NAME),
        score=lead.score,
        found_on=lead.first_found.date().isoformat(),
    )


def counted(places: Iterable[tuple[str, str]]) -> tuple[tuple[str, str, int], ...]:
    """How often each pair of right and source occurs, in a stable order."""
    found = Counter((line(right_id, LONGEST_NAME), line(source, LONGEST_NAME)) for right_id, source in places)
    return tuple((*place, number) for place, number in sorted(found.items()))


def line(text: str, longest: int) -> str:
    """Text from outside as one line of visible characters, cut: nothing in it ends a header or turns a line around."""
    seen = "".join(
        " "
        if (kind := unicodedata.category(char)) in ("Cc", "Zl", "Zp", "Zs")
        else ""
        if kind in ("Cf", "Cs")
        else char
        for char in text[: 4 * longest]
    )
    words = " ".join(seen.split())
    return words if len(words) <= longest else words[: longest - 1] + "…"
