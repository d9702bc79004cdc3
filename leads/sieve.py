"""Which leads a person wants to see: the filter, and the words by which the database is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from domain.lead import LeadState
from leads.search import parse, query_terms
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
        network: leads of the sellers of one group lead (leads/network/).
        kind: name of a signal that speaks for it.
        goods: a Nice or Locarno class.
        lowest, highest: score, 0..1, both inclusive.
        assignee: a reviewer, or `NOBODY`.
        since: first found then or later, with a zone.
        words: searched for in titles, brands, sellers, marks, holders and numbers.
        holders: those whose leads the person may see at all; None means all.
        today: only those of the day's list, in its order.
    """

    states: tuple[LeadState, ...] = ()
    right_id: str = ""
    holder: str = ""
    source: str = ""
    seller: str = ""
    district: str = ""
    group_key: str = ""
    network: str = ""
    kind: str = ""
    goods: str = ""
    lowest: float | None = None
    highest: float | None = None
    assignee: str = ""
    since: datetime | None = None
    words: str = ""
    holders: tuple[str, ...] | None = None
    today: bool = False

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
    def walks_by_state(self) -> bool:
        """Whether its walks differ in their states only, and pass no lead over: all can be asked for at once."""
        by_holder = self.holders is not None and not any(getattr(self, name) for name in WALKED)
        return self.walks_by_one and not by_holder

    @property
    def keeps_groups_whole(self) -> bool:
        """Whether it lets through all of a group of near-identical leads or none of it."""
        rest = replace(
            self, states=(), holders=None, right_id="", holder="", source="", seller="", network="", goods=""
        )
        return rest == Sieve()


@dataclass(frozen=True, slots=True)
class Lane:
    """One walk: a state, and the one filter by whose index it goes ("" where by state alone)."""

    state: LeadState
    field: str
    value: str


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


def few(session: Session, sieve: Sieve) -> list[int] | None:
    """The numbers of the leads that the words or the day of the sieve leave, if they are at most `FEW`."""
    pieces = parse(sieve.words)
    if pieces:
        on_server = session.get_bind().dialect.name == "postgresql"
        query = _terms_on_server(pieces) if on_server else _terms_here(pieces)
        search = _SEARCH_ON_SERVER if on_server else _SEARCH_HERE
        found = session.execute(search, {"query": query, "few": FEW + 1}).all()
        if len(found) <= FEW:
            return [number for (number,) in found]
    if sieve.since is not None:
        found = session.execute(_SINCE, {"since": sieve.since, "few": FEW + 1}).all()
        if len(found) <= FEW:
            return [number for (number,) in found]
    return None


_SINCE = select(QueueRow.lead_no).where(QueueRow.found >= bindparam("since")).limit(bindparam("few"))
# A cast, not to_tsquery: the server's parser would split the terms by its own locale.
_SEARCH_ON_SERVER = text("SELECT lead_no FROM queue_search WHERE terms @@ CAST(:query AS tsquery) LIMIT :few")
_SEARCH_HERE = text("SELECT rowid FROM queue_search WHERE queue_search MATCH :query LIMIT :few")


def _terms_on_server(pieces: tuple[str, ...]) -> str:
    return " & ".join(f"'{term}':*" if begins else f"'{term}'" for term, begins in query_terms(pieces))


def _terms_here(pieces: tuple[str, ...]) -> str:
    return " AND ".join(f'"{term}"*' if begins else f'"{term}"' for term, begins in query_terms(pieces))
