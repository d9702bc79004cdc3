"""Learning from decisions: it follows what many say, hardly what one says often, and nothing without enough of them."""

import random
from collections.abc import Callable
from datetime import timedelta

import factories
import numpy as np
import pytest

from domain.signal import Role, Signal
from matching.additive import Additive
from matching.learning import Decided, TooFewDecisionsError, learn, unseen, weights

ROLES = {"mark_in_title": Role.MAIN, "goods_class": Role.QUALIFIER, "resale_words": Role.QUALIFIER}
BASE = Additive(
    "fitted-3",
    -2.0,
    {
        "mark_in_title": ((0.0, 0.0), (1.0, 3.0)),
        "goods_class": ((-1.0, -2.0), (0.0, 0.0), (1.0, 1.0)),
        "resale_words": ((-1.0, -0.2), (0.0, 0.0), (1.0, 0.2)),
    },
    ((-8.0, -8.0), (4.0, 4.0)),
)


def decided(number: int, infringing: bool, resale: float, dice: random.Random, who: str = "", **fields: str) -> Decided:
    signals = [Signal("mark_in_title", Role.MAIN, dice.uniform(0.5, 1), "a", "b", "It is so.")]
    if resale:
        signals.append(Signal("resale_words", Role.QUALIFIER, resale, "a", "", "It is so."))
    given = {
        "right_id": f"TM-{number % 40}",
        "seller": f"S-{number % 60}",
        "reviewer": who or f"reviewer {number % 4}",
        "group": f"g-{number}",
    } | fields
    return Decided(tuple(signals), infringing, at=factories.NOW + timedelta(minutes=number), **given)


def office(count: int = 600, seed: int = 1) -> list[Decided]:
    """Reviewers who dismiss most of what says that it is resold, which the scorer in force hardly knows."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        resale = -1.0 if dice.random() < 0.5 else 0.0
        made.append(decided(number, dice.random() < (0.15 if resale else 0.8), resale, dice))
    return made


def adds(scorer: Additive, name: str) -> float:
    return scorer.curves[name][0][1]


def test_what_reviewers_say_again_and_again_moves_the_weight_and_orders_decisions_held_out_better() -> None:
    found = learn(office(), BASE, ROLES, budget=100)
    assert adds(found.scorer, "resale_words") < -1.0
    for way in ("by right", "by seller"):
        assert found.after[way].auc > found.before[way].auc + 0.05
        assert found.after[way].hits > found.before[way].hits
        assert found.after[way].ece < found.before[way].ece
    assert found.changed[0][0] == "resale_words"
    assert found.scorer.name.startswith("fitted-3+")
    assert found.scorer.seen_until == max(one.at for one in office()).isoformat()


def test_the_same_decisions_give_the_same_scorer_and_others_another_name() -> None:
    one, again, other = (learn(office(seed=seed), BASE, ROLES, 100).scorer for seed in (1, 1, 2))
    assert one == again
    assert one.name != other.name


def only(name: str, value: str) -> Callable[[int], dict[str, str]]:
    return lambda number: {name: value, "group": f"hostile-{number}"}


@pytest.mark.parametrize("name", ["reviewer", "right_id", "seller"])
def test_one_person_right_or_seller_cannot_swing_a_weight_however_often_it_decides(name: str) -> None:
    dice = random.Random(9)
    fair = office()
    hostile = [
        decided(10_000 + number, True, -1.0, dice, **only(name, "the loudest")(number))  # type: ignore[arg-type]
        for number in range(3_000)
    ]
    quiet = learn(fair, BASE, ROLES, 100).scorer
    loud = learn([*fair, *hostile], BASE, ROLES, 100).scorer
    assert adds(loud, "resale_words") < adds(BASE, "resale_words") < 0
    assert adds(quiet, "resale_words") < adds(BASE, "resale_words")
    # What the other people, rights and sellers count for is never outweighed.
    counts = weights([*fair, *hostile])
    assert counts[len(fair) :].sum() <= counts[: len(fair)].sum() * 1.01


def test_two_hundred_copies_decided_as_one_count_little_more_than_one() -> None:
    dice = random.Random(3)
    copies = [decided(7, True, 0.0, dice, group="one batch") for _ in range(200)]
    counts = weights([*office(), *copies])
    assert counts[-200:].sum() < 8
    assert counts[:600].min() > 0.5


def test_too_few_decisions_are_refused_and_it_says_how_many_it_needs() -> None:
    with pytest.raises(TooFewDecisionsError, match=r"200 decisions.*there are 100"):
        learn(office(100), BASE, ROLES, 100)
    with pytest.raises(TooFewDecisionsError, match="40 dismissed ones"):
        learn([one for one in office() if one.infringing], BASE, ROLES, 100)
    dice = random.Random(1)
    of_one_right = [decided(n, n % 2 == 0, 0.0, dice, right_id="TM-1") for n in range(600)]
    with pytest.raises(TooFewDecisionsError, match=r"8 rights \(there are 1\)"):
        learn(of_one_right, BASE, ROLES, 100)
    with pytest.raises(TooFewDecisionsError, match="too little"):
        learn([], BASE, ROLES, 100)


def test_on_decisions_that_neither_has_seen_the_better_order_shows_more_confirmed_leads() -> None:
    candidate = learn(office(), BASE, ROLES, 100).scorer
    before, after = unseen(office(300, seed=5), candidate, BASE, budget=100)
    assert after.hits > before.hits
    assert before.of == after.of == 100
    assert np.isfinite([before.auc, after.auc]).all()
