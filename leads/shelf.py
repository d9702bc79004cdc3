"""Keeping the queue's narrow rows, its search index and its counters in step with the leads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as fields_of
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from database import reading, writing
from leads import rows
from leads.facets import Facets, facets
from leads.grouping import assign
from leads.harm import raised
from leads.relisting import RELISTING, came_again
from leads.search import terms
from leads.tables import LeadRow, MarkRow, QueueRow
from leads.tally import Tally

BATCH = 500
FACETS = tuple(field.name for field in fields_of(Facets))
SHELF, NEWEST = "shelf", "2"  # which facets the rows beside the leads have; another number, and they are made anew

_ADD = {
    "sqlite": text("INSERT INTO queue_search (rowid, terms) VALUES (:number, :terms)"),
    "postgresql": text(
        "INSERT INTO queue_search (lead_no, terms) VALUES (:number, array_to_tsvector(string_to_array(:terms, ' ')))"
    ),
}
_REMOVE = {
    # The index keeps no text of its own: it is told what to forget.
    "sqlite": text("INSERT INTO queue_search (queue_search, rowid, terms) VALUES ('delete', :number, :terms)"),
    "postgresql": text("DELETE FROM queue_search WHERE lead_no = :number AND :terms = :terms"),
}


def shelve(session: Session, leads: Mapping[str, Facets]) -> None:
    """Brings the rows of those leads up to date; the leads themselves are in the session already."""
    session.flush()
    known = _rows(session, leads)
    tally, gone, new = Tally(), [], []
    stored = select(LeadRow.lead_id, LeadRow.state, LeadRow.first_found).where(LeadRow.lead_id.in_(leads))
    standing = {name: (state, found) for name, state, found in session.execute(stored)}
    groups = assign(session, {name: one for name, one in leads.items() if not _linked_as_before(known.get(name), one)})
    again = came_again(session, leads)
    for name in sorted(leads):
        row = known.get(name)
        state, found = standing[name]
        fields = {field: getattr(leads[name], field) for field in FACETS}
        if name in again:
            fields |= {"kinds": f"{fields['kinds'] or '|'}{RELISTING}|", "rank": raised(fields["rank"])}
        if name in groups:
            fields["group_key"] = groups[name]
        if row is None:
            row = QueueRow(lead_id=name, found=found, assignee="", state=state, **fields)
            session.add(row)
            new.append(row)
        else:
            tally.add(row, -1)
            if row.text != leads[name].text:
                gone.append({"number": row.lead_no, "terms": terms(row.text)})
                new.append(row)
            for field, value in fields.items():
                setattr(row, field, value)
            row.state = state
        tally.add(row)
    session.flush()
    dialect = session.get_bind().dialect.name
    if gone:
        session.execute(_REMOVE[dialect], gone)
    if new:
        session.execute(_ADD[dialect], [{"number": row.lead_no, "terms": terms(row.text)} for row in new])
    tally.write(session)


def move(session: Session, leads: Iterable[LeadRow]) -> None:
    """Tells the queue the states of leads of which nothing else changed."""
    states = {lead.lead_id: lead.state for lead in leads}
    tally = Tally()
    for row in _rows(session, states).values():
        if row.state != states[row.lead_id]:
            tally.add(row, -1)
            row.state = states[row.lead_id]
            tally.add(row)
    tally.write(session)


def mark(session: Session, lead_ids: Iterable[str], base: Path) -> None:
    """Brings the rows of those leads up to date with what came up again, and what no longer counts as that."""
    query = select(LeadRow).where(LeadRow.lead_id.in_(list(lead_ids))).order_by(LeadRow.lead_id).with_for_update()
    shelve(session, {row.lead_id: facets(rows.lead(row, row.last_found, base)) for row in session.scalars(query)})


def catch_up(engine: Engine, base: Path) -> int:
    """Makes the queue's rows of an older database anew; how many. It can be cut off and goes on the next time."""
    with reading(engine) as session:
        if session.get_one(MarkRow, SHELF).value == NEWEST:
            return 0
    last, total = "", 0
    while True:
        with writing(engine) as session:
            batch = _after(session, last)
            if not batch:
                session.get_one(MarkRow, SHELF).value = NEWEST
                return total
            shelve(session, {row.lead_id: facets(rows.lead(row, row.last_found, base)) for row in batch})
            last, total = batch[-1].lead_id, total + len(batch)


def _linked_as_before(row: QueueRow | None, now: Facets) -> bool:
    return row is not None and (row.template_key, row.picture_key) == (now.template_key, now.picture_key)


def _after(session: Session, last: str) -> Sequence[LeadRow]:
    return session.scalars(select(LeadRow).where(LeadRow.lead_id > last).order_by(LeadRow.lead_id).limit(BATCH)).all()


def _rows(session: Session, names: Iterable[str]) -> dict[str, QueueRow]:
    query = select(QueueRow).where(QueueRow.lead_id.in_(list(names))).order_by(QueueRow.lead_id).with_for_update()
    return {row.lead_id: row for row in session.scalars(query)}
