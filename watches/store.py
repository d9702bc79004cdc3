"""Watch lists, messages and the delivery log in the database."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine, Select, case, func, insert, select
from sqlalchemy.orm import Session, aliased

from database import reading, writing
from domain.lead import LeadState
from watches.message import PENDING, Delivery, Kind, Message, Outcome
from watches.tables import DeliveryRow, MessageRow, ToldRow, WatchRow
from watches.watch_list import MOST_TARGETS, Schedule, WatchList

BATCH = 5_000  # keys read or written by one round trip


class NoWatchError(LookupError):
    """There is no such watch; the message says how to find it."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Deliveries that have not arrived: not tried yet, failing (since when the oldest does), given up."""

    waiting: int = 0
    failing: int = 0
    dead: int = 0
    since: datetime | None = None


class WatchStore:
    """Watch lists and deliveries of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, watch: WatchList, known: Iterable[str]) -> None:
        """Keeps a new watch; the news that are there already count as told.

        Args:
            watch: with an id of `new_id`.
            known: keys of those news.
        """
        with writing(self._engine) as session:
            session.add(
                WatchRow(
                    watch_id=watch.watch_id,
                    holder=watch.holder,
                    right_ids=_text(watch.right_ids),
                    lowest=watch.lowest,
                    sources=_text(watch.sources),
                    states=_text([state.value for state in watch.states]),
                    schedule=watch.schedule.value,
                    targets=_text(watch.targets),
                    language=watch.language,
                    made_by=watch.made_by,
                    made_at=watch.made_at,
                    paused=watch.paused,
                )
            )
            session.flush()
            _tell(session, watch.watch_id, known, "")

    def every(self) -> tuple[WatchList, ...]:
        """All watches that were not removed, the oldest first."""
        query = select(WatchRow).where(WatchRow.removed_at.is_(None)).order_by(WatchRow.made_at, WatchRow.watch_id)
        with reading(self._engine) as session:
            return tuple(map(_watch, session.scalars(query)))

    def get(self, watch_id: str) -> WatchList:
        """The watch of that id.

        Raises:
            NoWatchError: there is none, or it was removed.
        """
        with reading(self._engine) as session:
            return _watch(_there(session, watch_id))

    def pause(self, watch_id: str, *, paused: bool) -> None:
        """Stops a watch, or lets it go on: what was new meanwhile is in its next digest.

        Raises:
            NoWatchError: there is none.
        """
        with writing(self._engine) as session:
            _there(session, watch_id).paused = paused

    def remove(self, watch_id: str, at: datetime) -> None:
        """Ends a watch; what of it is pending is never sent.

        Raises:
            NoWatchError: there is none.
        """
        with writing(self._engine) as session:
            _there(session, watch_id).removed_at = at

    def told(self, watch_id: str) -> set[str]:
        """Keys of all that a watch has told, or need not tell."""
        query = select(ToldRow.key).where(ToldRow.watch_id == watch_id).execution_options(yield_per=BATCH)
        with reading(self._engine) as session:
            return set(session.scalars(query))

    def last_made(self, watch_id: str) -> datetime | None:
        """When the last digest of a watch was made."""
        query = select(func.max(MessageRow.made_at)).where(
            MessageRow.watch_id == watch_id, MessageRow.kind == Kind.DIGEST.value
        )
        with reading(self._engine) as session:
            return session.scalar(query)

    def put(self, message: Message, targets: Sequence[str], keys: Iterable[str] = ()) -> bool:
        """Keeps a message that is to be delivered, with what it tells: all of it or nothing.

        Returns:
            Whether it is new; the same message twice is one.
        """
        with writing(self._engine) as session:
            if session.get(MessageRow, message.message_id) is not None:
                return False
            session.add(
                MessageRow(
                    message_id=message.message_id,
                    watch_id=message.watch_id,
                    kind=message.kind.value,
                    language=message.language,
                    body=message.body,
                    made_at=message.made_at,
                )
            )
            session.flush()
            _tell(session, message.watch_id, keys, message.message_id)
            session.add_all(
                _delivery_row(Delivery(message.message_id, target, Outcome.MADE, message.made_at)) for target in targets
            )
        return True

    def log(self, delivery: Delivery) -> None:
        """Adds a line to the log."""
        with writing(self._engine) as session:
            session.add(_delivery_row(delivery))

    def pending(self) -> tuple[tuple[Message, Delivery], ...]:
        """What is to be delivered, oldest message first; nothing of a watch that was removed."""
        removed = select(WatchRow.watch_id).where(
            WatchRow.watch_id == MessageRow.watch_id, WatchRow.removed_at.is_not(None)
        )
        query = (
            _latest()
            .where(DeliveryRow.outcome.in_([outcome.value for outcome in PENDING]), ~removed.exists())
            .order_by(MessageRow.made_at, MessageRow.message_id, DeliveryRow.number)
        )
        with reading(self._engine) as session:
            return tuple((_message(m), _delivery(d)) for d, m in session.execute(query).tuples())

    def unheard(self) -> frozenset[str]:
        """Watches with a digest on its way that nobody has received yet: what is new since then waits for that one, so
        that a server that was down for a week does not send seven."""
        waiting = {m.message_id: m.watch_id for m, _ in self.pending() if m.kind is Kind.DIGEST}
        query = select(DeliveryRow.message_id).where(
            DeliveryRow.message_id.in_(waiting), DeliveryRow.outcome == Outcome.DELIVERED.value
        )
        with reading(self._engine) as session:
            heard = set(session.scalars(query))
        return frozenset(watch_id for message_id, watch_id in waiting.items() if message_id not in heard)

    def undelivered(self) -> Undelivered:
        """How many deliveries have not arrived; nothing of a watch that was removed, and no tests."""
        tried = case((DeliveryRow.rounds > 0, 1), else_=0)
        removed = select(WatchRow.watch_id).where(
            WatchRow.watch_id == MessageRow.watch_id, WatchRow.removed_at.is_not(None)
        )
        wanted = [outcome.value for outcome in (*PENDING, Outcome.DEAD)]
        query = _latest().where(DeliveryRow.outcome.in_(wanted), MessageRow.kind != Kind.TEST.value, ~removed.exists())
        columns = (DeliveryRow.outcome, tried, func.count(), func.min(MessageRow.made_at))
        grouped = query.with_only_columns(*columns).group_by(DeliveryRow.outcome, tried)
        total = Undelivered()
        with reading(self._engine) as session:
            for outcome, failed, number, made_at in session.execute(grouped).tuples():
                if outcome == Outcome.DEAD.value:
                    total = replace(total, dead=total.dead + number)
                elif failed:
                    since = min(filter(None, (total.since, made_at)))
                    total = replace(total, failing=total.failing + number, since=since)
                else:
                    total = replace(total, waiting=total.waiting + number)
        return total

    def standing(self, watch_id: str, limit: int = 20) -> tuple[tuple[Message, Delivery], ...]:
        """Where the messages of a watch stand at each target, newest message first."""
        query = _latest().where(MessageRow.watch_id == watch_id)
        query = query.order_by(MessageRow.made_at.desc(), MessageRow.message_id, DeliveryRow.number).limit(limit)
        with reading(self._engine) as session:
            return tuple((_message(m), _delivery(d)) for d, m in session.execute(query).tuples())

    def newest(self, watch_id: str) -> tuple[tuple[Message, Delivery], ...]:
        """Where the newest message of a watch stands at each of its targets; empty where there was none."""
        standing = self.standing(watch_id, MOST_TARGETS)
        return tuple(pair for pair in standing if pair[0] == standing[0][0])

    def revive(self, watch_id: str, at: datetime) -> int:
        """Makes dead deliveries of a watch pending again; how many."""
        query = _latest().where(MessageRow.watch_id == watch_id, DeliveryRow.outcome == Outcome.DEAD.value)
        query = query.where(MessageRow.kind != Kind.TEST.value)
        with writing(self._engine) as session:
            dead = [_delivery(row) for row, _ in session.execute(query).tuples()]
            session.add_all(
                _delivery_row(Delivery(one.message_id, one.target, Outcome.MADE, at, detail="tried again by hand"))
                for one in dead
            )
        return len(dead)


def new_id() -> str:
    """An id for a new watch."""
    return uuid4().hex[:12]


def _latest() -> Select[tuple[DeliveryRow, MessageRow]]:
    later = aliased(DeliveryRow)
    same = (later.message_id == DeliveryRow.message_id, later.target == DeliveryRow.target)
    followed = select(later.number).where(*same, later.number > DeliveryRow.number).exists()
    joined = select(DeliveryRow, MessageRow).join(MessageRow, MessageRow.message_id == DeliveryRow.message_id)
    return joined.where(~followed)


def _tell(session: Session, watch_id: str, keys: Iterable[str], message_id: str) -> None:
    for batch in _batches(keys):
        rows = [{"watch_id": watch_id, "key": key, "message_id": message_id} for key in batch]
        session.execute(insert(ToldRow), rows)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    waiting: list[str] = []
    for key in keys:
        waiting.append(key)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _there(session: Session, watch_id: str) -> WatchRow:
    row = session.get(WatchRow, watch_id)
    if row is None or row.removed_at is not None:
        raise NoWatchError(f"there is no watch {watch_id}; `markhound watch list` shows those there are")
    return row


def _text(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _watch(row: WatchRow) -> WatchList:
    return WatchList(
        watch_id=row.watch_id,
        holder=row.holder,
        right_ids=tuple(json.loads(row.right_ids)),
        lowest=row.lowest,
        sources=tuple(json.loads(row.sources)),
        states=tuple(LeadState(state) for state in json.loads(row.states)),
        schedule=Schedule(row.schedule),
        targets=tuple(json.loads(row.targets)),
        language=row.language,
        made_by=row.made_by,
        made_at=row.made_at,
        paused=row.paused,
    )


def _message(row: MessageRow) -> Message:
    return Message(row.message_id, row.watch_id, Kind(row.kind), row.language, row.body, row.made_at)


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(row.message_id, row.target, Outcome(row.outcome), row.at, row.rounds, row.detail, row.next_at)


def _delivery_row(one: Delivery) -> DeliveryRow:
    return DeliveryRow(
        message_id=one.message_id,
        target=one.target,
        outcome=one.outcome.value,
        at=one.at,
        rounds=one.rounds,
        detail=one.detail,
        next_at=one.next_at,
    )
