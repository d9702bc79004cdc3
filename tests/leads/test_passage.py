"""Which state follows which, and what is overdue: pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.referral import Course, ReferralState
from leads.passage import AWAITED, ENDED, FOLLOWS, HANDLED, acted_on, ended_on, overdue, refusal
from tests.leads.referred import DAY, referral, step

S = ReferralState
LATER = DAY + timedelta(days=60)


def course(*states: ReferralState, due_on: date | None = None) -> Course:
    steps = [step("R1", S.SENT, DAY, due_on=due_on)]
    steps += [step("R1", state, DAY + timedelta(days=number)) for number, state in enumerate(states, 1)]
    return Course(referral(["a"]), tuple(steps))


def test_every_state_has_its_followers_and_is_reached_from_somewhere() -> None:
    assert set(FOLLOWS) == set(S)
    assert {state for followers in FOLLOWS.values() for state in followers} == set(S) - {S.SENT}
    assert {*AWAITED, *ENDED, S.APPEALED} == set(S)


@pytest.mark.parametrize(
    ("before", "state"),
    [(S.DISMISSED, S.ACTION_TAKEN), (S.ACCEPTED, S.RECEIVED), (S.RETURNED, S.ACCEPTED), (S.RECEIVED, S.RECEIVED)],
)
def test_a_contradiction_says_what_stands_and_what_may_come(before: ReferralState, state: ReferralState) -> None:
    said = refusal(course(before), step("R1", state, LATER), LATER)
    assert said is not None
    assert said[0] == "contradiction"
    assert before.value in said[1]
    assert state.value in said[1]
    assert all(follower.value in said[1] for follower in FOLLOWS[before])


def test_a_team_that_reports_only_the_end_is_believed() -> None:
    assert refusal(course(), step("R1", S.ACTION_TAKEN, LATER), LATER) is None


def test_days_go_forward_and_not_into_the_future() -> None:
    there = course(S.RECEIVED, S.ACCEPTED)
    for on in (DAY, LATER + timedelta(days=1)):
        said = refusal(there, step("R1", S.DISMISSED, on), LATER)
        assert said is not None
        assert said[0] == "bad-date"
    assert refusal(there, step("R1", S.DISMISSED, there.last.on), LATER) is None


def test_an_answer_is_overdue_from_the_day_after_until_it_is_there() -> None:
    due = DAY + timedelta(days=10)
    waiting = course(S.RECEIVED, due_on=due)
    assert [overdue(waiting, due + timedelta(days=n)) for n in (-1, 0, 1, 5)] == [0, 0, 1, 5]
    assert overdue(course(S.RECEIVED), LATER) == 0
    for state in ENDED:
        assert overdue(course(state, due_on=due), LATER) == 0


@given(st.lists(st.sampled_from([*S]), max_size=8))
def test_what_a_log_says_of_its_end_holds_for_every_log(states: list[ReferralState]) -> None:
    steps = course(*states).steps
    last = steps[-1].state
    assert (ended_on(steps) is not None) == (last in ENDED)
    acted = acted_on(steps)
    if last in HANDLED:
        assert (acted is not None) == (last is S.ACTION_TAKEN)
    if acted is not None:
        assert last in (S.ACTION_TAKEN, S.APPEALED, *AWAITED)
