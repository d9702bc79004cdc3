"""Complaints in the database."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import Session

from complaints.receipt import new_receipt, read_receipt
from complaints.tables import ComplaintLeadRow, ComplaintRow, ContactRow
from database import add_missing, reading, writing
from domain.complaint import Channel, Complaint, From, Given
from domain.identity import digest

BATCH = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which complaints a list shows; nothing given means all.

    Attributes:
        open_only: not those that somebody closed.
        without_lead: only those that were compared and for which no right was found.
        late_on: only those that are owed an answer since before that day.
    """

    open_only: bool = False
    without_lead: bool = False
    late_on: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A complaint that was taken in; `new` is False where the same one had been before."""

    complaint: Complaint
    new: bool


class ComplaintStore:
    """Complaints of one database.

    Args:
        engine: migrated to the newest schema.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(
        self, given: Given, pictures: Sequence[str], says: Sequence[str], how: tuple[Channel, str, datetime], due: date
    ) -> Taken:
        """Keeps a complaint; the same content from the same contact is the complaint that is there already.

        Args:
            given: as the complainant gave it; its picture bytes are not read here.
            pictures: digests under which its pictures are kept.
            says: what of it could not be taken.
            how: channel, who takes it, when.
            due: the day by which an answer is owed.
        """
        channel, by, at = how
        content = digest(
            "complaint", *sorted(given.addresses), "", " ".join(given.text.split()), *sorted(pictures), "",
            given.right_id, given.by.value, " ".join(given.contact.split()),
        )  # fmt: skip
        row = {
            "complaint_id": uuid4().hex, "receipt": new_receipt(), "content": content, "by": given.by.value,
            "addresses": _text(given.addresses), "text": given.text, "pictures": _text(pictures),
            "right_id": given.right_id, "channel": channel.value, "taken_by": by, "received_at": at, "due_on": due,
            "captured_at": None, "done_at": None, "run_id": "", "says": _text(says), "closed_at": None,
            "closed_by": "", "closed_why": "",
        }  # fmt: skip
        with writing(self._engine) as session:
            # Two who send it at once: the unique content lets one of them in, and both get its receipt.
            add_missing(session, ComplaintRow, [row])
            kept = session.scalars(select(ComplaintRow).where(ComplaintRow.content == content)).one()
            new = kept.complaint_id == row["complaint_id"]
            if new and given.contact:
                session.add(ContactRow(complaint_id=kept.complaint_id, contact=given.contact))
            return Taken(_complaint(kept, _leads(session, [kept.complaint_id]).get(kept.complaint_id, ())), new)

    def get(self, complaint_id: str) -> Complaint | None:
        """One, None where there is none."""
        return next(iter(self._where(ComplaintRow.complaint_id == complaint_id)), None)

    def by_receipt(self, text: str) -> Complaint | None:
        """The complaint of a receipt number, however it is written."""
        number = read_receipt(text)
        return next(iter(self._where(ComplaintRow.receipt == number)), None) if number else None

    def find(self, wanted: Wanted, limit: int, skip: int = 0) -> tuple[Complaint, ...]:
        """Complaints of a list: open ones by their deadline, closed ones behind them, the newest first."""
        with reading(self._engine) as session:
            query = select(ComplaintRow).where(*_asked(wanted))
            order = (ComplaintRow.closed_at.is_not(None), ComplaintRow.due_on, ComplaintRow.received_at.desc())
            rows = session.scalars(query.order_by(*order, ComplaintRow.complaint_id).offset(skip).limit(limit)).all()
            leads = _leads(session, [row.complaint_id for row in rows])
            return tuple(_complaint(row, leads.get(row.complaint_id, ())) for row in rows)

    def count(self, wanted: Wanted) -> int:
        """How many there are."""
        with reading(self._engine) as session:
            return session.scalar(select(func.count()).select_from(ComplaintRow).where(*_asked(wanted))) or 0

    def waiting(self, limit: int) -> tuple[Complaint, ...]:
        """Those that were not captured and compared yet: single ones before those of files, then the oldest first."""
        with reading(self._engine) as session:
            from_file = ComplaintRow.channel == Channel.FILE.value
            query = select(ComplaintRow).where(ComplaintRow.done_at.is_(None), ComplaintRow.closed_at.is_(None))
            rows = session.scalars(query.order_by(from_file, ComplaintRow.received_at).limit(limit)).all()
            return tuple(_complaint(row, ()) for row in rows)

    def captured(self, complaint_ids: Sequence[str], at: datetime) -> None:
        """Notes that pages of those were captured."""
        with writing(self._engine) as session:
            for row in _rows(session, complaint_ids):
                row.captured_at = at

    def done(self, complaint: Complaint, run_id: str, at: datetime, says: Sequence[str], leads: Sequence[str]) -> None:
        """Notes that one was compared, by which run, what could not be done, and its leads."""
        with writing(self._engine) as session:
            for row in _rows(session, [complaint.complaint_id]):
                row.done_at, row.run_id = at, run_id
                row.says = _text(dict.fromkeys((*json.loads(row.says), *says)))
            _add_leads(session, complaint.complaint_id, leads)

    def add_leads(self, complaint_id: str, leads: Sequence[str]) -> None:
        """Adds leads to a complaint."""
        with writing(self._engine) as session:
            _add_leads(session, complaint_id, leads)

    def of_leads(self, lead_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """By lead, the ids of the complaints that it belongs to."""
        found: dict[str, tuple[str, ...]] = {}
        with reading(self._engine) as session:
            query = select(ComplaintLeadRow).where(ComplaintLeadRow.lead_id.in_(list(lead_ids)))
            for row in session.scalars(query.order_by(ComplaintLeadRow.complaint_id)):
                found[row.lead_id] = (*found.get(row.lead_id, ()), row.complaint_id)
        return found

    def close(self, complaint_id: str, by: str, at: datetime, why: str) -> bool:
        """Closes one; False where it was closed before, or is not there."""
        with writing(self._engine) as session:
            row = session.get(ComplaintRow, complaint_id, with_for_update=True)
            if row is None or row.closed_at is not None:
                return False
            row.closed_at, row.closed_by, row.closed_why = at, by, why
            return True

    def contact(self, complaint_id: str) -> str:
        """How to reach who made it, "" where that is not known. Whoever asks writes that into the audit log first."""
        with reading(self._engine) as session:
            row = session.get(ContactRow, complaint_id)
            return row.contact if row is not None else ""

    def forget_contact(self, complaint_id: str) -> bool:
        """Deletes how to reach who made it, and what could tell whether a contact guessed is theirs."""
        with writing(self._engine) as session:
            contact = session.get(ContactRow, complaint_id)
            if contact is None:
                return False
            session.delete(contact)
            for row in _rows(session, [complaint_id]):
                row.content = digest("forgotten", uuid4().hex)
            return True

    def contacts_of_old(self, at: datetime) -> tuple[tuple[str, datetime], ...]:
        """Complaints that were closed before that time and of which a contact is kept, with when they were closed."""
        query = select(ComplaintRow.complaint_id, ComplaintRow.closed_at).join(
            ContactRow, ContactRow.complaint_id == ComplaintRow.complaint_id
        )
        with reading(self._engine) as session:
            rows = session.execute(query.where(ComplaintRow.closed_at < at).order_by(ComplaintRow.closed_at)).all()
        return tuple((name, closed) for name, closed in rows if closed is not None)

    def _where(self, condition: ColumnElement[bool]) -> tuple[Complaint, ...]:
        with reading(self._engine) as session:
            rows = session.scalars(select(ComplaintRow).where(condition)).all()
            leads = _leads(session, [row.complaint_id for row in rows])
            return tuple(_complaint(row, leads.get(row.complaint_id, ())) for row in rows)


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.open_only or wanted.late_on is not None or wanted.without_lead:
        found.append(ComplaintRow.closed_at.is_(None))
    if wanted.without_lead:
        own = select(ComplaintLeadRow.lead_id).where(ComplaintLeadRow.complaint_id == ComplaintRow.complaint_id)
        found += [ComplaintRow.done_at.is_not(None), ~own.exists()]
    if wanted.late_on is not None:
        found.append(ComplaintRow.due_on < wanted.late_on)
    return found


def _rows(session: Session, names: Sequence[str]) -> Sequence[ComplaintRow]:
    query = select(ComplaintRow).where(ComplaintRow.complaint_id.in_(list(names))).order_by(ComplaintRow.complaint_id)
    return session.scalars(query.with_for_update()).all()


def _add_leads(session: Session, complaint_id: str, leads: Sequence[str]) -> None:
    rows = [{"complaint_id": complaint_id, "lead_id": lead} for lead in sorted(set(leads))]
    add_missing(session, ComplaintLeadRow, rows)


def _leads(session: Session, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(names), BATCH):
        some = list(names[start : start + BATCH])
        query = select(ComplaintLeadRow).where(ComplaintLeadRow.complaint_id.in_(some))
        for row in session.scalars(query.order_by(ComplaintLeadRow.lead_id)):
            found[row.complaint_id] = (*found.get(row.complaint_id, ()), row.lead_id)
    return found


def _text(values: Sequence[str] | dict[str, None]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _complaint(row: ComplaintRow, leads: tuple[str, ...]) -> Complaint:
    return Complaint(
        complaint_id=row.complaint_id,
        receipt=row.receipt,
        by=From(row.by),
        addresses=tuple(json.loads(row.addresses)),
        text=row.text,
        pictures=tuple(json.loads(row.pictures)),
        right_id=row.right_id,
        channel=Channel(row.channel),
        taken_by=row.taken_by,
        received_at=row.received_at,
        due_on=row.due_on,
        captured_at=row.captured_at,
        done_at=row.done_at,
        run_id=row.run_id,
        says=tuple(json.loads(row.says)),
        leads=leads,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        closed_why=row.closed_why,
    )
