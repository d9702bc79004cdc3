"""A complaint: what a citizen or a holder says of offers, and where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.lead import LeadState

MOST_ADDRESSES = 20
MOST_PICTURES = 10
LONGEST_ADDRESS = 2_000  # characters
LONGEST_TEXT = 10_000
LONGEST_CONTACT = 1_000
NAMED = "named_by_complainant"
"""The signal of a right that a complainant names and for which nothing else speaks. No scorer weighs it."""


class RefusedComplaintError(ValueError):
    """A complaint that cannot be taken as it is; one sentence that says what to do."""


class From(StrEnum):
    """Who complains."""

    CITIZEN = "citizen"
    HOLDER = "holder"


class Channel(StrEnum):
    """How a complaint came in; those of files come many at a time and wait for the others."""

    PAGE = "page"
    API = "api"
    COMMAND = "command"
    FILE = "file"


class ComplaintState(StrEnum):
    """What a complainant is told, and nothing beyond it."""

    RECEIVED = "received"
    CAPTURED = "captured"
    LOOKED_AT = "looked_at"
    REFERRED = "referred"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Given:
    """What a complainant gave.

    Attributes:
        addresses: of offers, as written; up to `MOST_ADDRESSES`.
        text: in their words, without markup that would mean anything here.
        pictures: bytes of files as sent.
        contact: name, telephone, mail; kept apart from all else, "" for none.
        by: who complains.
        right_id: of the right that is complained of, if they name one.
        due_on: the day by which they are owed an answer; None for the office's own period.
    """

    addresses: tuple[str, ...] = ()
    text: str = ""
    pictures: tuple[bytes, ...] = ()
    contact: str = ""
    by: From = From.CITIZEN
    right_id: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint as it was taken in. Its contact is in no attribute: it is asked for by itself, and that is logged.

    Attributes:
        complaint_id: 32 hex digits, drawn by chance.
        receipt: the number that the complainant gets; drawn by chance too, and says nothing.
        by: who complains.
        addresses: of offers.
        text: the complainant's words.
        pictures: SHA-256 of the pictures as they are kept.
        right_id: the right that they name, "" for none.
        channel, taken_by: how it came in, and who took it.
        received_at: UTC.
        due_on: the day by which they are owed an answer, in the office's time zone.
        captured_at: when the last of its pages was captured, None where none was.
        done_at: when it had been captured and compared, None until then.
        run_id: the run that did so, whose folder holds the captures; "" until then.
        says: what could not be done, a sentence each.
        leads: ids of its leads, each found by it or known before.
        closed_at, closed_by, closed_why: by whom it was closed without waiting for its leads; None and "".
    """

    complaint_id: str
    receipt: str
    by: From
    addresses: tuple[str, ...]
    text: str
    pictures: tuple[str, ...]
    right_id: str
    channel: Channel
    taken_by: str
    received_at: datetime
    due_on: date
    captured_at: datetime | None = None
    done_at: datetime | None = None
    run_id: str = ""
    says: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_why: str = ""


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A line of a table that was taken: its number, the receipt and id of its complaint, whether that is new."""

    number: int
    receipt: str
    complaint_id: str
    new: bool


@dataclass(frozen=True, slots=True)
class LeadStands:
    """Where a lead of a complaint stands.

    Attributes:
        state: of the lead.
        referred, ended: whether a team has it, and whether that is over.
        waits: it was decided before the complaint came, and nobody has looked at it since.
    """

    state: LeadState
    referred: bool = False
    ended: bool = False
    waits: bool = False


def state_of(complaint: Complaint, leads: Sequence[LeadStands]) -> ComplaintState:
    """Where a complaint stands, told by where its leads do.

    It is closed when somebody closed it, or when all of its leads are over: dismissed, or ended at their team.
    """
    over = [not one.waits and (one.state is LeadState.DISMISSED or (one.referred and one.ended)) for one in leads]
    if complaint.closed_at is not None or (over and all(over)):
        return ComplaintState.CLOSED
    if any(one.referred for one in leads):
        return ComplaintState.REFERRED
    if complaint.done_at is not None:
        return ComplaintState.LOOKED_AT
    return ComplaintState.RECEIVED if complaint.captured_at is None else ComplaintState.CAPTURED
