"""Deliveries: exactly one digest however often it failed before, none lost, none that holds up the others."""

from dataclasses import replace
from datetime import datetime, timedelta

import factories
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.watches.mail_server import MailBox, free_port
from tests.watches.receiver import Receiver
from tests.watches.servers import Waits
from tests.watches.told import item, message, watch
from watches.attempt import LONGEST_PAUSE, ROUNDS, TRIES
from watches.deliver import Carriers, Delivered, Round
from watches.message import Outcome
from watches.store import Undelivered, WatchStore
from watches.watch_list import OFFICE

TO = "marks@velmora.example"
W1 = frozenset({"w1"})


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = factories.NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ways(carriers: Carriers, clock: Clock) -> Carriers:
    return replace(carriers, clock=clock)


def put(store: WatchStore, *targets: str) -> None:
    store.add(watch(targets=targets), ())
    assert store.put(message(), targets, ["lead:confirmed"])


def outcomes(store: WatchStore, watch_id: str = "w1") -> dict[str, Outcome]:
    return {delivery.target: delivery.outcome for _, delivery in store.standing(watch_id)}


def test_after_failures_of_every_kind_exactly_one_digest_has_arrived(
    store: WatchStore, ways: Carriers, clock: Clock, box: MailBox, receiver: Receiver
) -> None:
    put(store, TO, receiver.url)
    box.answers = ["451 later", "", "451 later", "421 busy"]
    receiver.answers = [(503, {}), (500, {}), (429, {"retry-after": "3600"})]
    for _ in range(8):
        Round(store, ways).run(W1)
        clock.now += LONGEST_PAUSE
    assert outcomes(store) == {TO: Outcome.DELIVERED, receiver.url: Outcome.DELIVERED}
    assert len(box.mails) == 1
    assert [got.headers["webhook-id"] for got in receiver.got] == [message().delivery_id(receiver.url)] * 4
    assert store.pending() == ()


def test_what_was_delivered_is_never_sent_again(store: WatchStore, ways: Carriers, box: MailBox) -> None:
    put(store, TO)
    for _ in range(3):
        Round(store, ways, now_too=True).run(W1)
    assert len(box.mails) == 1
    assert not store.put(message(), (TO,))
    assert Round(store, ways).run(W1) == Delivered()


def test_a_crash_between_the_server_and_the_log_gives_the_same_mail_again(
    store: WatchStore, ways: Carriers, box: MailBox
) -> None:
    """As far as SMTP allows: the second has the `Message-ID` and the bytes of the first."""

    class Crash(BaseException):
        pass

    class Dying(WatchStore):
        def log(self, delivery: object) -> None:
            raise Crash

    put(store, TO)
    with pytest.raises(Crash):
        Round(Dying(store._engine), ways).run(W1)
    Round(store, ways).run(W1)
    assert box.raw[0] == box.raw[1]
    assert len(set(box.ids)) == 1
    assert store.pending() == ()


def test_a_round_tries_a_few_times_and_waits_longer_each_time(
    store: WatchStore, ways: Carriers, box: MailBox, waits: Waits
) -> None:
    put(store, TO)
    box.answers = ["451 later"] * TRIES
    assert Round(store, ways).run(W1).failed
    assert len(waits.seconds) == TRIES - 1
    assert waits.seconds[0] < waits.seconds[1] <= 30


def test_who_asks_for_an_hour_is_left_alone_for_an_hour(
    store: WatchStore, ways: Carriers, clock: Clock, receiver: Receiver, waits: Waits
) -> None:
    put(store, receiver.url)
    receiver.answers = [(429, {"retry-after": "3600"})]
    Round(store, ways).run(W1)
    clock.now += timedelta(minutes=59)
    assert Round(store, ways).run(W1).waiting == 1
    assert (len(receiver.got), waits.seconds) == (1, [])
    clock.now += timedelta(minutes=2)
    assert Round(store, ways).run(W1).delivered == 1


def test_a_short_wait_that_is_asked_for_is_kept_within_the_round(
    store: WatchStore, ways: Carriers, receiver: Receiver, waits: Waits
) -> None:
    put(store, receiver.url)
    receiver.answers = [(503, {"retry-after": "9"})]
    assert Round(store, ways).run(W1).delivered == 1
    assert waits.seconds == [9]


def test_a_no_is_not_asked_again_and_the_office_is_told(
    store: WatchStore, ways: Carriers, box: MailBox, receiver: Receiver
) -> None:
    put(store, receiver.url, TO)
    receiver.answers = [(410, {})]
    done = Round(store, ways).run(frozenset({"w1"}))
    assert (len(receiver.got), done.delivered, len(done.dead)) == (1, 1, 1)
    assert "/hooks" not in done.dead[0]
    Round(store, ways).run(frozenset({OFFICE}))
    alert = box.mails[-1]
    assert (alert["To"], len(box.mails)) == ("ops@office.example", 2)
    assert "answered 410" in alert.as_string()
    assert "watch send w1 --dead" in alert.as_string()


def test_what_never_arrives_is_given_up_once_told_once_and_can_be_sent_after_all(
    store: WatchStore, ways: Carriers, clock: Clock, box: MailBox, receiver: Receiver
) -> None:
    put(store, receiver.url)
    receiver.answers = [(500, {})] * (TRIES * ROUNDS)
    for _ in range(ROUNDS + 5):
        Round(store, ways).run(frozenset({"w1", OFFICE}))
        clock.now += LONGEST_PAUSE
    assert len(receiver.got) == TRIES * ROUNDS
    assert outcomes(store) == {receiver.url: Outcome.DEAD}
    assert len(box.mails) == 1
    assert store.revive("w1", clock.now) == 1
    assert Round(store, ways).run(W1).delivered == 1


def test_a_server_that_is_down_is_asked_once_a_round_and_holds_up_nobody_else(
    store: WatchStore, ways: Carriers, receiver: Receiver, waits: Waits
) -> None:
    put(store, "a@velmora.example", "b@velmora.example", "c@velmora.example", receiver.url)
    down = replace(ways, mail=replace(ways.mail, port=free_port()))
    done = Round(store, down).run(W1)
    assert (done.delivered, len(done.failed), done.waiting) == (1, 1, 2)
    assert len(waits.seconds) == TRIES - 1


@pytest.mark.parametrize("body", ["", "{}", '{"watch_id": "w1", "items": [{"colour": 1}], "counts": []}'])
def test_a_message_that_this_version_cannot_read_is_given_up_and_holds_up_nobody(
    store: WatchStore, ways: Carriers, box: MailBox, body: str
) -> None:
    put(store, TO)
    store.put(replace(message(item(2)), body=body, made_at=factories.NOW - timedelta(days=1)), (TO,))
    done = Round(store, ways).run(W1)
    assert (done.delivered, len(done.dead), len(box.mails)) == (1, 1, 1)
    assert "cannot be read" in done.dead[0]


def test_a_run_has_an_end_and_leaves_the_rest_for_the_next_one(store: WatchStore, ways: Carriers, box: MailBox) -> None:
    put(store, TO, "b@velmora.example")
    assert Round(store, replace(ways, seconds=0)).run(W1).waiting == 2
    assert Round(store, ways).run(W1).delivered == 2


def test_of_a_removed_or_other_watch_nothing_is_sent(store: WatchStore, ways: Carriers, box: MailBox) -> None:
    put(store, TO)
    assert Round(store, ways).run(frozenset({"w2", OFFICE})) == Delivered()
    store.remove("w1", factories.NOW)
    assert store.pending() == ()
    assert Round(store, ways).run(W1) == Delivered()
    assert box.mails == []


def test_a_digest_that_nobody_has_yet_holds_the_next_one_back_and_one_that_somebody_has_does_not(
    store: WatchStore, ways: Carriers, box: MailBox, receiver: Receiver
) -> None:
    put(store, TO, receiver.url)
    assert store.unheard() == {"w1"}
    receiver.answers = [(500, {})] * TRIES
    Round(store, ways).run(W1)
    assert outcomes(store) == {TO: Outcome.DELIVERED, receiver.url: Outcome.FAILED}
    assert store.unheard() == frozenset()


def test_what_has_not_arrived_is_counted(store: WatchStore, ways: Carriers, receiver: Receiver) -> None:
    assert store.undelivered() == Undelivered()
    put(store, TO, receiver.url)
    assert store.undelivered() == Undelivered(waiting=2)
    receiver.answers = [(500, {})] * TRIES
    Round(store, ways).run(W1)
    assert store.undelivered() == Undelivered(failing=1, since=factories.NOW)


@pytest.mark.parametrize("table", ["watch_told", "watch_messages", "watch_deliveries"])
def test_the_log_is_append_only(store: WatchStore, engine: Engine, table: str) -> None:
    put(store, TO)
    column = {"watch_told": "key", "watch_messages": "body", "watch_deliveries": "outcome"}[table]
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))


def test_a_watch_comes_back_as_it_was_kept_and_a_removed_one_does_not(store: WatchStore) -> None:
    kept = watch(right_ids=("TM-1",), sources=("town",), targets=(TO, "https://hooks.example/x"), language="zh")
    store.add(kept, ["a:open", "b:open"])
    assert store.every() == (kept,)
    assert store.told("w1") == {"a:open", "b:open"}
    store.pause("w1", paused=True)
    assert store.get("w1") == replace(kept, paused=True)
    store.remove("w1", factories.NOW)
    assert store.every() == ()
    with pytest.raises(LookupError, match="no watch w1"):
        store.get("w1")


def test_a_message_and_what_it_tells_are_kept_together_or_not_at_all(store: WatchStore) -> None:
    store.add(watch(), ["a:open"])
    with pytest.raises(DBAPIError):
        store.put(message(item(1)), (TO,), ["b:open", "a:open"])
    assert store.pending() == ()
    assert store.told("w1") == {"a:open"}
