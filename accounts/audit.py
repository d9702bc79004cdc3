"""The log of what was looked at and done: who, when, what; nobody can rewrite it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine, select

from accounts.tables import AuditRow
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: when (UTC), who, what, on what (an id), and the rest in words."""

    at: datetime
    name: str
    action: Action
    subject: str = ""
    detail: str = ""


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
                    }
                    for one in entries
                ],
            )

    def newest(self, limit: int, before: int | None = None, action: str = "") -> Sequence[tuple[int, Entry]]:
        """Lines with their numbers, newest first.

        Args:
            limit: most lines.
            before: only lines with a smaller number.
            action: only lines of that action.
        """
        query = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.number < before)
        if action:
            query = query.where(AuditRow.action == action)
        with reading(self._engine) as session:
            return [
                (row.number, Entry(row.at, row.name, Action(row.action), row.subject, row.detail))
                for row in session.scalars(query)
            ]
