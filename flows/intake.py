"""Taking a complaint in: what it must hold, its deadline, its receipt. Nothing is asked of any shop here."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.audit import Action, Entry
from complaints.store import Taken
from crawlers.reported import why_not
from domain.complaint import (
    LONGEST_ADDRESS,
    LONGEST_CONTACT,
    LONGEST_TEXT,
    MOST_ADDRESSES,
    MOST_PICTURES,
    Channel,
    Given,
    RefusedComplaintError,
)
from domain.deadline import due
from domain.fields import clean
from flows.complaint_pictures import RefusedPictureError, keep
from flows.house import House

LONGEST_RIGHT = 200
# Apps copy an address in the middle of a sentence.
_IN_WORDS = re.compile(r"https?://[^\s<>\"'“”‘’,。、;！？（）【】《》]+", re.IGNORECASE)


def addresses_in(lines: Iterable[str]) -> tuple[str, ...]:
    """The addresses of some lines: those that stand in a sentence, else the line as it is; each once."""
    found: dict[str, None] = {}
    for line in lines:
        text = clean(line).strip()
        found |= dict.fromkeys(_IN_WORDS.findall(text) or ([text] if text else []))
    return tuple(found)


def take(house: House, given: Given, channel: Channel, by: str, now: datetime) -> Taken:
    """Takes a complaint in; the same one twice is the same one.

    Args:
        house: whose.
        given: as the complainant gave it.
        channel: how it came.
        by: who takes it.
        now: with a zone.

    Raises:
        RefusedComplaintError: nothing can be done with it, or it is too much at once.
    """
    given = _plain(given)
    today = now.astimezone(ZoneInfo(house.settings.timezone)).date()
    if given.due_on is not None and given.due_on < today:
        raise RefusedComplaintError(f"the deadline {given.due_on} is over; name a day from {today} on")
    kept, says = _pictures(house, given)
    if not given.addresses and not given.text and not kept:
        why = "; ".join(says) or "there is nothing in it"
        raise RefusedComplaintError(f"a complaint needs an address, a text or a picture that can be read ({why})")
    says += [f"{one[:200]}: it {why}" for one in given.addresses if (why := why_not(one))]
    until = given.due_on or due(today, house.settings.complaint_days)
    with house.leads.one_writing():
        taken = house.complaints.take(given, kept, says, (channel, by, now), until)
        house.accounts.audit.write(
            Entry(now, by, Action.TAKE_COMPLAINT, taken.complaint.complaint_id, "" if taken.new else "again")
        )
    return taken


def _plain(given: Given) -> Given:
    """What was given as it is kept.

    Raises:
        RefusedComplaintError: it is too much.
    """
    addresses = addresses_in(given.addresses)
    if len(addresses) > MOST_ADDRESSES:
        raise RefusedComplaintError(
            f"{len(addresses):,} addresses are more than the {MOST_ADDRESSES} of one complaint; send them as a file "
            "(CSV or XLSX), one complaint a line"
        )
    if any(len(one) > LONGEST_ADDRESS for one in addresses):
        raise RefusedComplaintError(f"an address has more than {LONGEST_ADDRESS:,} characters; put it into the text")
    if len(given.pictures) > MOST_PICTURES:
        raise RefusedComplaintError(
            f"{len(given.pictures)} pictures are more than the {MOST_PICTURES} of one complaint"
        )
    for name, value, most in (
        ("text", given.text, LONGEST_TEXT),
        ("contact", given.contact, LONGEST_CONTACT),
        ("right", given.right_id, LONGEST_RIGHT),
    ):
        if len(value) > most:
            raise RefusedComplaintError(f"the {name} has more than {most:,} characters; shorten it")
    text, contact = (clean("\n".join(one.splitlines())).strip() for one in (given.text, given.contact))
    return replace(given, addresses=addresses, text=text, contact=contact, right_id=clean(given.right_id).strip())


def _pictures(house: House, given: Given) -> tuple[list[str], list[str]]:
    kept: dict[str, None] = {}
    says = []
    for number, data in enumerate(given.pictures, 1):
        try:
            kept[keep(data, house.blobs)] = None
        except RefusedPictureError as error:
            says.append(f"picture {number} {error}")
    return list(kept), says
