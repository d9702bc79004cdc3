"""A lead as the pages show it: which text to mark, which pictures to set side by side, how long the bars are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.lead import Lead
from domain.listing import Listing
from domain.right import Right
from domain.signal import Region, Role, Signal
from review.pictures import digest_in
from review.text import Highlight

FIELDS = ("title", "brand", "description")
PRICE_DIGITS = 20  # before or behind the point; 1E-99999999999 would be written with a hundred thousand million
BAR = 100  # units of an SVG bar for a strength of 1


@dataclass(frozen=True, slots=True)
class Framed:
    """A part of a picture that matched: where, and whether a part of a picture on the other side answers it."""

    region: Region
    answered: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture: its digest, its place in the listing or right (from 1), and the parts of it that matched."""

    digest: str
    number: int
    regions: tuple[Framed, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A signal with its bar: `start` and `length` in units of `BAR`, zero in the middle.

    `adds` is what it adds to the log-odds; None where the lead's scorer is not known any more.
    """

    signal: Signal
    start: float
    length: float
    listing_value: str
    right_value: str
    adds: float | None = None

    @property
    def speaks_for(self) -> bool:
        """Whether it speaks for infringement."""
        return self.signal.strength >= 0


class RightView:
    """What a page needs of a right without a lead.

    Args:
        right: the right.
        day: on which it may be in force.
    """

    def __init__(self, right: Right, day: date) -> None:
        self.right, self.day = right, day

    @property
    def name(self) -> str:
        """What it is called: its words, or its number."""
        return next(iter(self.right.names), self.right.right_id)

    @property
    def right_pictures(self) -> tuple[Picture, ...]:
        """Its stored pictures."""
        return tuple(_pictures(self.right.images, {}))

    @property
    def in_force(self) -> bool:
        """Whether it is in force on that day."""
        return self.right.in_force(self.day)


class ListingView:
    """What a page needs of a listing without a lead: nothing in it is marked, and no right stands beside it.

    Args:
        listing: the listing.
    """

    lead: Lead | None = None

    def __init__(self, listing: Listing) -> None:
        self.listing = listing

    def highlights(self, field: str) -> tuple[Highlight, ...]:
        """What to mark in that field of the listing: nothing."""
        return ()

    @property
    def listing_pictures(self) -> tuple[Picture, ...]:
        """Stored pictures of the listing."""
        return tuple(_pictures(self.listing.images, {}))

    @property
    def not_stored(self) -> int:
        """How many of the listing's pictures lie elsewhere; they are never fetched by a page."""
        return sum(not digest_in(image) for image in self.listing.images)

    @property
    def price(self) -> str:
        """Amount and currency, "" where unknown."""
        price = self.listing.price
        return f"{_amount(price)} {self.listing.currency}".strip() if price is not None else ""


class LeadView(ListingView):
    """What a page needs of one lead.

    Args:
        lead: the lead.
        zone: in which "that day" is meant.
        adds: what each of its signals adds to the log-odds, in their order; empty where that is not known.
    """

    lead: Lead

    def __init__(self, lead: Lead, zone: ZoneInfo, adds: Sequence[float] = ()) -> None:
        super().__init__(lead.listing)
        self.lead = lead
        self._adds = dict(zip(map(id, lead.signals), adds, strict=False))
        self._zone = zone

    @property
    def name(self) -> str:
        """What the right is called: its words, or its number."""
        return next(iter(self.lead.right.names), self.lead.right.right_id)

    @property
    def leading(self) -> Signal | None:
        """The strongest main signal."""
        return max(self._mains, key=lambda signal: signal.strength, default=None)

    @property
    def opposing(self) -> Signal | None:
        """The signal that speaks loudest for lawful use."""
        against = [signal for signal in self.lead.signals if signal.strength < 0]
        return min(against, key=lambda signal: signal.strength, default=None)

    def highlights(self, field: str) -> tuple[Highlight, ...]:
        """What to mark in that field of the listing."""
        listing = self.listing
        return tuple(
            Highlight(signal.span, signal.strength < 0)
            for signal in self.lead.signals
            if signal.span is not None and field_of(signal, listing) == field
        )

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Every signal, those that speak for it first, strongest first."""
        ordered = sorted(self.lead.signals, key=lambda signal: (signal.strength < 0, -abs(signal.strength)))
        return tuple(self._bar(signal) for signal in ordered)

    @property
    def listing_pictures(self) -> tuple[Picture, ...]:
        """Stored pictures of the listing, those that matched first."""
        told = [(one.listing_value, one.region, one.right_region is not None) for one in self._pictured]
        return _matched_first(self.lead.listing.images, told)

    @property
    def right_pictures(self) -> tuple[Picture, ...]:
        """Stored pictures of the right, those that matched first: the first stands beside the listing's first."""
        told = [(one.right_value, one.right_region, one.region is not None) for one in self._pictured]
        return _matched_first(self.lead.right.images, told)

    @property
    def day(self) -> date:
        """The day on which the listing was seen, in the desk's time zone."""
        seen = self.lead.listing.seen_at or self.lead.last_found
        try:
            return seen.astimezone(self._zone).date()
        except OverflowError:  # the last or first hours that a calendar has
            return seen.date()

    @property
    def in_force(self) -> bool:
        """Whether the right was in force on that day."""
        return self.lead.right.in_force(self.day)

    @property
    def _mains(self) -> list[Signal]:
        return [signal for signal in self.lead.signals if signal.role is Role.MAIN]

    @property
    def _pictured(self) -> list[Signal]:
        """Signals that tell of a picture: those that compare two before those that read one, strongest first."""
        told = [one for one in self.lead.signals if one.region is not None or digest_in(one.listing_value)]
        return sorted(told, key=lambda one: (not digest_in(one.right_value), -one.strength))

    def _bar(self, signal: Signal) -> Bar:
        length = min(abs(signal.strength), 1) * BAR
        return Bar(
            signal=signal,
            start=BAR - length if signal.strength < 0 else BAR,
            length=length,
            listing_value=_value(signal.listing_value, self.lead.listing),
            right_value=_value(signal.right_value, self.lead.right),
            adds=self._adds.get(id(signal)),
        )


def field_of(signal: Signal, listing: Listing) -> str:
    """The field that a span counts in: named by the signal, else the one where its value stands, else ""."""
    named = signal.name.rpartition("_in_")[2]
    if named in FIELDS:
        return named
    if signal.span is None:
        return ""
    texts = {"title": listing.title, "brand": listing.brand, "description": listing.description}
    span = slice(signal.span.start, signal.span.end)
    return next((field for field, text in texts.items() if text[span] == signal.listing_value), "")


def _amount(price: Decimal) -> str:
    """With thousands apart; as stored where it would be written with more digits than a price has."""
    exponent = price.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -PRICE_DIGITS or price.adjusted() > PRICE_DIGITS:
        return str(price)
    return f"{price:,f}"


def _pictures(images: tuple[str, ...], regions: Mapping[str, Sequence[Framed]]) -> list[Picture]:
    numbered = [(digest_in(image), number) for number, image in enumerate(images, 1)]
    return [Picture(digest, number, tuple(regions.get(digest, ()))) for digest, number in numbered if digest]


def _matched_first(images: tuple[str, ...], told: Sequence[tuple[str, Region | None, bool]]) -> tuple[Picture, ...]:
    """Pictures of one side, in the order in which they are told of.

    Args:
        images: of that side.
        told: a picture, or "" for the first; the part that matched; whether the other side has its part too.
    """
    first = next((digest for digest in map(digest_in, images) if digest), "")
    regions: dict[str, list[Framed]] = {}
    order: dict[str, int] = {}
    for value, region, answered in told:
        digest = digest_in(value)
        if digest:
            order.setdefault(digest, len(order))
        if region is not None:
            regions.setdefault(digest or first, []).append(Framed(region, answered))
    return tuple(sorted(_pictures(images, regions), key=lambda picture: order.get(picture.digest, len(order))))


def _value(value: str, side: Listing | Right) -> str:
    """A compared value; a stored picture's path becomes "#2", which says more than a path of the server."""
    digest = digest_in(value)
    if not digest:
        return value
    return next((f"#{number}" for number, image in enumerate(side.images, 1) if digest_in(image) == digest), "#")
