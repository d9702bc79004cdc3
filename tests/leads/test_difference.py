"""The difference of two queues: nothing of a queue and itself, and there and back the same leads."""

from hypothesis import given
from hypothesis import strategies as st

from domain.decision import Verdict
from leads.difference import Move, difference, told
from leads.precision import Share

names = st.sampled_from([f"lead-{number}" for number in range(12)])
queues = st.dictionaries(names, st.sampled_from([0.5, 0.6, 0.7, 0.8, 0.9]))
verdicts = st.dictionaries(names, st.sampled_from(Verdict))
budgets = st.integers(1, 15)


def ids(moves: tuple[Move, ...]) -> set[str]:
    return {move.lead_id for move in moves}


@given(queues, verdicts, budgets)
def test_a_queue_does_not_differ_from_itself(queue: dict[str, float], said: dict[str, Verdict], budget: int) -> None:
    found = difference(queue, queue, said, budget)
    assert found.is_empty
    assert found.before == found.after


@given(queues, queues, verdicts, budgets)
def test_the_way_back_is_the_way_there_turned_round(
    one: dict[str, float], other: dict[str, float], said: dict[str, Verdict], budget: int
) -> None:
    there, back = difference(one, other, said, budget), difference(other, one, said, budget)
    assert (ids(there.gained), ids(there.lost)) == (ids(back.lost), ids(back.gained))
    assert (ids(there.risen), ids(there.fallen)) == (ids(back.fallen), ids(back.risen))
    assert there.moved == back.moved
    assert (there.before, there.after) == (back.after, back.before)


@given(queues, queues, budgets)
def test_what_is_lost_and_gained_makes_one_queue_of_the_other(
    one: dict[str, float], other: dict[str, float], budget: int
) -> None:
    found = difference(one, other, {}, budget)
    assert (one.keys() - ids(found.lost)) | ids(found.gained) == other.keys()
    assert len(found.risen) - len(found.fallen) == min(budget, len(other)) - min(budget, len(one))
    assert found.is_empty == (
        sorted(one, key=lambda n: (-one[n], n)) == sorted(other, key=lambda n: (-other[n], n))
    ) or (
        len(one) > budget  # further down, only what is there counts
    )


@given(queues, queues, queues, budgets)
def test_what_a_detour_gains_is_gained_on_one_of_its_legs(
    one: dict[str, float], by: dict[str, float], other: dict[str, float], budget: int
) -> None:
    straight = difference(one, other, {}, budget)
    first, second = difference(one, by, {}, budget), difference(by, other, {}, budget)
    assert ids(straight.gained) <= ids(first.gained) | ids(second.gained)
    assert ids(straight.lost) <= ids(first.lost) | ids(second.lost)


def test_a_higher_threshold_loses_rejected_leads_and_precision_rises() -> None:
    before = {"a": 0.9, "b": 0.8, "c": 0.6, "d": 0.55}
    after = {name: score for name, score in before.items() if score >= 0.7}
    said = {"a": Verdict.INFRINGING, "b": Verdict.UNSURE, "c": Verdict.NOT_INFRINGING}
    found = difference(before, after, said, 3)
    assert [move.lead_id for move in found.lost] == ["c", "d"]
    assert told(found.lost) == {"not_infringing": 1, "undecided": 1}
    assert (found.before.at_budget, found.after.at_budget) == (Share(1, 2), Share(1, 1))
    assert found.before.decided == Share(1, 2), "an unsure verdict is none"
    assert found.fallen == (Move("c", 0.6, None, Verdict.NOT_INFRINGING),)


def test_another_order_at_the_budget_is_told_though_nothing_is_gained_or_lost() -> None:
    found = difference({"a": 0.9, "b": 0.8, "c": 0.7}, {"a": 0.7, "b": 0.8, "c": 0.9}, {}, 2)
    assert (found.gained, found.lost) == ((), ())
    assert (ids(found.risen), ids(found.fallen), found.moved) == ({"c"}, {"a"}, 0)
    assert difference({"a": 0.9, "b": 0.8}, {"a": 0.8, "b": 0.9}, {}, 2).moved == 2
