"""Which leads a person wants to see: the filter, and the words by which the database is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, select, text, tuple_
from sqlalchemy.orm import Session

from domain.lead import LeadState
from leads.search import needle, parse, query_terms
from leads.tables import WALKED, QueueRow

FEW = 1500  # leads that are fetched by their numbers and sorted; of more, the queue is walked in its order instead
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Sieve:
    """A filter of the queue; a field left empty does not filter.

    Attributes:
        states: which; none means all.
        right_id, holder, source, district: exactly so.
        seller: "source/seller id or name".
        group_key: near-identical leads.
        kind: name of a signal that speaks for it.
        goods: a Nice or Locarno class.
        lowest, highest: score, 0..1, both inclusive.
        assignee: a reviewer, or `NOBODY`.
        since: first found then or later, with a zone.
        words: searched for in titles, brands, sellers, marks, holders and numbers.
        holders: those whose leads the person may see at all; None means all.
    """

    states: tuple[LeadState, ...] = ()
    right_id: str = ""
    holder: str = ""
    source: str = ""
    seller: str = ""
    district: str = ""
    group_key: str = ""
    kind: str = ""
    goods: str = ""
    lowest: float | None = None
    highest: float | None = None
    assignee: str = ""
    since: datetime | None = None
    words: str = ""
    holders: tuple[str, ...] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it holds states and holders only, for which counters are kept."""
        return replace(self, states=(), holders=None) == Sieve()

    @property
    def walks_by_one(self) -> bool:
        """Whether the index that is walked holds all that it asks for, so that no lead on the way is passed over."""
        given = [name for name in WALKED if getattr(self, name)]
        others = self.kind or self.goods or self.words or self.since is not None
        scoped = self.holders is not None and bool(given)
        return not others and len(given) < 2 and not scoped and self.assignee != NOBODY

    @property
    def keeps_groups_whole(self) -> bool:
        """Whether it lets through all of a group of near-identical leads or none of it."""
        rest = replace(self, states=(), holders=None, right_id="", holder="", source="", seller="", goods="")
        return rest == Sieve()


@dataclass(frozen=True, slots=True)
class Lane:
    """One walk: a state, and the one filter by whose index it goes ("" where by state alone)."""

    state: LeadState
    field: str
    value: str

    def condition(self) -> ColumnElement[bool]:
        """What the index is asked for."""
        by_state = QueueRow.state == self.state.value
        return and_(getattr(QueueRow, self.field) == self.value, by_state) if self.field else by_state


def lanes(sieve: Sieve) -> Iterator[Lane]:
    """The walks that together pass every lead of the sieve, each in the order of the queue."""
    states = sieve.states or tuple(LeadState)
    given = {name: value for name in WALKED if (value := getattr(sieve, name))}
    field = next(iter(given), "")
    if field:
        value = "" if field == "assignee" and given[field] == NOBODY else given[field]
        # "Assigned to nobody" is nearly everything: there the plain walk is the shorter one.
        yield from (Lane(state, field if value else "", value) for state in states)
    elif sieve.holders is not None:
        yield from (Lane(state, "holder", holder) for state in states for holder in sieve.holders)
    else:
        yield from (Lane(state, "", "") for state in states)


def score_bounds(sieve: Sieve) -> Iterator[ColumnElement[bool]]:
    """The score as a range of ranks, which the walk can begin and end at."""
    if sieve.lowest is not None:
        yield QueueRow.rank >= float(int(sieve.lowest * 100 + 1e-9))
    if sieve.highest is not None:
        yield QueueRow.rank < float(int(sieve.highest * 100 + 1e-9) + 1)


def below(place: tuple[float, int]) -> ColumnElement[bool]:
    """Behind that place of the queue."""
    return tuple_(QueueRow.rank, QueueRow.lead_no) < tuple_(literal(place[0]), literal(place[1]))


def above(place: tuple[float, int]) -> ColumnElement[bool]:
    """Before that place of the queue."""
    return tuple_(QueueRow.rank, QueueRow.lead_no) > tuple_(literal(place[0]), literal(place[1]))


def rest(sieve: Sieve, *, by_number: bool = False) -> Iterator[ColumnElement[bool]]:
    """All that a row must hold beside its state and score.

    Args:
        sieve: which.
        by_number: the rows are fetched by their numbers; other indexes are hidden then, as SQLite, which keeps no
            statistics, would rather walk a million rows of one state than look up a hundred.
    """
    row = QueueRow
    for name in WALKED:
        value = getattr(sieve, name)
        if value:
            column = getattr(row, name)
            yield (column.concat("") if by_number else column) == (
                "" if name == "assignee" and value == NOBODY else value
            )
    if sieve.holders is not None:
        yield (row.holder.concat("") if by_number else row.holder).in_(sieve.holders)
    if by_number and sieve.states:
        yield row.state.concat("").in_([state.value for state in sieve.states])
    if sieve.kind:
        yield row.kinds.contains(f"|{sieve.kind}|", autoescape=True)
    if sieve.goods:
        yield row.classes.contains(f"|{sieve.goods}|", autoescape=True)
    if sieve.since is not None:
        yield (func.coalesce(row.found, row.found) if by_number else row.found) >= sieve.since
    yield from (row.text.contains(needle(piece), autoescape=True) for piece in parse(sieve.words))


def few(session: Session, sieve: Sieve) -> list[int] | None:
    """The numbers of the leads that the words or the day of the sieve leave, if they are at most `FEW`."""
    pieces = parse(sieve.words)
    if pieces:
        query = _search(session, pieces)
        numbers = list(session.scalars(text(query[0]), {"query": query[1], "few": FEW + 1}))
        if len(numbers) <= FEW:
            return numbers
    if sieve.since is not None:
        numbers = list(session.scalars(select(QueueRow.lead_no).where(QueueRow.found >= sieve.since).limit(FEW + 1)))
        if len(numbers) <= FEW:
            return numbers
    return None


def _search(session: Session, pieces: tuple[str, ...]) -> tuple[str, str]:
    wanted = query_terms(pieces)
    if session.get_bind().dialect.name == "postgresql":
        # A cast, not to_tsquery: the server's parser would split the terms by its own locale.
        query = " & ".join(f"'{term}':*" if begins else f"'{term}'" for term, begins in wanted)
        return "SELECT lead_no FROM queue_search WHERE terms @@ CAST(:query AS tsquery) LIMIT :few", query
    query = " AND ".join(f'"{term}"*' if begins else f'"{term}"' for term, begins in wanted)
    return "SELECT rowid FROM queue_search WHERE queue_search MATCH :query LIMIT :few", query
