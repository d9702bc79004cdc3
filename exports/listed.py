"""Values of a lead as papers print them: times, days, prices, classes, and texts whose hidden characters are seen."""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.lead import Lead
from domain.right import Right
from domain.signal import Signal
from exports.words import say

# Characters that take no room or turn the writing direction (Unicode Technical Report 36); a paper must not read
# otherwise than it is. Line ends are blanks here.
_HIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
LONGEST = 600  # characters of one value on paper; case.json has it whole
FIELDS = ("title", "brand", "description")
Piece = tuple[str, bool]


def seen(text: str, limit: int = LONGEST) -> str:
    """The text with hidden characters as [U+200B], cut at `limit`."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", " ".join(cut.split("\n")))


def moment(when: datetime | None, zone: ZoneInfo) -> str:
    """A time of the office's zone, to the second, with its offset; "" for none."""
    if when is None:
        return ""
    try:
        local = when.astimezone(zone)
    except OverflowError:  # the last or first hours that a calendar has
        local = when
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M:%S} UTC{offset[:3]}:{offset[3:5]}"


def day(when: date | None) -> str:
    """A day, "" for none."""
    return when.isoformat() if when else ""


def price(amount: Decimal | None, currency: str) -> str:
    """Amount and currency, "" where unknown."""
    return "" if amount is None else f"{amount} {currency}".strip()


def classes(right: Right) -> str:
    """Nice and Locarno classes."""
    return ", ".join([*(str(one) for one in right.nice_classes), *right.locarno_classes])


def name_of(right: Right) -> str:
    """What the right is called: its words, or its number."""
    return next(iter(right.names), right.right_id)


def right_rows(lead: Lead, language: str, zone: ZoneInfo) -> list[tuple[str, str]]:
    """The register's entry as it stood when the listing was captured: label and value; what it did not say is blank."""
    right = lead.right
    page = lead.listing.page
    on = (page.taken_at if page else lead.last_found).astimezone(zone).date()
    values = {
        "on_day": day(on),
        "in_force": say("yes" if right.in_force(on) else "no", language),
        "right_id": right.right_id,
        "kind": say(right.kind.value, language),
        "mark_text": right.mark_text,
        "aliases": ", ".join(right.aliases),
        "holder": right.holder,
        "classes": classes(right),
        "goods": right.goods,
        "status": say(right.status.value, language),
        "registered_on": day(right.registered_on),
        "expires_on": day(right.expires_on),
        "jurisdiction": right.jurisdiction,
    }
    return [(say(name, language), seen(value)) for name, value in values.items()]


def title_pieces(lead: Lead) -> list[Piece]:
    """The title in pieces, those that a signal for infringement marks as such."""
    title = lead.listing.title[:LONGEST]
    spans = [signal.span for signal in lead.signals if signal.span and signal.strength > 0 and _in_title(signal, title)]
    marked = [any(span.start <= place < span.end for span in spans) for place in range(len(title))]
    pieces: list[Piece] = []
    start = 0
    for place in range(1, len(title) + 1):
        if place == len(title) or marked[place] != marked[start]:
            pieces.append((seen(title[start:place]), marked[start]))
            start = place
    return pieces


def _in_title(signal: Signal, title: str) -> bool:
    named = signal.name.rpartition("_in_")[2]
    if named in FIELDS:
        return named == "title"
    return signal.span is not None and title[signal.span.start : signal.span.end] == signal.listing_value
