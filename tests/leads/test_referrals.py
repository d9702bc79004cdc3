"""Referrals on both databases: what was sent stays, steps follow their table, all of a report or nothing of it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import factories
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from database import make_engine
from domain.decision import Decision, Reason, Verdict
from domain.referral import Recipient, ReferralState, Step, StepBack
from leads.passage import AWAITED, FOLLOWS, ended_on
from leads.referrals import NotReferableError, RefusedStepsError, UnknownReferralError, Wanted
from leads.store import LeadStore
from migrations.upgrade import upgrade
from tests.leads.referred import DAY, TEAM, confirm, find, referral, sent, step

S = ReferralState
TODAY = DAY + timedelta(days=90)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    return LeadStore(engine, tmp_path)


def test_a_referral_comes_back_as_it_was_sent_and_sending_it_twice_is_sending_it_once(store: LeadStore) -> None:
    names = confirm(store, find(1), find(2))
    one = referral(names, pack="a" * 64, note="附两件")
    due = DAY + timedelta(days=30)
    assert store.referrals.send(one, due)
    assert not store.referrals.send(one, due)
    course = store.referrals.get(one.referral_id)
    assert course is not None
    assert course.referral == replace(one, lead_ids=tuple(sorted(names)))
    assert (course.state, course.due_on, len(course.steps)) == (S.SENT, due, 1)
    assert [found.referral.referral_id for found in store.referrals.of_lead(names[1])] == [one.referral_id]
    assert store.referrals.recipients() == (TEAM,)


def test_only_confirmed_leads_of_one_right_leave(store: LeadStore) -> None:
    (confirmed,) = confirm(store, find(1))
    (other,) = confirm(store, find(2, "TM-2"))
    store.queue([find(3)], "run-9", factories.NOW)
    (open_one,) = [lead.lead_id for lead in store.page([]).leads if lead.listing.listing_id == "L-3"]
    for names, said in (([], "1 to"), (["f" * 32], "no lead"), ([open_one], "only confirmed"), ([other], "TM-2")):
        with pytest.raises(NotReferableError, match=said):
            store.referrals.send(referral([confirmed, *names] if names else []), None)
    with pytest.raises(NotReferableError, match="due"):
        store.referrals.send(referral([confirmed]), DAY - timedelta(days=1))
    with pytest.raises(NotReferableError, match="team"):
        store.referrals.send(referral([confirmed], Recipient(" ")), None)
    assert store.referrals.count(Wanted()) == 0


def test_a_report_with_one_fault_writes_nothing_and_names_every_fault(store: LeadStore) -> None:
    one, two = sent(store, 1), sent(store, 2)
    good = step(one, S.RECEIVED)
    steps = [good, step(two, S.DISMISSED), step(two, S.ACTION_TAKEN), step("R-no", S.RECEIVED)]
    with pytest.raises(RefusedStepsError) as refused:
        store.referrals.record(steps, TODAY)
    assert [(fault.number, fault.code) for fault in refused.value.refused] == [
        (2, "contradiction"),
        (3, "unknown-referral"),
    ]
    assert [course.state for course in store.referrals.find(Wanted(), 9)] == [S.SENT, S.SENT]
    assert store.referrals.record([good], TODAY, dry=True).new == 1
    assert len(store.referrals.log(one)) == 1


def test_what_is_overdue_is_found_until_it_is_answered(store: LeadStore) -> None:
    due = DAY + timedelta(days=5)
    late, early = sent(store, 1, due_on=due), sent(store, 2, due_on=TODAY)
    sent(store, 3)
    wanted = Wanted(late_on=due + timedelta(days=1))
    assert [course.referral.referral_id for course in store.referrals.find(wanted, 9)] == [late]
    assert store.referrals.count(replace(wanted, holders=("Somebody else",))) == 0
    assert store.referrals.count(replace(wanted, holders=("Velmora Works",), team=TEAM.team)) == 1
    assert store.referrals.count(replace(wanted, late_on=due)) == 0
    store.referrals.record([step(late, S.INVESTIGATING, due, due_on=TODAY)], TODAY)
    assert store.referrals.count(wanted) == 0, "an extended day is what counts"
    assert store.referrals.count(replace(wanted, late_on=TODAY + timedelta(days=1))) == 2
    store.referrals.record([step(early, S.DISMISSED, TODAY)], TODAY)
    assert store.referrals.count(replace(wanted, late_on=TODAY + timedelta(days=1))) == 1


def test_nobody_can_rewrite_what_was_reported(engine: Engine, store: LeadStore) -> None:
    name = sent(store, 1)
    store.referrals.record([step(name, S.RECEIVED)], TODAY)
    store.referrals.take_back(StepBack(step(name, S.RECEIVED).step_id, "Lin", factories.NOW, "wrong one"))
    for table in ("referral_steps", "referral_steps_back"):
        for statement in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
                connection.execute(text(statement))


def test_a_confirmation_that_is_taken_back_later_leaves_the_referral_as_it_was(store: LeadStore) -> None:
    name = sent(store, 1)
    course = store.referrals.get(name)
    assert course is not None
    lead = store.get(course.referral.lead_ids[0])
    assert lead is not None
    verdict, reason = Verdict.NOT_INFRINGING, Reason.RESALE
    store.decide(Decision("d-2", lead.lead_id, verdict, reason, "", "Lin", factories.NOW, lead.evidence))
    assert store.referrals.get(name) == course


class Loop(RuleBasedStateMachine):
    """A model beside the database: a list of standing steps for each referral, and every step id ever given."""

    store: LeadStore

    @initialize()
    def begin(self) -> None:
        self.number = getattr(type(self), "begun", 0) + 10
        type(self).begun = self.number + 3  # type: ignore[attr-defined]
        self.due = DAY + timedelta(days=20)
        self.names = [sent(self.store, self.number + n, due_on=self.due) for n in range(2)]
        self.model: dict[str, list[Step]] = {
            name: [one for one, _ in self.store.referrals.log(name)] for name in self.names
        }
        self.given: dict[str, Step] = {}

    def _ok(self, steps: list[Step]) -> bool:
        """Whether all of them can be written, by the table alone."""
        after = {name: list(log) for name, log in self.model.items()}
        for one in steps:
            log = after[one.referral_id]
            if one.step_id in self.given or one in log:
                continue
            if one.state not in FOLLOWS[log[-1].state] or not log[-1].on <= one.on <= TODAY:
                return False
            log.append(one)
        return True

    @rule(
        asked=st.lists(
            st.tuples(st.integers(0, 1), st.sampled_from([*S]), st.integers(-1, 92), st.sampled_from("ab")), max_size=5
        )
    )
    def report(self, asked: list[tuple[int, ReferralState, int, str]]) -> None:
        steps = [step(self.names[n], state, DAY + timedelta(days=day), tag) for n, state, day, tag in asked]
        fits = self._ok(steps)
        try:
            done = self.store.referrals.record(steps, TODAY)
        except RefusedStepsError as error:
            done = error
        if isinstance(done, RefusedStepsError):
            assert not fits
            return
        assert fits
        fresh = [one for one in dict.fromkeys(steps) if one.step_id not in self.given]
        assert (done.new, done.new + done.known) == (len(fresh), len(steps))
        for one in fresh:
            self.given[one.step_id] = one
            self.model[one.referral_id].append(one)
        again = self.store.referrals.record(steps, TODAY)
        assert (again.new, again.known) == (0, len(steps))

    @precondition(lambda self: any(len(log) > 1 for log in self.model.values()))
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from([name for name, log in self.model.items() if len(log) > 1]))
        last = self.model[name][-1]
        assert self.store.referrals.take_back(StepBack(last.step_id, "Lin", factories.NOW, "no")) == name
        self.model[name].pop()
        with pytest.raises(UnknownReferralError):
            self.store.referrals.take_back(StepBack(last.step_id, "Lin", factories.NOW, "again"))

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        late = TODAY + timedelta(days=1)
        waiting = {course.referral.referral_id for course in self.store.referrals.find(Wanted(late_on=late), 10_000)}
        for name, log in getattr(self, "model", {}).items():
            course = self.store.referrals.get(name)
            assert course is not None
            assert course.steps == tuple(log)
            assert (name in waiting) == (log[-1].state in AWAITED)
            assert len(self.store.referrals.log(name)) >= len(log)
            if ended_on(log) is None:
                assert course.state in (*AWAITED, S.APPEALED)


def test_whatever_is_reported_in_whatever_order_the_log_stays_true(database_url: str, tmp_path: Path) -> None:
    opened = make_engine(database_url)
    upgrade(opened)

    class Here(Loop):
        store = LeadStore(opened, tmp_path)

    checks = [*HealthCheck]
    run_state_machine_as_test(
        Here, settings=settings(max_examples=25, stateful_step_count=8, deadline=None, suppress_health_check=checks)
    )
    opened.dispose()


def test_two_files_at_once_write_one_of_two_contradictory_results(store: LeadStore) -> None:
    from concurrent.futures import ThreadPoolExecutor

    name = sent(store, 1)

    def report(state: ReferralState) -> Any:
        try:
            return store.referrals.record([step(name, state, date(2026, 12, 1))], TODAY)
        except RefusedStepsError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(report, (S.ACTION_TAKEN, S.DISMISSED)))
    assert sum(isinstance(result, RefusedStepsError) for result in results) == 1
    assert len(store.referrals.log(name)) == 2
