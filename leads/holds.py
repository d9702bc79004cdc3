"""Holds in the database: what keeps leads out of the queue, who said so, and how they come back."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, Select, distinct, func, select
from sqlalchemy.orm import Session

from database import reading, writing
from domain.hold import Hold, HoldKind, HoldOf, HoldState, HoldStep, Step
from domain.identity import digest
from domain.lead import LeadState
from leads.draw import Lot
from leads.facets import title_template
from leads.held import BATCH, beside, catch, of_right, reassess
from leads.hold_rows import IN_FORCE, make, step_row
from leads.hold_rows import hold as stored
from leads.hold_tables import HeldRow, HoldRow, HoldStepRow
from leads.tables import LeadRow, QueueRow

SAMPLE = 20
READ = 2_000  # titles that are compared to say how many wordings there are
MANY_SELLERS = 10  # from which on a flood may be one right copied by many at once
ONE_SELLER = 0.5  # share of one seller from which on it is that seller's flood


class NoSuchHoldError(LookupError):
    """There is no hold of that id, or it is not in the state that this needs."""


class TooManyConfirmedError(ValueError):
    """An entry would also have swallowed leads that people have confirmed."""

    def __init__(self, confirmed: int) -> None:
        super().__init__(f"{confirmed} confirmed lead(s) are of the same kind; look at them first")
        self.confirmed = confirmed


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person who looks at a hold needs to know.

    Attributes:
        caught: leads that it has caught since it was made.
        waiting: those of them that it keeps out of the queue now.
        sellers, wordings, pictures: different ones among the caught: sellers, titles without their numbers (of the
            first `READ`), and first pictures.
        largest: leads of the seller that has most, of those that pages name.
        confirmed: caught leads that somebody has confirmed meanwhile.
    """

    caught: int
    waiting: int
    sellers: int
    wordings: int
    pictures: int
    largest: int
    confirmed: int

    @property
    def is_storm(self) -> bool:
        """Whether many different sellers stand behind it, none of them for most: it may be one right copied by many at
        once (群体性侵权), which must be looked at first."""
        return self.sellers >= MANY_SELLERS and self.largest <= ONE_SELLER * self.caught

    @property
    def is_one_shop(self) -> bool:
        """Whether one seller stands for most of it."""
        return self.caught > 0 and self.largest > ONE_SELLER * self.caught


class Holds:
    """The holds of one database.

    Args:
        engine: migrated to the newest schema.
        base: folder that stored picture paths are relative to.
        lot: orders samples.
    """

    def __init__(self, engine: Engine, base: Path, lot: Lot) -> None:
        self._engine = engine
        self._base = base
        self._lot = lot

    def opened(self, holds: Iterable[Hold]) -> None:
        """Makes those holds, each once; one that is there already, in whatever state, stays as it is."""
        with writing(self._engine) as session:
            for hold in holds:
                if session.get(HoldRow, hold.hold_id) is None:
                    make(session, hold)

    def add(self, entry: Hold, *, most_confirmed: int | None) -> int:
        """Puts a "never this again" into force, and takes the leads of its kind out of the queue; how many.

        The same entry again is the same one: it is put back into force, with the new words.

        Args:
            entry: of kind `NEVER`, in force.
            most_confirmed: confirmed leads of that kind from which on it is refused; None takes it however many.

        Raises:
            TooManyConfirmedError: so many are there.
        """
        with writing(self._engine) as session:
            there = of_right(session, entry.right_id, (LeadState.CONFIRMED,), entry, self._base)
            if most_confirmed is not None and len(there) >= most_confirmed:
                raise TooManyConfirmedError(len(there))
            row = session.get(HoldRow, entry.hold_id, with_for_update=True)
            if row is None:
                make(session, entry)
            else:
                row.state, row.until, row.why, row.by, row.at = (
                    HoldState.KEPT.value, entry.until, entry.why, entry.by, entry.at,
                )  # fmt: skip
                step = HoldStep(entry.hold_id, Step.REOPENED, entry.by, entry.at, entry.why, entry.until)
                session.add(step_row(step))
            session.flush()
            return self._again(session, entry)

    def step(self, step: HoldStep) -> Hold:
        """Keeps, releases or reopens a hold; its leads leave the queue or come back with it.

        Raises:
            NoSuchHoldError: there is none, or it is released (kept, released) or in force (reopened) already.
        """
        with writing(self._engine) as session:
            row = session.get(HoldRow, step.hold_id, with_for_update=True)
            reopens = step.step is Step.REOPENED
            if row is None or (row.state in IN_FORCE) is reopens:
                raise NoSuchHoldError(f"there is no hold {step.hold_id} that could be {step.step.value}")
            ends = step.step in (Step.RELEASED, Step.EXPIRED)
            row.state = (HoldState.RELEASED if ends else HoldState.KEPT).value
            row.until = None if ends else step.until
            session.add(step_row(step))
            session.flush()
            hold = stored(row)
            self._again(session, hold)
            return hold

    def expire(self, today: date, at: datetime) -> int:
        """Releases those whose last day is over; how many. `at` is the run's clock."""
        query = select(HoldRow.hold_id).where(HoldRow.state.in_(IN_FORCE), HoldRow.until < today)
        with reading(self._engine) as session:
            over = list(session.scalars(query.order_by(HoldRow.hold_id)))
        for name in over:
            self.step(HoldStep(name, Step.EXPIRED, "", at))
        return len(over)

    def get(self, hold_id: str) -> Hold | None:
        """The hold of that id."""
        with reading(self._engine) as session:
            row = session.get(HoldRow, hold_id)
            return stored(row) if row is not None else None

    def find(self, kind: HoldKind | None = None, *, right_id: str = "", released: bool = False) -> tuple[Hold, ...]:
        """Holds in force, or all of them with `released`: floods first, those that wait for somebody on top."""
        query = select(HoldRow)
        if kind is not None:
            query = query.where(HoldRow.kind == kind.value)
        if right_id:
            query = query.where(HoldRow.right_id == right_id)
        if not released:
            query = query.where(HoldRow.state.in_(IN_FORCE))
        order = (HoldRow.kind, HoldRow.state.desc(), HoldRow.at.desc(), HoldRow.hold_id)
        with reading(self._engine) as session:
            return tuple(stored(row) for row in session.scalars(query.order_by(*order).limit(1000)))

    def steps(self, hold_id: str) -> tuple[HoldStep, ...]:
        """What happened to a hold, oldest first."""
        query = select(HoldStepRow).where(HoldStepRow.hold_id == hold_id).order_by(HoldStepRow.number)
        with reading(self._engine) as session:
            return tuple(
                HoldStep(row.hold_id, Step(row.step), row.by, row.at, row.why, row.until)
                for row in session.scalars(query)
            )

    def facts(self, hold_id: str) -> Facts:
        """What stands behind a hold."""
        rows = _caught(hold_id).subquery()
        named, shown = func.nullif(rows.c.seller, ""), func.nullif(rows.c.picture_key, "")
        several = select(func.count(distinct(named)), func.count(distinct(shown)))
        per_seller = select(func.count(named).label("n")).select_from(rows).group_by(rows.c.seller).subquery()
        bodies = select(LeadRow.listing_body).join(HeldRow, HeldRow.lead_id == LeadRow.lead_id)
        bodies = bodies.where(HeldRow.hold_id == hold_id).order_by(HeldRow.place).limit(READ)
        with reading(self._engine) as session:
            counted = session.execute(select(rows.c.state, func.count()).group_by(rows.c.state)).tuples()
            states = Counter(dict(counted.all()))
            sellers, pictures = session.execute(several).one()
            largest = session.scalar(select(func.max(per_seller.c.n))) or 0
            wordings = len({title_template(str(json.loads(body)["title"])) for body in session.scalars(bodies)})
        held, confirmed = states[LeadState.HELD.value], states[LeadState.CONFIRMED.value]
        return Facts(states.total(), held, sellers, wordings, pictures, largest, confirmed)

    def waiting(self, holds: Sequence[str]) -> dict[str, int]:
        """How many leads each of them keeps out of the queue now."""
        query = select(HeldRow.hold_id, func.count()).join(QueueRow, QueueRow.lead_id == HeldRow.lead_id)
        query = query.where(HeldRow.hold_id.in_(holds), QueueRow.state == LeadState.HELD.value)
        with reading(self._engine) as session:
            found = session.execute(query.group_by(HeldRow.hold_id)).tuples()
            return dict.fromkeys(holds, 0) | dict(found.all())

    def sample(self, hold_id: str, limit: int = SAMPLE) -> tuple[str, ...]:
        """Ids of leads that it keeps out of the queue, drawn by chance, each equally likely; always the same."""
        query = (
            select(HeldRow.lead_id)
            .join(QueueRow, QueueRow.lead_id == HeldRow.lead_id)
            .where(HeldRow.hold_id == hold_id, QueueRow.state == LeadState.HELD.value)
            .order_by(HeldRow.place, HeldRow.lead_id)
            .limit(limit)
        )
        with reading(self._engine) as session:
            return tuple(session.scalars(query))

    def of_leads(self, holds: Sequence[str]) -> tuple[Hold, ...]:
        """The holds of those ids, in that order."""
        if not holds:
            return ()
        with reading(self._engine) as session:
            found = {
                row.hold_id: stored(row) for row in session.scalars(select(HoldRow).where(HoldRow.hold_id.in_(holds)))
            }
        return tuple(found[name] for name in holds if name in found)

    def _again(self, session: Session, hold: Hold) -> int:
        """Looks again at every lead that the hold has caught or could catch; how many it keeps back now."""
        query = select(HeldRow.lead_id).where(HeldRow.hold_id == hold.hold_id)
        names = set(session.scalars(query))
        if hold.kind is HoldKind.NEVER:
            names |= set(beside(session, hold.right_id, hold))
        ordered = sorted(names)
        for start in range(0, len(ordered), BATCH):
            reassess(session, ordered[start : start + BATCH], self._base, self._place)
        caught = query.join(LeadRow, LeadRow.lead_id == HeldRow.lead_id).where(LeadRow.state == LeadState.HELD.value)
        return session.scalar(select(func.count()).select_from(caught.subquery())) or 0

    def _place(self, hold_id: str, lead_id: str) -> int:
        return self._lot.number("held", hold_id, lead_id)

    def met(self, session: Session, found: Mapping[str, tuple[str, ...]], right_ids: Iterable[str]) -> None:
        """Holds back what a run just brought in, in its transaction.

        Args:
            session: writes.
            found: every lead of the batch, with the floods that its new ones belong to.
            right_ids: of the batch.
        """
        catch(session, found, self._place)
        query = select(HoldRow.hold_id).where(
            HoldRow.right_id.in_(list(right_ids)), HoldRow.kind == HoldKind.NEVER.value, HoldRow.state.in_(IN_FORCE)
        )
        banked = session.scalar(query.limit(1)) is not None
        names = sorted(found) if banked else sorted(name for name, holds in found.items() if holds)
        reassess(session, names, self._base, self._place)


def _caught(hold_id: str) -> Select[tuple[QueueRow]]:
    return select(QueueRow).join(HeldRow, HeldRow.lead_id == QueueRow.lead_id).where(HeldRow.hold_id == hold_id)


def entry(
    right_id: str, of: HoldOf, value: str, by: str, at: datetime, *, why: str = "", until: date | None = None
) -> Hold:
    """A "never this again"; the same thing of the same right has the same id."""
    name = digest("never", right_id, of.value, value)[:32]
    return Hold(name, HoldKind.NEVER, right_id, of, value, by, at, why, HoldState.KEPT, until)


def flood(right_id: str, of: HoldOf, value: str, source: str, at: datetime) -> Hold:
    """A flood of a source that waits for somebody to look; made once for each night on which it begins."""
    name = digest("flood", right_id, of.value, value, source, at.isoformat())[:32]
    return Hold(name, HoldKind.FLOOD, right_id, of, value, "", at, source=source)


def measured(hold: Hold, hits: int, listings: int, limit: int) -> Hold:
    """The flood with the numbers of its night."""
    return replace(hold, hits=hits, listings=listings, limit=limit)
