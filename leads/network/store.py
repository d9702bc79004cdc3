"""What sellers share and the groups that come of it, in the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from database import reading, writing
from domain.lead import LeadState
from domain.network import FactKind, GroupKind, GroupLead, Tie, Trace
from leads.network.raising import BEFORE, MASS_SELLERS, WINDOW, Crowd, Joined, Standing, raised
from leads.network.tables import GroupLeadRow, GroupMemberRow, GroupTieRow, SellerTraceRow
from leads.sieve import Sieve
from leads.tables import DecisionRow, MarkRow, QueueRow

STANDING = (LeadState.OPEN, LeadState.CHANGED, LeadState.UNSURE, LeadState.CONFIRMED)
BATCH = 500


class Networks:
    """Networks and group leads of one database.

    Args:
        engine: migrated to the newest schema.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def salt(self) -> bytes:
        """What keys of facts are made with here, and nowhere else."""
        with reading(self._engine) as session:
            return session.get_one(MarkRow, "salt").value.encode()[:64]

    def refers(self, source: str = "") -> dict[str, frozenset[str]]:
        """Sellers with standing leads, of a source or of all, and the rights that those refer to."""
        query = select(QueueRow.seller, QueueRow.right_id).where(*_standing()).distinct()
        if source:
            query = query.where(QueueRow.source == source)
        found: dict[str, set[str]] = defaultdict(set)
        with reading(self._engine) as session:
            for seller, right in session.execute(query):
                found[seller].add(right)
        return {seller: frozenset(rights) for seller, rights in found.items()}

    def keep(self, traces: Sequence[Trace], at: datetime) -> None:
        """Keeps what sellers with leads showed, or that they showed it again."""
        for start in range(0, len(traces), BATCH):
            latest = {(one.seller, one.key): one for one in traces[start : start + BATCH]}
            rows = [
                {"seller": one.seller, "key": one.key, "kind": one.kind.value, "shown": one.shown, "url": one.url,
                 "last_seen": at}
                for _, one in sorted(latest.items())
            ]  # fmt: skip
            with writing(self._engine) as session:
                on_server = session.get_bind().dialect.name == "postgresql"
                adding = (postgresql.insert if on_server else sqlite.insert)(SellerTraceRow)
                again = {"url": adding.excluded.url, "last_seen": adding.excluded.last_seen}
                session.execute(adding.on_conflict_do_update(index_elements=["seller", "key"], set_=again), rows)

    def traces(self) -> list[Trace]:
        """All that is kept."""
        with reading(self._engine) as session:
            rows = session.scalars(select(SellerTraceRow).order_by(SellerTraceRow.seller, SellerTraceRow.key))
            return [Trace(row.seller, FactKind(row.kind), row.key, row.shown, row.url) for row in rows]

    def forget(self) -> int:
        """Drops what is kept of sellers without standing leads; how many facts."""
        with writing(self._engine) as session:
            gone = delete(SellerTraceRow).where(
                SellerTraceRow.seller.not_in(select(QueueRow.seller).where(*_standing()))
            )
            return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]

    def replace(self, joined: Sequence[Joined], at: datetime) -> list[GroupLead]:
        """Raises the group leads of a night in place of those of the last one; an older run changes nothing.

        Args:
            joined: groups of sellers with what joins them.
            at: the run's clock.
        """
        with writing(self._engine) as session:
            known = _loaded(session, select(GroupLeadRow))
            if any(one.made_at > at for one in known):
                return known
            found = raised(joined, _standings(session), _crowds(session, at), known, at)
            for table in (GroupTieRow, GroupMemberRow, GroupLeadRow):
                session.execute(delete(table))
            for one in found:
                _add(session, one)
            _mark(session, found)
            return found

    def find(self, limit: int = 200, kinds: Sequence[GroupKind] = ()) -> list[GroupLead]:
        """Group leads, without their ties, newest first; of those kinds, or of all."""
        query = select(GroupLeadRow).order_by(GroupLeadRow.since.desc(), GroupLeadRow.group_id).limit(limit)
        if kinds:
            query = query.where(GroupLeadRow.kind.in_([kind.value for kind in kinds]))
        with reading(self._engine) as session:
            return _loaded(session, query, with_ties=False)

    def get(self, group_id: str) -> GroupLead | None:
        """One with its ties, None where there is none."""
        with reading(self._engine) as session:
            found = _loaded(session, select(GroupLeadRow).where(GroupLeadRow.group_id == group_id))
        return found[0] if found else None

    def of_sellers(self, group: GroupLead, holders: tuple[str, ...] | None) -> dict[str, dict[LeadState, int]]:
        """By seller of a group, how many of its leads are in each state; sellers without any are not there."""
        query = _scoped(select(QueueRow.seller, QueueRow.state, func.count()), holders)
        if group.kind is GroupKind.MASS:
            query = query.where(QueueRow.right_id == group.right_id, QueueRow.found >= group.since)
        else:
            query = query.where(QueueRow.network == group.group_id)
        found: dict[str, dict[LeadState, int]] = defaultdict(dict)
        with reading(self._engine) as session:
            for seller, state, number in session.execute(query.group_by(QueueRow.seller, QueueRow.state)):
                found[seller][LeadState(state)] = number
        return dict(found)

    def of_leads(self, names: Sequence[str]) -> dict[str, str]:
        """By lead, the network of its seller; leads of no network are not there."""
        query = select(QueueRow.lead_id, QueueRow.network).where(QueueRow.lead_id.in_(names), QueueRow.network != "")
        with reading(self._engine) as session:
            return dict(session.execute(query).tuples().all())


def sieve_of(group: GroupLead) -> Sieve:
    """The filter of the queue that leaves the leads of a group."""
    if group.kind is GroupKind.MASS:
        return Sieve(right_id=group.right_id, since=group.since)
    return Sieve(network=group.group_id)


def _standing() -> tuple[ColumnElement[bool], ...]:
    return (QueueRow.state.in_([state.value for state in STANDING]), QueueRow.seller != "")


def _scoped(query: Select[Any], holders: tuple[str, ...] | None) -> Select[Any]:
    return query if holders is None else query.where(QueueRow.holder.in_(holders))


def _standings(session: Session) -> dict[str, Standing]:
    """What stands of each seller."""
    opened = select(QueueRow.seller, func.max(QueueRow.found)).where(QueueRow.state == LeadState.OPEN.value)
    newest = dict(session.execute(opened.where(QueueRow.seller != "").group_by(QueueRow.seller)).tuples().all())
    decided = select(QueueRow.seller, func.min(DecisionRow.decided_at))
    decided = decided.join(DecisionRow, DecisionRow.lead_id == QueueRow.lead_id)
    decided = decided.where(QueueRow.state == LeadState.CONFIRMED.value, DecisionRow.verdict == "infringing")
    confirmed = dict(session.execute(decided.where(QueueRow.seller != "").group_by(QueueRow.seller)).tuples().all())
    return {
        seller: Standing(confirmed.get(seller), newest.get(seller))
        for seller in sorted(newest.keys() | confirmed.keys())
    }


def _crowds(session: Session, at: datetime) -> list[Crowd]:
    """Rights with many sellers whose leads were first found within the window."""
    since = at - WINDOW
    sellers = func.count(QueueRow.seller.distinct())
    query = select(QueueRow.right_id).where(*_standing(), QueueRow.found >= since)
    rights = session.scalars(query.group_by(QueueRow.right_id).having(sellers >= MASS_SELLERS)).all()
    found = []
    for right in sorted(rights):
        here = select(QueueRow.seller).where(*_standing(), QueueRow.right_id == right).distinct()
        now = session.scalars(here.where(QueueRow.found >= since).order_by(QueueRow.seller)).all()
        earlier = here.where(QueueRow.found < since, QueueRow.found >= since - BEFORE).subquery()
        before = session.scalar(select(func.count()).select_from(earlier)) or 0
        found.append(Crowd(right, tuple(now), before * (WINDOW / BEFORE)))
    return found


def _add(session: Session, one: GroupLead) -> None:
    session.execute(
        insert(GroupLeadRow).values(
            group_id=one.group_id, kind=one.kind.value, right_id=one.right_id, since=one.since, made_at=one.made_at
        )
    )
    members = [{"group_id": one.group_id, "seller": seller} for seller in one.sellers]
    session.execute(insert(GroupMemberRow), members)
    reasons = [
        {"group_id": one.group_id, "one": tie.one, "other": tie.other, "kind": tie.kind.value, "shown": tie.shown,
         "holders": tie.holders, "strength": tie.strength, "one_url": tie.one_url, "other_url": tie.other_url}
        for tie in one.ties
    ]  # fmt: skip
    if reasons:
        session.execute(insert(GroupTieRow), reasons)


def _mark(session: Session, found: Iterable[GroupLead]) -> None:
    """Tells the queue which network each seller is in now."""
    wanted = {seller: one.group_id for one in found if one.kind is not GroupKind.MASS for seller in one.sellers}
    here = select(QueueRow.seller, QueueRow.network).where(QueueRow.network != "").distinct()
    for seller, name in session.execute(here).all():
        if wanted.get(seller) != name:
            session.execute(update(QueueRow).where(QueueRow.seller == seller).values(network=wanted.get(seller, "")))
    for seller in sorted(wanted):
        other = QueueRow.network != wanted[seller]
        session.execute(update(QueueRow).where(QueueRow.seller == seller, other).values(network=wanted[seller]))


def _loaded(session: Session, query: Select[tuple[GroupLeadRow]], *, with_ties: bool = True) -> list[GroupLead]:
    rows = session.scalars(query).all()
    names = [row.group_id for row in rows]
    members: Mapping[str, list[str]] = defaultdict(list)
    reasons: Mapping[str, list[Tie]] = defaultdict(list)
    for start in range(0, len(names), BATCH):
        among = names[start : start + BATCH]
        stored = select(GroupMemberRow).where(GroupMemberRow.group_id.in_(among)).order_by(GroupMemberRow.seller)
        for member in session.scalars(stored):
            members[member.group_id].append(member.seller)
        if with_ties:
            drawn = select(GroupTieRow).where(GroupTieRow.group_id.in_(among)).order_by(GroupTieRow.number)
            for tie in session.scalars(drawn):
                reasons[tie.group_id].append(_tie(tie))
    return [
        GroupLead(
            row.group_id, GroupKind(row.kind), row.right_id, tuple(members[row.group_id]),
            tuple(reasons[row.group_id]), row.since, row.made_at,
        )
        for row in rows
    ]  # fmt: skip


def _tie(row: GroupTieRow) -> Tie:
    return Tie(row.one, row.other, FactKind(row.kind), row.shown, row.holders, row.strength, row.one_url, row.other_url)
