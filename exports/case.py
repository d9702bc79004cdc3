"""A case: a right, a seller or a group, and the confirmed leads; with all that a pack about it says."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.capture import Capture
from domain.lead import Lead
from domain.proof import Proof
from domain.record import Record


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A capture of a lead: its record in the run's WARC, or why there is none, as one of `words.MISSING`."""

    capture: Capture
    record: Record | None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A lead of a case.

    Attributes:
        lead: confirmed, with its decision.
        sentences: what each of its signals says, in the pack's language, in their order.
        exhibits: its captures.
    """

    lead: Lead
    sentences: tuple[str, ...]
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class Custody:
    """A sealed run that captures of the case come from.

    Attributes:
        run_id, source: which.
        digest: SHA-256 of its manifest, "" where it was never sealed.
        previous: that of the run sealed before it.
        sealed_at: UTC; None where it was never sealed.
        manifest: the file, None where it is not there any more.
        proof: that the case's records stood in the run's WARC; None where the run was sealed without an index of them.
    """

    run_id: str
    source: str
    digest: str
    previous: str
    sealed_at: datetime | None
    manifest: Path | None
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """What a person asked for.

    Attributes:
        profile: name of the audience.
        language: "en" or "zh".
        recipient: to whom, "" if not said.
        prepared_by: who makes it, "" if not said.
        scope: which leads, in words.
        fields: what the office adds to its forms, by name.
    """

    profile: str
    language: str
    recipient: str = ""
    prepared_by: str = ""
    scope: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """What a pack is made of.

    Attributes:
        case_id: 16 hex digits, from the leads and the decisions on them.
        errand: what was asked for.
        items: the leads, best first.
        custody: the runs, by name.
        as_of: when the last decision was made, UTC: the pack holds no other clock, so that it can be made again.
        zone: in which days are meant and times are printed.
        software: name and version.
        left_out: what the profile keeps back and what could not be had: name and number, see `words.LEFT_OUT`.
        notes, blanks: remarks and open fields of the profile, see `profile.Profile`.
        authority: address of the time-stamping authority, "" for none.
        key: fingerprint of the key that signs.
    """

    case_id: str
    errand: Errand
    items: tuple[Item, ...]
    custody: tuple[Custody, ...]
    as_of: datetime
    zone: ZoneInfo
    software: str
    left_out: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    authority: str = ""
    key: str = ""
