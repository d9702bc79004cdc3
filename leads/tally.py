"""Counters kept up to date with the queue, so that counts never cost a scan."""

from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from domain.lead import LeadState
from leads.tables import CountRow, QueueRow

ALL, HOLDER = "all", "holder"
LISTED = ("source", "district", "kind")
STEP = 5  # points of the score in a bin
BINS = 100 // STEP + 1
SUM = -1
NAMES = ("kind", "value", "state", "bin")

_Key = tuple[str, str, str, int]


class Tally:
    """What a transaction changes in the counters; written once, at its end, in one order.

    Whoever writes counters holds its leads already, so that two transactions wait for each other in one direction only.
    """

    def __init__(self) -> None:
        self._deltas: Counter[_Key] = Counter()

    def add(self, row: QueueRow, number: int = 1) -> None:
        """Counts a row as it stands, or with -1 no longer."""
        step = bin_of(row.rank)
        keys = [(ALL, "", row.state, step), (HOLDER, row.holder, row.state, step)]
        keys += [("source", row.source, row.state, SUM), ("district", row.district, row.state, SUM)]
        keys += [("kind", kind, row.state, SUM) for kind in row.kinds.split("|") if kind]
        for key in keys:
            self._deltas[key] += number

    def write(self, session: Session) -> None:
        """Adds the changes to the counters."""
        session.flush()
        rows = list(self.rows())
        if not rows:
            return
        on_server = session.get_bind().dialect.name == "postgresql"
        insert = postgresql.insert(CountRow) if on_server else sqlite.insert(CountRow)
        total = {"number": CountRow.number + insert.excluded.number}
        session.execute(insert.on_conflict_do_update(index_elements=list(NAMES), set_=total), rows)
        self._deltas.clear()

    def rows(self) -> Iterator[dict[str, object]]:
        """What changes, as rows of the counters, in one order."""
        for key, number in sorted((key, number) for key, number in self._deltas.items() if number):
            yield dict(zip(NAMES, key, strict=True)) | {"number": number}


def bin_of(rank: float) -> int:
    """The bin of the score that a rank was made from."""
    return min(int(rank) // STEP, BINS - 1)


def histograms(session: Session, holders: tuple[str, ...] | None) -> Mapping[LeadState, list[int]]:
    """Leads by state and bin, of those holders or of all."""
    kind, among = (ALL, [""]) if holders is None else (HOLDER, list(holders))
    found = {state: [0] * BINS for state in LeadState}
    for state, step, number in session.execute(_COUNTS, {"kind": kind, "among": among}):
        found[LeadState(state)][step] += number
    return found


def values(session: Session, kind: str, limit: int) -> list[str]:
    """The values of a listed kind that any lead has, in their order."""
    return list(session.scalars(_VALUES, {"kind": kind, "limit": limit}))


_COUNTS = select(CountRow.state, CountRow.bin, CountRow.number).where(
    CountRow.kind == bindparam("kind"), CountRow.value.in_(bindparam("among", expanding=True))
)
_VALUES = (
    select(CountRow.value)
    .where(CountRow.kind == bindparam("kind"), CountRow.number > 0, CountRow.value != "")
    .distinct()
    .order_by(CountRow.value)
    .limit(bindparam("limit", type_=Integer))
)
