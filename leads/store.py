"""The queue in the database: rows in, leads out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from sqlalchemy import Engine, bindparam, select
from sqlalchemy.orm import Session

from database import one_reading, one_writing, reading, writing
from domain.check import Shares
from domain.decision import Decision, Reversal
from domain.lead import Lead, LeadState
from domain.right import Right
from leads import gone_listings, queue, rows, tally
from leads.cards import sizes
from leads.checks import Checks
from leads.deciding import ConflictError, NothingToReverseError, StaleEvidenceError, UnknownLeadError, record, take_back
from leads.figures import Figures
from leads.hits import Hits
from leads.holds import Holds
from leads.intake import Found, Intake, Queued, Rematched
from leads.lifecycle import Evidence
from leads.network.store import Networks
from leads.page import Group, Neighbours, Page
from leads.past import Past
from leads.queue import Counted
from leads.rechecks import Rechecks
from leads.referrals import Referrals
from leads.rights import RightsReviewed, awaiting_rights, review
from leads.shelf import catch_up
from leads.sieve import Sieve
from leads.spot import Place, Spots
from leads.standing import latest_decisions
from leads.tables import DecisionRow, LeadRow, ListingRow, QueueRow, ReversalRow
from leads.teamwork import Teamwork
from leads.today import Today
from leads.unqueued import Unqueued

__all__ = [
    "ConflictError", "Counted", "Found", "Group", "LeadStore", "Neighbours", "NothingToReverseError", "Page", "Place",
    "Queued", "Rematched", "RightsReviewed", "Sieve", "StaleEvidenceError", "UnknownLeadError",
]  # fmt: skip

BATCH = 500  # leads read or written by one statement; SQLite allows 32,766 parameters


class LeadStore:
    """Leads and decisions of one database.

    Args:
        engine: migrated to the newest schema.
        base: folder that stored picture paths are relative to.
        shares: how much is checked; nothing by default.
        zone: the office's, in which the days of referrals begin.

    Attributes:
        team: who has a lead open, who gave it to whom, saved filters.
        checks: what is asked once more, and what was answered.
        unqueued: the sample of listings that gave no lead.
        figures, referrals: what is counted over many leads; what was handed to teams, and what came back.
        rechecks: whether confirmed listings are still up.
        past, networks: what was decided, as nights ask for it; sellers joined by what they share, and group leads.
        holds, hits, today: what keeps leads out of the queue, how often rights fired, each day's list.
    """

    def __init__(self, engine: Engine, base: Path, shares: Shares | None = None, zone: tzinfo = UTC) -> None:
        self._engine = engine
        self._base = base.absolute()
        shares = shares or Shares()
        self.team = Teamwork(engine)
        self.checks = Checks(engine, shares)
        self.figures = Figures(engine)
        self.referrals = Referrals(engine, self._base, zone)
        self.rechecks = Rechecks(engine)
        self.past = Past(engine, self._base)
        self.networks = Networks(engine)
        self.holds = Holds(engine, self._base, self.checks.lot)
        self.hits = Hits(engine)
        self.today = Today(engine, self.checks.lot)
        self.unqueued = Unqueued(engine, self._base, self.checks.lot, shares.unqueued)

    def queue(self, found: Iterable[Found], run_id: str, at: datetime, rematched: Rematched | None = None) -> Queued:
        """Adds leads, or updates those that are there: the same finds twice are the same leads once.

        Args:
            found: pairs; the last one of a pair counts.
            run_id: the run that read the listings.
            at: the clock of the run that found them, with a zone.
            rematched: where they come from, None for that run itself.
        """
        latest = {one.lead_id: one for one in found}
        total = Queued()
        intake = Intake(self._base, run_id, at, self.holds.met, rematched)
        # In the order of ids, so that two scans that queue at once cannot lock each other out.
        ordered = sorted(latest.items())
        for start in range(0, len(ordered), BATCH):
            with writing(self._engine) as session:
                total += intake.take(session, dict(ordered[start : start + BATCH]))
        return total

    def mark_gone(self, listing_keys: Sequence[str], at: datetime | None) -> None:
        """Says of listings since when they are gone, None for those that are back; without leads: nothing."""
        gone_listings.mark(self._engine, listing_keys, at)

    def gone(self, source: str) -> tuple[str, ...]:
        """Keys of a source's listings that are said to be gone."""
        return gone_listings.of(self._engine, source)

    def rights_of_open(self) -> Iterator[list[str]]:
        """Ids of the rights of all leads that await a person, or would if their right were in force; in batches."""
        return awaiting_rights(self._engine)

    def review_rights(
        self, rights: Mapping[str, Right | None], on: date, versions: Mapping[str, str] | None = None
    ) -> RightsReviewed:
        """Brings the leads that await a person up to date with their rights; decided ones stay as they are.

        A lead whose right is gone or not in force becomes `LAPSED` and says why; it comes back when the right does.

        Args:
            rights: each right as it stands in the registry now, None where it is no longer there.
            on: today, in the office's time zone.
            versions: the version of its register that each right is of, where that is known.
        """
        return review(self._engine, self._base, rights, on, versions or {})

    def decide(self, decision: Decision, expected: str | None = None) -> Lead:
        """Writes a decision to the log. The same decision id twice is one decision.

        Args:
            decision: what to write.
            expected: id of the decision that the person saw standing, "" for none; None overrules whatever stands.

        Raises:
            UnknownLeadError: no such lead.
            StaleEvidenceError: the lead's evidence is not the one that the person saw.
            ConflictError: somebody else has decided it since the person looked.
        """
        self.decide_all([decision], None if expected is None else {decision.lead_id: expected})
        return self.leads([decision.lead_id])[0]

    def decide_all(self, decisions: Sequence[Decision], expected: Mapping[str, str] | None = None) -> None:
        """Writes decisions on several leads, one a lead, all or none; else as `decide`, `expected` by lead."""
        with writing(self._engine) as session:
            self.checks.draw(session, record(session, decisions, expected))

    def reverse(self, reversals: Sequence[Reversal]) -> tuple[str, ...]:
        """Takes decisions back, all of them or none; gives the ids of their leads. The log keeps both.

        Raises:
            NothingToReverseError: one does not stand: it was taken back, or another one followed it.
        """
        with writing(self._engine) as session:
            return take_back(session, reversals)

    def batch(self, name: str) -> tuple[Decision, ...]:
        """The decisions that were made as one."""
        query = select(DecisionRow).where(DecisionRow.batch == name).order_by(DecisionRow.number)
        with reading(self._engine) as session:
            return tuple(rows.decision(row) for row in session.scalars(query)) if name else ()

    def standing(self, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
        """Those of the decisions that still count."""
        with reading(self._engine) as session:
            latest = latest_decisions(session, {decision.lead_id for decision in decisions}).values()
            standing = {row.decision_id for row in latest}
        return tuple(one for one in decisions if one.decision_id in standing)

    def catch_up(self) -> int:
        """Fills the queue's index of a database that is older than it; how many leads it took in."""
        return catch_up(self._engine, self._base)

    def get(self, name: str) -> Lead | None:
        """The lead of that id, None where there is none."""
        return next(iter(self.leads([name])), None)

    def leads(self, names: Sequence[str]) -> tuple[Lead, ...]:
        """The leads of those ids that are there, in that order."""
        with reading(self._engine) as session:
            stored = session.execute(_LEADS, {"leads": list(names)}).all()
            decisions = latest_decisions(session, [row.lead_id for row in stored])
        found = {}
        for row in stored:
            lead, decision = rows.lead(row, row.last_seen, self._base, row.gone_since), decisions.get(row.lead_id)
            found[lead.lead_id] = replace(lead, decision=rows.decision(decision)) if decision else lead
        return tuple(found[name] for name in names if name in found)

    def page(self, states: Sequence[LeadState], after: Place | None = None, limit: int = 50) -> Page:
        """Leads in these states, best first: by points of the score, then by harm, then by the rest of the score.

        Args:
            states: which; none means all.
            after: where the last page ended.
            limit: most leads of a page.
        """
        return self.sift(Sieve(states=tuple(states)), after, limit)

    def sift(self, sieve: Sieve, after: Place | None = None, limit: int = 50, *, fold: bool = False) -> Page:
        """Leads of a filter, best first; `fold` gives one of each group of near-identical leads."""
        with self.one_reading(), reading(self._engine) as session:
            return self._filled(session, sieve, queue.page(session, sieve, after, limit, fold=fold), fold=fold)

    def sift_and_count(self, sieve: Sieve, after: Place | None, limit: int) -> tuple[Page, Counted]:
        """A page of the queue, one of each group, and how many leads the filter leaves in all."""
        with self.one_reading(), reading(self._engine) as session:
            spots, counted = queue.page_and_count(session, sieve, after, limit, fold=True)
            return self._filled(session, sieve, spots, fold=True), counted

    def _filled(self, session: Session, sieve: Sieve, spots: Spots, *, fold: bool) -> Page:
        groups = sizes(session, [s.group_key for s in spots.spots], sieve.states) if fold else {}
        leads = self.leads([spot.lead_id for spot in spots.spots])
        keys = {spot.lead_id: spot.group_key for spot in spots.spots}
        found = {lead.lead_id: Group(keys[lead.lead_id], groups.get(keys[lead.lead_id], 1)) for lead in leads}
        return Page(leads, spots.after, spots.cut, found)

    def group_and_assignee(self, lead_id: str) -> tuple[str, str]:
        """The key of a lead's near-identical ones, and whose it is, "" for nobody's; both "" for no such lead."""
        with reading(self._engine) as session:
            found = session.execute(_BESIDE, {"lead": lead_id}).first()
            return (found[0], found[1]) if found else ("", "")

    def neighbours(self, lead_id: str, sieve: Sieve) -> Neighbours:
        """The leads beside one in the queue of a filter; the first of the queue follows the last."""
        with reading(self._engine) as session:
            place = queue.place_of(session, lead_id, sieve)
            if place is None:
                return Neighbours("", "")
            up = queue.before(session, sieve, place)
            down = queue.page(session, sieve, place, 1).spots or queue.page(session, sieve, None, 1).spots
        following = next((spot.lead_id for spot in down if spot.lead_id != lead_id), "")
        return Neighbours(up.lead_id if up else "", following)

    def count(self, sieve: Sieve) -> Counted:
        """How many leads a filter leaves, by bins of the score."""
        with reading(self._engine) as session:
            return queue.count(session, sieve)

    def one_reading(self) -> AbstractContextManager[None]:
        """All that is asked of the store within it is asked of one state, which is also quicker."""
        return one_reading(self._engine)

    def one_writing(self) -> AbstractContextManager[None]:
        """All that is written within it is written together or not at all."""
        return one_writing(self._engine)

    def at_least(self, sieve: Sieve, most: int = 1000) -> int:
        """How many leads there are of a seller, group, right or holder, counted no further than `most`."""
        with reading(self._engine) as session:
            return queue.at_least(session, sieve, most)

    def values(self, kind: str, limit: int = 200) -> list[str]:
        """The sources, districts or kinds of signals that there are."""
        with reading(self._engine) as session:
            return tally.values(session, kind, limit)

    def every(self, states: Sequence[LeadState]) -> Iterator[Lead]:
        """All leads in these states, best first, a page at a time."""
        page = self.page(states, limit=BATCH)
        yield from page.leads
        while page.after is not None:
            page = self.page(states, page.after, BATCH)
            yield from page.leads

    def counts(self, holders: tuple[str, ...] | None = None) -> dict[LeadState, int]:
        """How many leads are in each state, of those holders or of all; every state is there."""
        with reading(self._engine) as session:
            return {state: sum(bins) for state, bins in tally.histograms(session, holders).items()}

    def decisions(self, name: str) -> tuple[Decision, ...]:
        """The decision log of one lead, oldest first."""
        return tuple(decision for decision, _ in self.decided_on(name))

    def decided_on(self, name: str) -> tuple[tuple[Decision, Evidence], ...]:
        """The decisions on a lead, oldest first, with what the listing was at each."""
        with reading(self._engine) as session:
            found = session.scalars(_LOG, {"lead": name}).all()
        return tuple((rows.decision(row), Evidence.from_json(row.evidence_body)) for row in found)

    def reversals(self, decisions: Sequence[Decision]) -> dict[str, Reversal]:
        """Which of those decisions were taken back, by decision id."""
        names = [decision.decision_id for decision in decisions]
        if not names:
            return {}
        query = select(ReversalRow).where(ReversalRow.decision_id.in_(names))
        with reading(self._engine) as session:
            return {row.decision_id: rows.reversal(row) for row in session.scalars(query)}


# Columns, not rows of the mapper: a page shows thirty leads and changes none.
_LEADS = (
    select(*LeadRow.__table__.columns, ListingRow.last_seen, ListingRow.gone_since)
    .join(ListingRow, ListingRow.listing_key == LeadRow.listing_key)
    .where(LeadRow.lead_id.in_(bindparam("leads", expanding=True)))
)
_LOG = select(DecisionRow).where(DecisionRow.lead_id == bindparam("lead")).order_by(DecisionRow.number)
_BESIDE = select(QueueRow.group_key, QueueRow.assignee).where(QueueRow.lead_id == bindparam("lead"))
