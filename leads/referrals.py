"""Referrals in the database: what was sent to whom, the log of what came back, and what is overdue."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from database import reading, writing
from domain.lead import LeadState
from domain.referral import Acted, Course, Recipient, Referral, ReferralState, Relisting, Step, StepBack
from leads.passage import acted_on, ended_on, refusal
from leads.referral_list import Wanted, asked
from leads.referral_rows import courses_of, referral_row, step_of, step_row
from leads.referral_tables import ReferralLeadRow, ReferralRow, StepBackRow, StepRow
from leads.refusals import NotReferableError, Recorded, Refused, RefusedStepsError, UnknownReferralError
from leads.relisting import acted_upon, follow, raise_again, relistings
from leads.shelf import mark
from leads.tables import LeadRow, QueueRow

__all__ = [
    "NotReferableError", "Recorded", "Referrals", "Refused", "RefusedStepsError", "UnknownReferralError", "Wanted",
]  # fmt: skip

BATCH = 500
MOST_LEADS = 2_000  # of one referral: a pack of more is read by nobody


class Referrals:
    """The referrals of one database.

    Args:
        engine: migrated to the newest schema.
        base: folder that stored picture paths are relative to.
        zone: the office's, in which a day begins.
    """

    def __init__(self, engine: Engine, base: Path, zone: tzinfo) -> None:
        self._engine = engine
        self._base = base
        self._zone = zone

    def send(self, referral: Referral, due_on: date | None) -> bool:
        """Writes down that leads were handed to a team; False where that very referral is there already.

        Raises:
            NotReferableError: a lead is not there or not confirmed, refers to another right, or there are none.
        """
        on = referral.sent_at.astimezone(self._zone).date()
        if due_on is not None and due_on < on:
            raise NotReferableError(f"an answer cannot be due on {due_on}, before it was sent ({on})")
        if not referral.recipient.team.strip() or not referral.sent_by.strip():
            raise NotReferableError("a referral needs a team that it goes to and a person who sends it")
        step_id = f"{referral.referral_id}-sent"[:32]
        step = Step(
            step_id,
            referral.referral_id,
            ReferralState.SENT,
            on,
            referral.sent_by,
            referral.sent_at,
            referral.note,
            due_on=due_on,
        )
        with writing(self._engine) as session:
            there = session.get(ReferralRow, referral.referral_id, with_for_update=True)
            if there is not None:
                _refuse_another(courses_of(session, [there])[referral.referral_id].referral, referral)
                return False
            _check(session, referral)
            session.add(referral_row(referral, on, due_on))
            session.flush()
            session.add_all(
                ReferralLeadRow(referral_id=referral.referral_id, lead_id=name) for name in sorted(referral.lead_ids)
            )
            session.add(step_row(step))
        return True

    def record(self, steps: Sequence[Step], today: date, *, dry: bool = False) -> Recorded:
        """Writes steps, all of them or none. The same step id twice is one step, also where it was taken back.

        Args:
            steps: those of one referral in the order in which they happened.
            today: in the office's time zone.
            dry: checks and writes nothing.

        Raises:
            RefusedStepsError: with every step that cannot follow, and why.
        """
        refused: list[Refused] = []
        new: list[Step] = []
        with writing(self._engine) as session:
            rows = _locked(session, {step.referral_id for step in steps})
            courses = courses_of(session, rows.values())
            query = select(StepRow.step_id).where(StepRow.step_id.in_([step.step_id for step in steps]))
            known = set(session.scalars(query))
            for number, step in enumerate(steps):
                course = courses.get(step.referral_id)
                if course is None:
                    message = f"there is no referral {step.referral_id!r}; `markhound referrals list` shows them"
                    refused.append(Refused(number, "unknown-referral", message))
                elif step.step_id not in known:
                    if (said := refusal(course, step, today)) is not None:
                        refused.append(Refused(number, *said))
                        continue
                    known.add(step.step_id)
                    new.append(step)
                    courses[step.referral_id] = Course(course.referral, (*course.steps, step))
            if refused:
                raise RefusedStepsError(refused)
            if dry:
                return Recorded(len(new), len(steps) - len(new))
            session.add_all(step_row(step) for step in new)
            changed = sorted({step.referral_id for step in new})
            self._settle(session, [(rows[name], courses[name]) for name in changed])
        return Recorded(len(new), len(steps) - len(new))

    def take_back(self, back: StepBack) -> str:
        """Takes back the step that a referral stands at; gives the referral's id. The log keeps both.

        Raises:
            UnknownReferralError: there is no such step, or it does not stand last, or it is the sending itself.
        """
        with writing(self._engine) as session:
            name = session.scalar(select(StepRow.referral_id).where(StepRow.step_id == back.step_id))
            row = _locked(session, {name} if name else set()).get(name or "")
            if row is None:
                raise UnknownReferralError(f"there is no step {back.step_id}")
            course = courses_of(session, [row])[row.referral_id]
            if course.last.step_id != back.step_id or len(course.steps) == 1:
                raise UnknownReferralError("only the step that a referral stands at can be taken back, not its sending")
            session.add(StepBackRow(step_id=back.step_id, by=back.by, at=back.at, why=back.why))
            self._settle(session, [(row, Course(course.referral, course.steps[:-1]))])
            return row.referral_id

    def get(self, name: str) -> Course | None:
        """The referral of that id."""
        with reading(self._engine) as session:
            row = session.get(ReferralRow, name)
            return courses_of(session, [row])[name] if row is not None else None

    def log(self, name: str) -> tuple[tuple[Step, StepBack | None], ...]:
        """Every step of a referral, oldest first, with its taking back where it was."""
        query = select(StepRow, StepBackRow).outerjoin(StepBackRow, StepBackRow.step_id == StepRow.step_id)
        with reading(self._engine) as session:
            found = session.execute(query.where(StepRow.referral_id == name).order_by(StepRow.number))
            return tuple(
                (step_of(step), StepBack(back.step_id, back.by, back.at, back.why) if back else None)
                for step, back in found.tuples()
            )

    def of_lead(self, lead_id: str) -> tuple[Course, ...]:
        """The referrals that cover a lead, newest first."""
        query = select(ReferralRow).join(ReferralLeadRow).where(ReferralLeadRow.lead_id == lead_id)
        with reading(self._engine) as session:
            rows = session.scalars(query.order_by(ReferralRow.sent_at.desc(), ReferralRow.referral_id)).all()
            courses = courses_of(session, rows)
        return tuple(courses[row.referral_id] for row in rows)

    def find(self, wanted: Wanted, limit: int, skip: int = 0) -> tuple[Course, ...]:
        """Referrals, those due first on top, then the newest."""
        query = asked(select(ReferralRow), wanted)
        order = (ReferralRow.due_on.is_(None), ReferralRow.due_on) if wanted.late_on or wanted.states else ()
        query = query.order_by(*order, ReferralRow.sent_at.desc(), ReferralRow.referral_id).offset(skip).limit(limit)
        with reading(self._engine) as session:
            rows = session.scalars(query).all()
            courses = courses_of(session, rows)
        return tuple(courses[row.referral_id] for row in rows)

    def count(self, wanted: Wanted) -> int:
        """How many there are."""
        with reading(self._engine) as session:
            return session.scalar(asked(select(func.count()).select_from(ReferralRow), wanted)) or 0

    def recipients(self) -> tuple[Recipient, ...]:
        """Everybody to whom anything was ever sent, by name."""
        query = select(ReferralRow.team, ReferralRow.district).distinct().order_by(ReferralRow.team)
        with reading(self._engine) as session:
            return tuple(Recipient(*row) for row in session.execute(query.order_by(ReferralRow.district)))

    def relistings(self, lead_ids: Sequence[str]) -> dict[str, tuple[Relisting, ...]]:
        """By lead, after which actions it came up."""
        with reading(self._engine) as session:
            return relistings(session, lead_ids)

    def acted_upon(self, right_ids: Collection[str]) -> dict[str, tuple[Acted, ...]]:
        """By right, the leads on which a team has acted."""
        with reading(self._engine) as session:
            return acted_upon(session, right_ids, self._base)

    def raise_again(self, found: Sequence[Relisting]) -> int:
        """Marks leads that came up after an action, as far as they did; how many are newly marked."""
        if not found:
            return 0
        with writing(self._engine) as session:
            new = raise_again(session, found)
            mark(session, new, self._base)
            return len(new)

    def _settle(self, session: Session, changed: Sequence[tuple[ReferralRow, Course]]) -> None:
        """What the rows repeat of the log, and what follows from actions that now stand or no longer do."""
        moved = []
        for row, course in changed:
            row.state, row.due_on = course.state.value, course.due_on
            row.ended_on = ended_on(course.steps)
            acted = acted_on(course.steps)
            acted_at = self._day_after(acted) if acted else None
            if acted_at != row.acted_at:
                row.acted_at = acted_at
                moved.append(row)
        session.flush()
        touched: set[str] = set()
        for start in range(0, len(moved), BATCH):
            touched |= follow(session, moved[start : start + BATCH], self._base)
        ordered = sorted(touched)
        for start in range(0, len(ordered), BATCH):
            mark(session, ordered[start : start + BATCH], self._base)

    def _day_after(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), self._zone).astimezone(UTC)


def _refuse_another(there: Referral, given: Referral) -> None:
    """Refuses other leads or another team under an id that is taken: ids are short, and two may once be equal."""
    if (set(there.lead_ids), there.recipient) != (set(given.lead_ids), given.recipient):
        raise NotReferableError(f"{given.referral_id} is another referral; send these leads tomorrow, or one fewer")


def _check(session: Session, referral: Referral) -> None:
    names = set(referral.lead_ids)
    if not 0 < len(names) <= MOST_LEADS:
        raise NotReferableError(f"a referral covers 1 to {MOST_LEADS:,} leads, not {len(names):,}")
    query = select(LeadRow.lead_id, LeadRow.state, LeadRow.right_id, QueueRow.holder)
    query = query.join(QueueRow, QueueRow.lead_id == LeadRow.lead_id).where(LeadRow.lead_id.in_(names))
    found = {row.lead_id: row for row in session.execute(query)}
    for name in sorted(names):
        row = found.get(name)
        if row is None:
            raise NotReferableError(f"there is no lead {name}; `markhound leads list` shows those there are")
        if row.state != LeadState.CONFIRMED.value:
            raise NotReferableError(f"lead {name} is {row.state}: only confirmed leads leave; decide it first")
        if row.right_id != referral.right_id:
            raise NotReferableError(f"lead {name} refers to {row.right_id}, not to {referral.right_id}: send it apart")


def _locked(session: Session, names: set[str]) -> dict[str, ReferralRow]:
    # In the order of ids, so that two files that come in at once cannot lock each other out.
    query = select(ReferralRow).where(ReferralRow.referral_id.in_(names)).order_by(ReferralRow.referral_id)
    return {row.referral_id: row for row in session.scalars(query.with_for_update())}
