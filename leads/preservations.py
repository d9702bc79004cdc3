"""Legal holds in the database, and which listings leads still need."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, func, select

from database import alone, reading, writing
from domain.identity import digest
from domain.lead import LeadState
from domain.preservation import Preservation, PreserveOf, PreserveStep, in_force
from leads.keeping_tables import PreservationRow
from leads.referral_tables import ReferralLeadRow, ReferralRow
from leads.tables import CheckRow, DecisionRow, LeadRow, ListingRow, QueueRow

CUSTODY = "custody"  # the lock under which holds are written and deletions recorded


class NoSuchPreservationError(LookupError):
    """There is no such hold, or it does not stand; the message says so."""


class Life(StrEnum):
    """Why the listings of a lead are kept; the last two end."""

    NEEDED = "needed"
    REJECTED = "rejected"
    CONFIRMED = "confirmed"


class Preservations:
    """Legal holds of one database.

    Args:
        engine: migrated to the newest schema.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def place(self, of: PreserveOf, value: str, by: str, at: datetime, why: str, until: date | None) -> Preservation:
        """Places a hold.

        Raises:
            ValueError: no name, no reason, or nothing that is held.
        """
        if not (value.strip() and by.strip() and why.strip()):
            raise ValueError("a legal hold names what it holds, who placed it, and why")
        hold_id = digest("preserve", of.value, value, by, at.isoformat())[:32]
        return self._write(Preservation(0, hold_id, PreserveStep.PLACED, of, value, by, at, why, until))

    def release(self, hold_id: str, by: str, at: datetime, why: str) -> Preservation:
        """Releases a hold; both lines stay.

        Raises:
            NoSuchPreservationError: it does not stand.
            ValueError: no name or no reason.
        """
        if not (by.strip() and why.strip()):
            raise ValueError("the release of a legal hold names who released it, and why")
        standing = {one.hold_id: one for one in in_force(self.log(), date.min)}
        if hold_id not in standing:
            raise NoSuchPreservationError(
                f"there is no legal hold {hold_id} that stands; see `markhound preserve list`"
            )
        held = standing[hold_id]
        return self._write(Preservation(0, hold_id, PreserveStep.RELEASED, held.of, held.value, by, at, why))

    def _write(self, line: Preservation) -> Preservation:
        row = PreservationRow(
            hold_id=line.hold_id, step=line.step.value, of=line.of.value, value=line.value, by=line.by, at=line.at,
            why=line.why, until=line.until,
        )  # fmt: skip
        with writing(self._engine) as session:
            alone(session, CUSTODY)
            session.add(row)
            session.flush()
            return _line(row)

    def log(self) -> list[Preservation]:
        """Every line, oldest first."""
        with reading(self._engine) as session:
            return [_line(row) for row in session.scalars(select(PreservationRow).order_by(PreservationRow.number))]

    def last(self) -> int:
        """Number of the last line, 0 for none."""
        with reading(self._engine) as session:
            return session.scalar(select(func.max(PreservationRow.number))) or 0

    def knows_right(self, right_id: str) -> bool:
        """Whether there is a lead of that right."""
        with reading(self._engine) as session:
            return session.scalar(select(LeadRow.lead_id).where(LeadRow.right_id == right_id).limit(1)) is not None

    def listings(self, holds: Collection[Preservation], cases: Mapping[str, Sequence[str]], at: datetime) -> set[str]:
        """Keys of the listings whose leads are held, of those leads that were there at a time.

        Args:
            holds: that stand.
            cases: ids of leads by the id of their case.
            at: of the question.
        """
        found: set[str] = set()
        with reading(self._engine) as session:
            for one in holds:
                query = select(LeadRow.listing_key).where(LeadRow.first_found <= at)
                if one.of is PreserveOf.RIGHT:
                    query = query.where(LeadRow.right_id == one.value)
                elif one.of is PreserveOf.SELLER:
                    query = query.join(QueueRow, QueueRow.lead_id == LeadRow.lead_id)
                    query = query.where(QueueRow.seller == one.value)
                else:
                    names = [one.value] if one.of is PreserveOf.LEAD else cases.get(one.value, ())
                    query = query.where(LeadRow.lead_id.in_(names))
                found.update(session.scalars(query))
        return found

    def lives(self, rejected: datetime, confirmed: datetime, packed: Mapping[str, datetime]) -> dict[str, Life]:
        """By key of a listing with leads, why it is kept, or whose period is over.

        What awaits a person, was left unsure, is asked about in a check, is still on sale or stands in a referral that
        is open, is needed.

        Args:
            rejected: listings whose leads were all rejected, and which were last seen, before that time may go.
            confirmed: those of confirmed leads may go whose last decision, pack and outcome are older.
            packed: when a lead left in a pack last, by its id.
        """
        decided = select(DecisionRow.lead_id, func.max(DecisionRow.decided_at)).group_by(DecisionRow.lead_id)
        asked = select(CheckRow.subject).where(CheckRow.wanted)
        # A referral of several: open as long as one is.
        ends = select(ReferralLeadRow.lead_id, ReferralRow.ended_on).join(
            ReferralRow, ReferralRow.referral_id == ReferralLeadRow.referral_id
        )
        leads = select(LeadRow.lead_id, LeadRow.listing_key, LeadRow.state, ListingRow.last_seen)
        leads = leads.join(ListingRow, ListingRow.listing_key == LeadRow.listing_key)
        with reading(self._engine) as session:
            when = dict(session.execute(decided).tuples().all())
            wanted = set(session.scalars(asked))
            ended = _ended(session.execute(ends).tuples().all())
            rows = session.execute(leads).tuples().all()
        found: dict[str, Life] = {}
        for lead_id, key, state, last_seen in rows:
            times = [one for one in (when.get(lead_id), packed.get(lead_id), last_seen) if one is not None]
            if lead_id in ended:
                times.append(ended[lead_id] or datetime.max.replace(tzinfo=UTC))
            if state == LeadState.CONFIRMED.value or lead_id in ended or lead_id in packed:
                life, limit = Life.CONFIRMED, confirmed
            else:
                life, limit = Life.REJECTED, rejected
            awaits = state not in (LeadState.CONFIRMED.value, LeadState.DISMISSED.value)
            if awaits or lead_id in wanted or max(times) >= limit:
                life = Life.NEEDED
            if found.get(key) is not Life.NEEDED and (life is Life.NEEDED or found.get(key) is not Life.CONFIRMED):
                found[key] = life
        return found


def _ended(rows: Sequence[tuple[str, date | None]]) -> dict[str, datetime | None]:
    """When the last referral of each lead ended, None while one is open."""
    found: dict[str, datetime | None] = {}
    for lead_id, on in rows:
        end = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(days=1) if on is not None else None
        before = found.get(lead_id, end)
        found[lead_id] = max(before, end) if before is not None and end is not None else None
    return found


def _line(row: PreservationRow) -> Preservation:
    return Preservation(
        row.number, row.hold_id, PreserveStep(row.step), PreserveOf(row.of), row.value, row.by, row.at, row.why,
        row.until,
    )  # fmt: skip
