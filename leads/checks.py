"""Checks in the database: which are due for whom, what was answered, and what must not be asked any more."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Engine, Select, exists, select, update
from sqlalchemy.orm import Session

from database import add_missing, reading, writing
from domain.check import Answer, Check, CheckKind, Shares
from domain.decision import Decision, Verdict
from domain.identity import digest
from domain.lead import Lead
from leads.draw import Lot
from leads.tables import AnswerRow, CheckRow, DecisionRow, LeadRow, QueueRow, ReversalRow

LOOKED_AT = 20  # of those due; the ones that must not be asked any more are closed on the way


class Checks:
    """The checks of one database.

    Args:
        engine: migrated to the newest schema.
        shares: how much is checked.

    Attributes:
        lot: how it is drawn.
    """

    def __init__(self, engine: Engine, shares: Shares) -> None:
        self._engine = engine
        self._shares = shares
        self.lot = Lot(engine)

    def draw(self, session: Session, decisions: Sequence[Decision]) -> None:
        """Puts the drawn ones of those new decisions before a second person, in the transaction that writes them."""
        drawn = [one for one in decisions if self.lot.drawn(self._shares.second, "second", one.lead_id, one.evidence)]
        if not drawn:
            return
        holders = _holders(session, [one.lead_id for one in drawn])
        rows = []
        for one in drawn:
            check = Check(
                check_id=digest("check", CheckKind.SECOND.value, one.decision_id)[:32],
                kind=CheckKind.SECOND,
                subject=one.lead_id,
                verdict=one.verdict,
                evidence=one.evidence,
                reviewer=one.reviewer,
                made_at=one.decided_at,
            )
            rows.append(self._row(check, holders[one.lead_id], one.decision_id))
        add_missing(session, CheckRow, rows)

    def set_golden(self, lead: Lead, verdict: Verdict, reviewer: str, at: datetime) -> None:
        """Makes a lead an item whose answer is known, as it is now; another answer takes the place of the last one."""
        name = digest("check", CheckKind.GOLDEN.value, lead.lead_id, lead.evidence, verdict.value)[:32]
        check = Check(name, CheckKind.GOLDEN, lead.lead_id, verdict, lead.evidence, reviewer, at)
        self.end_golden(lead.lead_id)
        with writing(self._engine) as session:
            add_missing(session, CheckRow, [self._row(check, lead.right.holder, "")])
            session.get_one(CheckRow, name).wanted = True

    def end_golden(self, lead_id: str) -> None:
        """Asks nobody about that lead any more as one whose answer is known; answers stay."""
        golden = (CheckRow.subject == lead_id, CheckRow.kind == CheckKind.GOLDEN.value)
        with writing(self._engine) as session:
            session.execute(update(CheckRow).where(*golden).values(wanted=False))

    def golden(self, lead_id: str) -> Check | None:
        """The known answer of that lead, None if there is none."""
        query = select(CheckRow).where(CheckRow.subject == lead_id, CheckRow.kind == CheckKind.GOLDEN.value)
        with reading(self._engine) as session:
            row = session.scalar(query.where(CheckRow.wanted))
            return _check(row) if row is not None else None

    def follows(self, reviewer: str, lead_id: str) -> bool:
        """Whether a check is to follow that person's decision on that lead."""
        return self.lot.drawn(self._shares.mixed_in, "mixed in", reviewer, lead_id)

    def due(self, reviewer: str, holders: tuple[str, ...] | None, after: str = "") -> Check | None:
        """A check for that person, who gets none twice and none on what they said themselves; None where none is due.

        Args:
            reviewer: who.
            holders: those whose leads they may see; None means all. Listings without a lead are for those only.
            after: what they did last; which kind of check comes next follows from it.
        """
        kinds = sorted(CheckKind, key=lambda kind: self.lot.number("kind", reviewer, after, kind.value))
        with writing(self._engine) as session:
            for kind in kinds:
                if kind is CheckKind.UNQUEUED and holders is not None:
                    continue
                query = _due(reviewer, kind)
                if holders is not None:
                    query = query.where(CheckRow.holder.in_(holders))
                for row in session.scalars(query.order_by(CheckRow.place).limit(LOOKED_AT)):
                    if _stands(session, row):
                        return _check(row)
                    row.wanted = False
        return None

    def asked(self, check_id: str, reviewer: str, holders: tuple[str, ...] | None) -> Check | None:
        """The check of that id, if it is (still) that person's to answer."""
        with reading(self._engine) as session:
            for kind in CheckKind:
                row = session.scalar(_due(reviewer, kind).where(CheckRow.check_id == check_id))
                scoped = holders is not None and (row is None or row.holder not in holders)
                if row is not None and not scoped and _stands(session, row):
                    return _check(row)
        return None

    def answer(self, answer: Answer) -> bool:
        """Writes an answer down; False if it is not asked for any more, or the person answered before."""
        with writing(self._engine) as session:
            row = session.get(CheckRow, answer.check_id, with_for_update=True)
            there = session.get(AnswerRow, (answer.check_id, answer.reviewer))
            if row is None or not row.wanted or there is not None or row.reviewer == answer.reviewer:
                return False
            session.add(
                AnswerRow(
                    check_id=answer.check_id,
                    reviewer=answer.reviewer,
                    verdict=answer.verdict.value,
                    reason=answer.reason.value,
                    note=answer.note,
                    answered_at=answer.answered_at,
                )
            )
            # One second reader is enough; an item with a known answer is for everybody.
            row.wanted = row.kind == CheckKind.GOLDEN.value
            return True

    def seen(self, lead_ids: Collection[str], reviewer: str, at: datetime) -> None:
        """Notes that a person saw how those leads were decided: they cannot answer blind any more."""
        if not lead_ids:
            return
        open_ones = select(CheckRow.check_id).where(CheckRow.subject.in_(lead_ids), CheckRow.wanted)
        with reading(self._engine) as session:
            names = list(session.scalars(open_ones.where(CheckRow.reviewer != reviewer)))
        if not names:
            return
        empty = {"reviewer": reviewer, "verdict": "", "reason": "", "note": "", "answered_at": at}
        with writing(self._engine) as session:
            there = set(
                session.scalars(
                    select(AnswerRow.check_id).where(AnswerRow.check_id.in_(names), AnswerRow.reviewer == reviewer)
                )
            )
            session.add_all(AnswerRow(check_id=name, **empty) for name in names if name not in there)

    def _row(self, check: Check, holder: str, decision_id: str = "") -> dict[str, object]:
        return check_row(check, holder, decision_id, self.lot.number("place", check.check_id))


def check_row(check: Check, holder: str, decision_id: str, place: int) -> dict[str, object]:
    """A check as stored."""
    return {
        "check_id": check.check_id,
        "kind": check.kind.value,
        "subject": check.subject,
        "decision_id": decision_id,
        "verdict": check.verdict.value if check.verdict else "",
        "evidence": check.evidence,
        "reviewer": check.reviewer,
        "holder": holder,
        "place": place,
        "made_at": check.made_at,
        "wanted": True,
    }


def _due(reviewer: str, kind: CheckKind) -> Select[tuple[CheckRow]]:
    """Checks of a kind that this person can answer: not on what they decided or answered before."""
    answered = exists().where(AnswerRow.check_id == CheckRow.check_id, AnswerRow.reviewer == reviewer)
    decided = exists().where(DecisionRow.lead_id == CheckRow.subject, DecisionRow.reviewer == reviewer)
    query = select(CheckRow).where(CheckRow.wanted, CheckRow.kind == kind.value, CheckRow.reviewer != reviewer)
    return query.where(~answered, ~decided)


def _stands(session: Session, row: CheckRow) -> bool:
    """Whether the answer could still be held against anything."""
    if row.kind == CheckKind.UNQUEUED.value:
        # What has a lead by now is decided there.
        return not session.scalar(select(exists().where(LeadRow.listing_key == row.subject)))
    if session.scalar(select(LeadRow.evidence).where(LeadRow.lead_id == row.subject)) != row.evidence:
        return False
    return not session.scalar(select(exists().where(ReversalRow.decision_id == row.decision_id)))


def _check(row: CheckRow) -> Check:
    return Check(
        check_id=row.check_id,
        kind=CheckKind(row.kind),
        subject=row.subject,
        verdict=Verdict(row.verdict) if row.verdict else None,
        evidence=row.evidence,
        reviewer=row.reviewer,
        made_at=row.made_at,
    )


def _holders(session: Session, lead_ids: Sequence[str]) -> dict[str, str]:
    query = select(QueueRow.lead_id, QueueRow.holder).where(QueueRow.lead_id.in_(lead_ids))
    return dict(session.execute(query).tuples().all())
