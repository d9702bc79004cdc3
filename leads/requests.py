"""What persons asked about their data, and what they were answered; append-only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine, select

from database import reading, writing
from leads.keeping_tables import RequestRow


class RequestKind(StrEnum):
    """What is asked for; an answer follows under the same id."""

    EXPORT = "export"
    CORRECT = "correct"
    DELETE = "delete"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Request:
    """A line: the request's id, what, about whom, who wrote it down, when (UTC), and what was said."""

    request_id: str
    kind: RequestKind
    subject: str
    by: str
    at: datetime
    said: str


class Requests:
    """The requests of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, *lines: Request) -> None:
        """Writes lines, all or none."""
        with writing(self._engine) as session:
            for one in lines:
                session.add(
                    RequestRow(
                        request_id=one.request_id, kind=one.kind.value, subject=one.subject, by=one.by, at=one.at,
                        said=one.said,
                    )
                )  # fmt: skip
                session.flush()

    def every(self) -> list[Request]:
        """All lines, oldest first."""
        with reading(self._engine) as session:
            return [
                Request(row.request_id, RequestKind(row.kind), row.subject, row.by, row.at, row.said)
                for row in session.scalars(select(RequestRow).order_by(RequestRow.number))
            ]
