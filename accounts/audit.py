"""The log of what was looked at and done: who, when, what; nobody can rewrite it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Engine, delete, func, not_, select

from accounts.tables import AuditRow, CutRow
from database import reading, writing

LONGEST = 2000


# For the table, not the mapper: a line is written with every page, and never read back by who wrote it.
_WRITE = AuditRow.__table__.insert()  # type: ignore[attr-defined]


class Action(StrEnum):
    """What is logged: every view of personal data, every decision, every change of who may do what."""

    VIEW_QUEUE = "view_queue"
    VIEW_LEAD = "view_lead"
    VIEW_GROUP = "view_group"
    VIEW_AUDIT = "view_audit"
    VIEW_CHECK = "view_check"
    VIEW_QUALITY = "view_quality"
    DECIDE = "decide"
    REVERSE = "reverse"
    ANSWER_CHECK = "answer_check"
    SET_GOLDEN = "set_golden"
    HAND_OVER = "hand_over"
    TAKE_OVER = "take_over"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    CHANGE_ACCOUNT = "change_account"
    VIEW_REFERRAL = "view_referral"
    REFER = "refer"
    REPORT_OUTCOME = "report_outcome"
    TAKE_BACK_OUTCOME = "take_back_outcome"
    RECHECK = "recheck"
    EXPORT = "export"
    SEARCH_REGISTRY = "search_registry"
    VIEW_RIGHT = "view_right"
    VIEW_WATCHES = "view_watches"
    CHANGE_WATCH = "change_watch"
    VIEW_HELD = "view_held"
    HOLD = "hold"
    TAKE_COMPLAINT = "take_complaint"
    VIEW_COMPLAINT = "view_complaint"
    VIEW_CONTACT = "view_contact"
    FORGET_CONTACT = "forget_contact"
    NAME_RIGHT = "name_right"
    CLOSE_COMPLAINT = "close_complaint"
    PRESERVE = "preserve"
    RETAIN = "retain"
    SUBJECT_EXPORT = "subject_export"
    SUBJECT_REQUEST = "subject_request"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: when (UTC), who, what, on what (an id), the rest in words, and the address that they came from, "" for
    the command line."""

    at: datetime
    name: str
    action: Action
    subject: str = ""
    detail: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of a person, about an id; `views` only those of who looked. "" for all."""

    name: str = ""
    subject: str = ""
    views: bool = False


ANY = Wanted()


class Audit:
    """The audit log of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, *entries: Entry) -> None:
        """Adds lines, all or none."""
        if not entries:
            return
        with writing(self._engine) as session:
            session.execute(
                _WRITE,
                [
                    {
                        "at": one.at,
                        "name": one.name,
                        "action": one.action.value,
                        "subject": one.subject[:LONGEST],
                        "detail": one.detail[:LONGEST],
                        "place": one.place[:LONGEST],
                    }
                    for one in entries
                ],
            )

    def newest(
        self, limit: int, before: int | None = None, action: str = "", wanted: Wanted = ANY
    ) -> Sequence[tuple[int, Entry]]:
        """Lines with their numbers, newest first.

        Args:
            limit: most lines.
            before: only lines with a smaller number.
            action: only lines of that action.
            wanted: which lines.
        """
        query = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.number < before)
        if action:
            query = query.where(AuditRow.action == action)
        if wanted.name:
            query = query.where(AuditRow.name == wanted.name)
        if wanted.subject:
            query = query.where(AuditRow.subject == wanted.subject)
        if wanted.views:
            query = query.where(_views())
        with reading(self._engine) as session:
            return [
                (row.number, Entry(row.at, row.name, Action(row.action), row.subject, row.detail, row.place))
                for row in session.scalars(query)
            ]

    def older(self, views: bool, before: datetime) -> tuple[int, datetime | None]:
        """How many lines are older than that, and when the oldest was written.

        Args:
            views: of those who looked; else of those who did something.
            before: with a zone.
        """
        query = select(func.count(), func.min(AuditRow.at)).where(AuditRow.at < before, _views(views))
        with reading(self._engine) as session:
            count, oldest = session.execute(query).one()
            return int(count), oldest

    def cut(self, views: bool, before: datetime, by: str, at: datetime, rule: str) -> int:
        """Deletes lines that are older than that, once it is written down that they go; how many.

        Args:
            views: of those who looked; else of those who did something.
            before: with a zone.
            by, at, rule: who, when, why.
        """
        kind = "access" if views else "audit"
        with writing(self._engine) as session:
            session.add(CutRow(kind=kind, before=before, by=by, at=at, rule=rule))
            session.flush()
            gone = session.execute(delete(AuditRow).where(AuditRow.at < before, _views(views)))
            return int(gone.rowcount)  # type: ignore[attr-defined]


def _views(which: bool = True) -> ColumnElement[bool]:
    looked = AuditRow.action.like("view\\_%", escape="\\") | AuditRow.action.like("search\\_%", escape="\\")
    return looked if which else not_(looked)
