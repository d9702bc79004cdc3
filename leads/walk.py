"""The statements by which the queue is walked: one for each shape of a question, made once and asked with its values.

Making a statement anew for each page costs SQLAlchemy more time than most of them cost the database.
"""

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Executable,
    Float,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    func,
    select,
    tuple_,
    union_all,
)

from database import UtcTime
from leads.hold_tables import TurnRow
from leads.search import needle, parse
from leads.sieve import NOBODY, Sieve
from leads.tables import WALKED, QueueRow
from leads.tally import STEP
from leads.today import NEWEST_RUN

SPOT = (QueueRow.lead_id, QueueRow.rank, QueueRow.lead_no, QueueRow.group_key)
DOWN = (QueueRow.rank.desc(), QueueRow.lead_no.desc())
SHAPES = 512  # statements kept; people use a few dozen

_LIKE = {"kind": QueueRow.kinds, "goods": QueueRow.classes}


def values(sieve: Sieve) -> dict[str, object]:
    """What a sieve asks for beside states, under the names that the statements have for it."""
    found: dict[str, object] = {}
    for name in WALKED:
        if value := getattr(sieve, name):
            found[name] = "" if name == "assignee" and value == NOBODY else value
    if sieve.holders is not None:
        found["holders"] = list(sieve.holders)
    for name in _LIKE:
        if value := getattr(sieve, name):
            found[name] = f"%|{_escaped(value)}|%"
    if sieve.since is not None:
        found["since"] = sieve.since
    # The score as a range of ranks, which the walk can begin and end at.
    if sieve.lowest is not None:
        found["lowest"] = float(int(sieve.lowest * 100 + 1e-9))
    if sieve.highest is not None:
        found["highest"] = float(int(sieve.highest * 100 + 1e-9) + 1)
    for number, piece in enumerate(parse(sieve.words)):
        found[f"word{number}"] = f"%{_escaped(needle(piece))}%"
    return found


@lru_cache(SHAPES)
def spots(field: str, names: tuple[str, ...], stretch: tuple[str, ...]) -> Select[tuple[str, float, int, str]]:
    """Leads of one walk in its order: of `state`, by `field` = `value`, at most `most`.

    Args:
        field: the filter whose index is walked, "" for the state's own.
        names: what else is asked for (`values`).
        stretch: where it begins and ends: "after" and "end", of which each is a rank and a number.
    """
    wanted = select(*SPOT).where(*_lane(field), *_rest(names, stretch=stretch), *_stretch(stretch))
    return wanted.order_by(*DOWN).limit(bindparam("most", type_=Integer))


@lru_cache(SHAPES)
def spots_at_once(field: str, names: tuple[str, ...], stretch: tuple[str, ...], states: int) -> Executable:
    """As `spots`, of `state0`, `state1` and so on, at most `most` of each: one trip to the database for all of them."""
    walks = []
    for number in range(states):
        walk = select(*SPOT).where(*_lane(field, f"state{number}"), *_rest(names, stretch=stretch), *_stretch(stretch))
        walks.append(select(walk.order_by(*DOWN).limit(bindparam("most", type_=Integer)).subquery()))
    return union_all(*walks)


@lru_cache(SHAPES)
def above_at_once(field: str, names: tuple[str, ...], states: int) -> Executable:
    """As `above` without an end, of `state0`, `state1` and so on."""
    walks = []
    for number in range(states):
        walk = select(*SPOT).where(*_lane(field, f"state{number}"), *_rest(names))
        walk = walk.where(tuple_(QueueRow.rank, QueueRow.lead_no) > _place("after"))
        walks.append(select(walk.order_by(QueueRow.rank, QueueRow.lead_no).limit(1).subquery()))
    return union_all(*walks)


@lru_cache(SHAPES)
def last(field: str, names: tuple[str, ...], after: bool) -> Select[tuple[float, int]]:
    """The row of a walk that `skipped` others stand before; read from the index alone."""
    bounds = (name for name in names if name in ("lowest", "highest"))
    stretch = ("after",) if after else ()
    wanted = select(QueueRow.rank, QueueRow.lead_no).where(*_lane(field), *_rest(tuple(bounds), stretch=stretch))
    wanted = wanted.where(*_stretch(stretch))
    return wanted.order_by(*DOWN).limit(1).offset(bindparam("skipped", type_=Integer))


@lru_cache(SHAPES)
def above(field: str, names: tuple[str, ...], *, end: bool) -> Select[tuple[str, float, int, str]]:
    """The lead of a walk that stands just above `after`; with `end`, no further up than that."""
    place = tuple_(QueueRow.rank, QueueRow.lead_no)
    wanted = select(*SPOT).where(*_lane(field), *_rest(names), place > _place("after"))
    if end:
        wanted = wanted.where(place <= _place("end"))
    return wanted.order_by(QueueRow.rank, QueueRow.lead_no).limit(1)


@lru_cache(SHAPES)
def last_above(field: str, names: tuple[str, ...]) -> Select[tuple[float, int]]:
    """The row of a walk upwards from `after` that `skipped` others stand before."""
    bounds = (name for name in names if name in ("lowest", "highest"))
    wanted = select(QueueRow.rank, QueueRow.lead_no).where(*_lane(field), *_rest(tuple(bounds)))
    wanted = wanted.where(tuple_(QueueRow.rank, QueueRow.lead_no) > _place("after"))
    return wanted.order_by(QueueRow.rank, QueueRow.lead_no).limit(1).offset(bindparam("skipped", type_=Integer))


@lru_cache(SHAPES)
def bins(field: str, names: tuple[str, ...], *, end: bool, on_server: bool) -> Select[tuple[int, int]]:
    """How many leads of a walk each bin of the score has, down to `end`."""
    # PostgreSQL's cast rounds where SQLite's cuts.
    step = cast(func.floor(QueueRow.rank / STEP) if on_server else QueueRow.rank / STEP, Integer)
    stretch = ("end",) if end else ()
    wanted = select(step, func.count()).where(*_lane(field), *_rest(names, stretch=stretch), *_stretch(stretch))
    return wanted.group_by(step)


@lru_cache(SHAPES)
def numbered(names: tuple[str, ...], *, by_state: bool, on_server: bool) -> Select[tuple[str, float, int, str]]:
    """Leads among `numbers` (JSON on SQLite), in no order.

    Other indexes are hidden then: SQLite, which keeps no statistics, would rather walk a million rows of one state than
    look up a hundred.
    """
    # One parameter: thousands cost more than the query, and written out each search would be a statement of its own.
    if on_server:
        among = QueueRow.lead_no == func.any(bindparam("numbers", type_=ARRAY(Integer)))
    else:
        among = QueueRow.lead_no.in_(select(func.json_each(bindparam("numbers")).table_valued("value").c.value))
    wanted = select(*SPOT).where(among, *_rest(names, hidden=True))
    if by_state:
        wanted = wanted.where(QueueRow.state.concat("").in_(bindparam("states", expanding=True)))
    return wanted


@lru_cache(SHAPES)
def listed(names: tuple[str, ...], *, by_state: bool) -> Select[tuple[str, float, int, str, int, bool]]:
    """Leads of the day's list in its order, with their places there and whether they were drawn."""
    wanted = select(*SPOT, TurnRow.place, TurnRow.explored).join(TurnRow, TurnRow.lead_id == QueueRow.lead_id)
    wanted = wanted.where(TurnRow.run_id == NEWEST_RUN.scalar_subquery(), *_rest(names, hidden=True))
    if by_state:
        wanted = wanted.where(QueueRow.state.concat("").in_(bindparam("states", expanding=True)))
    return wanted.order_by(TurnRow.place)


@lru_cache(SHAPES)
def capped(field: str, *, by_state: bool, scoped: bool) -> Select[tuple[int]]:
    """How many leads have `value`, counted no further than `most`."""
    wanted = select(QueueRow.lead_no).where(getattr(QueueRow, field) == bindparam("value"))
    if by_state:
        wanted = wanted.where(QueueRow.state.in_(bindparam("states", expanding=True)))
    if scoped:
        wanted = wanted.where(QueueRow.holder.in_(bindparam("holders", expanding=True)))
    return select(func.count()).select_from(wanted.limit(bindparam("most", type_=Integer)).subquery())


def _lane(field: str, state: str = "state") -> Iterator[ColumnElement[bool]]:
    by_state = QueueRow.state == bindparam(state)
    yield and_(getattr(QueueRow, field) == bindparam("value"), by_state) if field else by_state


def _rest(
    names: tuple[str, ...], *, hidden: bool = False, stretch: tuple[str, ...] = ()
) -> Iterator[ColumnElement[bool]]:
    """All that a row must hold beside its state; `hidden` keeps the database from walking by it.

    Where a stretch is given, SQLite must begin and end by that one: by the bounds of the score it would walk further.
    """
    for name in names:
        if name in WALKED:
            column = getattr(QueueRow, name)
            yield (column.concat("") if hidden else column) == bindparam(name)
        elif name in _LIKE:
            yield _LIKE[name].like(bindparam(name), escape="/")
        elif name == "holders":
            holder = QueueRow.holder.concat("") if hidden else QueueRow.holder
            yield holder.in_(bindparam("holders", expanding=True))
        elif name == "since":
            found = func.coalesce(QueueRow.found, QueueRow.found) if hidden else QueueRow.found
            yield found >= bindparam("since", type_=UtcTime())
        elif name == "lowest":
            if "end" not in stretch:  # which lies above it
                yield QueueRow.rank >= bindparam("lowest", type_=Float)
        elif name == "highest":
            yield (QueueRow.rank + 0.0 if "after" in stretch else QueueRow.rank) < bindparam("highest", type_=Float)
        else:
            yield QueueRow.text.like(bindparam(name), escape="/")


def _stretch(names: tuple[str, ...]) -> Iterator[ColumnElement[bool]]:
    place = tuple_(QueueRow.rank, QueueRow.lead_no)
    # The rank alone says less, but PostgreSQL can estimate it, and otherwise takes a short walk for a long one.
    if "after" in names:
        yield QueueRow.rank <= bindparam("after_rank", type_=Float)
        yield place < _place("after")
    if "end" in names:
        yield QueueRow.rank >= bindparam("end_rank", type_=Float)
        yield place >= _place("end")


def _place(name: str) -> ColumnElement[tuple[float, int]]:
    return tuple_(bindparam(f"{name}_rank", type_=Float), bindparam(f"{name}_no", type_=Integer))


def _escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")
