"""What left the house: each pack with its digest, who made it, for whom; append-only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from database import reading, writing
from evidence.tables import DispatchRow


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A pack that was made.

    Attributes:
        case_id: of its case.
        digest: SHA-256 of the pack's manifest.
        name: of its file.
        profile, language, recipient, scope: what was asked for.
        made_by: name of the person, "" if not said.
        made_at: UTC.
        leads: ids of the leads in it.
    """

    case_id: str
    digest: str
    name: str
    profile: str
    language: str
    recipient: str
    scope: str
    made_by: str
    made_at: datetime
    leads: tuple[str, ...]


class Dispatches:
    """The record of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, dispatch: Dispatch) -> None:
        """Writes a line."""
        with writing(self._engine) as session:
            session.add(
                DispatchRow(
                    case_id=dispatch.case_id,
                    digest=dispatch.digest,
                    name=dispatch.name,
                    profile=dispatch.profile,
                    language=dispatch.language,
                    recipient=dispatch.recipient,
                    scope=dispatch.scope,
                    made_by=dispatch.made_by,
                    made_at=dispatch.made_at,
                    leads=" ".join(dispatch.leads),
                )
            )

    def packed(self) -> tuple[dict[str, datetime], dict[str, tuple[str, ...]]]:
        """When each lead left in a pack last, by its id; the leads of each case, by its id."""
        when: dict[str, datetime] = {}
        cases: dict[str, tuple[str, ...]] = {}
        query = select(DispatchRow.case_id, DispatchRow.leads, DispatchRow.made_at).order_by(DispatchRow.number)
        with reading(self._engine) as session:
            for case_id, leads, made_at in session.execute(query):
                names = tuple(leads.split())
                cases[case_id] = tuple(dict.fromkeys((*cases.get(case_id, ()), *names)))
                when.update(dict.fromkeys(names, made_at))
        return when, cases

    def newest(self, limit: int = 100) -> tuple[Dispatch, ...]:
        """The last ones, newest first."""
        query = select(DispatchRow).order_by(DispatchRow.number.desc()).limit(limit)
        with reading(self._engine) as session:
            return tuple(
                Dispatch(
                    row.case_id,
                    row.digest,
                    row.name,
                    row.profile,
                    row.language,
                    row.recipient,
                    row.scope,
                    row.made_by,
                    row.made_at,
                    tuple(row.leads.split()),
                )
                for row in session.scalars(query)
            )
