"""Which leads the holds in force keep back: worked out anew for each lead, from what it is and what caught it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from database import add_missing
from domain.hold import Hold, HoldKind, HoldOf
from domain.lead import LeadState
from leads import rows
from leads.facets import seller_value
from leads.hold_rows import IN_FORCE, hold
from leads.hold_tables import HeldRow, HoldRow
from leads.lifecycle import state_of
from leads.never import covering
from leads.shelf import move
from leads.standing import latest_decisions
from leads.tables import LeadRow, QueueRow

BATCH = 500
Place = Callable[[str, str], int]  # hold, lead: a number by chance


def catch(session: Session, found: Mapping[str, Iterable[str]], place: Place) -> None:
    """Notes which holds caught which leads."""
    pairs = sorted((name, lead) for lead, names in found.items() for name in names)
    add_missing(session, HeldRow, [{"hold_id": h, "lead_id": lead, "place": place(h, lead)} for h, lead in pairs])


def of_right(session: Session, right_id: str, states: Sequence[LeadState], entry: Hold, base: Path) -> list[str]:
    """Leads of a right in these states that an entry would keep back by itself."""
    query = select(LeadRow).where(LeadRow.right_id == right_id, LeadRow.state.in_([state.value for state in states]))
    if entry.of is HoldOf.SELLER:
        query = query.join(QueueRow, QueueRow.lead_id == LeadRow.lead_id).where(QueueRow.seller == entry.value)
    found = session.scalars(query.execution_options(yield_per=BATCH))
    return [row.lead_id for row in found if _covering([entry], row, base)]


def beside(session: Session, right_id: str, entry: Hold) -> list[str]:
    """Leads of a right of which an entry may keep some back, with others or alone.

    Decided ones too: they stay decided, and fall under it when the decision is taken back or what it rests on changes.
    """
    query = select(QueueRow.lead_id).where(QueueRow.right_id == right_id)
    if entry.of is HoldOf.SELLER:
        query = query.where(QueueRow.seller == entry.value)
    return list(session.scalars(query))


def reassess(session: Session, names: Sequence[str], base: Path, place: Place) -> int:
    """Brings what those leads are held by, and their states, up to date with the holds in force; how many are held."""
    if not names:
        return 0
    query = select(LeadRow).where(LeadRow.lead_id.in_(names)).order_by(LeadRow.lead_id).with_for_update()
    leads = list(session.scalars(query))
    floods = _floods(session, names)
    entries = _entries(session, {row.right_id for row in leads})
    decisions = latest_decisions(session, names)
    caught: dict[str, frozenset[str]] = {}
    for row in leads:
        given = entries.get(row.right_id, ())
        never = _covering(given, row, base) if given else frozenset()
        caught[row.lead_id] = never
        holds = sorted(never | floods.get(row.lead_id, frozenset()))
        row.held = f"|{'|'.join(holds)}|" if holds else ""
        decision = decisions.get(row.lead_id)
        changes = rows.changes(row.changes)
        row.state = state_of(rows.decision(decision) if decision else None, changes, row.lapsed, row.held).value
    catch(session, caught, place)
    move(session, leads)
    return sum(row.state == LeadState.HELD.value for row in leads)


def _covering(entries: Iterable[Hold], row: LeadRow, base: Path) -> frozenset[str]:
    return covering(entries, rows.signals(row.signals), seller_value(rows.listing(row.listing_body, base)))


def _floods(session: Session, names: Sequence[str]) -> dict[str, frozenset[str]]:
    query = select(HeldRow.lead_id, HeldRow.hold_id).join(HoldRow, HoldRow.hold_id == HeldRow.hold_id)
    query = query.where(HeldRow.lead_id.in_(names), HoldRow.kind == HoldKind.FLOOD.value, HoldRow.state.in_(IN_FORCE))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for lead_id, hold_id in session.execute(query):
        found[lead_id].add(hold_id)
    return {lead_id: frozenset(ids) for lead_id, ids in found.items()}


def _entries(session: Session, right_ids: Iterable[str]) -> dict[str, list[Hold]]:
    query = select(HoldRow).where(HoldRow.right_id.in_(list(right_ids)), HoldRow.kind == HoldKind.NEVER.value)
    found: defaultdict[str, list[Hold]] = defaultdict(list)
    for row in session.scalars(query.where(HoldRow.state.in_(IN_FORCE)).order_by(HoldRow.hold_id)):
        found[row.right_id].append(hold(row))
    return found
