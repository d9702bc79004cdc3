"""When a lead is open, decided, or worth a second look: pure rules, no storage."""

import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from domain.decision import Decision, Verdict
from domain.identity import digest
from domain.lead import LeadState
from domain.listing import Listing
from domain.right import Right, RightStatus
from domain.signal import Role, Signal

# A price that halves or doubles is another offer; less is a sale or a currency's drift.
PRICE_FACTOR = Decimal(2)

# Leads whose right matters to somebody yet: those that await a person, or would if it were in force.
AWAITING = (LeadState.OPEN, LeadState.CHANGED, LeadState.LAPSED, LeadState.HELD)

_STATES = {
    Verdict.INFRINGING: LeadState.CONFIRMED,
    Verdict.NOT_INFRINGING: LeadState.DISMISSED,
    Verdict.UNSURE: LeadState.UNSURE,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision rests on.

    Attributes:
        title, brand, seller: as shown, case and white space folded.
        price: amount and currency, "" where unknown.
        pictures: digests of the pictures, sorted; addresses where a picture was not fetched.
        mains: "signal: value" of every main signal, sorted.
    """

    title: str
    brand: str
    seller: str
    price: str
    pictures: tuple[str, ...]
    mains: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over all of it, as 64 hex digits."""
        return digest("evidence", self.to_json())

    def to_json(self) -> str:
        """Its stored form."""
        return json.dumps(asdict(self), ensure_ascii=True, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Evidence":
        """The reverse of `to_json`."""
        fields = json.loads(text)
        for name in ("pictures", "mains"):
            fields[name] = tuple(fields[name])
        return cls(**fields)


def evidence_of(listing: Listing, signals: tuple[Signal, ...]) -> Evidence:
    """What a person who decides this lead would rest the decision on."""
    fetched = {capture.location: capture.digest for capture in listing.pictures}
    return Evidence(
        title=_fold(listing.title),
        brand=_fold(listing.brand),
        seller=_fold(listing.seller.seller_id or listing.seller.name),
        price=f"{listing.price} {listing.currency}".strip() if listing.price is not None else "",
        pictures=tuple(sorted({fetched.get(image, image) for image in listing.images})),
        mains=tuple(sorted({f"{s.name}: {s.right_value}" for s in signals if s.role is Role.MAIN})),
    )


def material_changes(before: Evidence, after: Evidence) -> tuple[str, ...]:
    """What changed so much that a decided lead deserves a second look; one sentence each, empty if nothing.

    A picture or signal that went away does not count: it only makes a decided lead weaker.
    """
    changes = []
    for name, old, new in (
        ("title", before.title, after.title),
        ("brand", before.brand, after.brand),
        ("seller", before.seller, after.seller),
    ):
        if old != new:
            changes.append(f"The {name} changed from “{_short(old)}” to “{_short(new)}”.")
    added = set(after.pictures) - set(before.pictures)
    if added:
        changes.append(f"{len(added)} new picture(s).")
    changes += [f"New signal: {_short(main)}." for main in after.mains if main not in before.mains]
    if _price_moved(before.price, after.price):
        changes.append(f"The price went from {before.price} to {after.price}.")
    return tuple(changes)


def state_of(decision: Decision | None, changes: tuple[str, ...], lapsed: str = "", held: str = "") -> LeadState:
    """The state that follows from the latest decision, what changed since, why the right has lapsed, and what holds it
    back, if anything does."""
    if decision is not None and not changes:
        return _STATES[decision.verdict]
    if lapsed:
        return LeadState.LAPSED
    if held:
        return LeadState.HELD
    return LeadState.OPEN if decision is None else LeadState.CHANGED


def lapse(right: Right | None, on: date) -> str:
    """Why a right cannot be infringed on that day, one sentence that holds on later days too; "" where it can.

    Args:
        right: as it stands in the registry, None where it is not there.
        on: the day, in the office's time zone.
    """
    if right is None:
        return "The right is no longer in the registry."
    if right.in_force(on):
        return ""
    if right.status not in (RightStatus.REGISTERED, RightStatus.UNKNOWN):
        return f"The right is {right.status.value}, says its register."
    if right.expires_on is not None and right.expires_on < on:
        return f"The right expired on {right.expires_on}."
    return f"The right is registered from {right.registered_on} only."


def _price_moved(before: str, after: str) -> bool:
    if not before or not after:
        return False
    old, _, old_currency = before.partition(" ")
    new, _, new_currency = after.partition(" ")
    if old_currency != new_currency:
        return True
    low, high = sorted((Decimal(old), Decimal(new)))
    return high > 0 and low * PRICE_FACTOR <= high


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
