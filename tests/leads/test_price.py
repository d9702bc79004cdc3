"""The usual price of a right: robust, of one currency and class, silent where little is known."""

from decimal import Decimal
from pathlib import Path

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.decision import Decision, Reason, Verdict
from domain.identity import lead_id
from domain.listing import Listing
from domain.signal import Role, Signal
from leads.price import ENOUGH, of
from leads.store import Found, LeadStore


def found(listing: Listing, goods: str = "", right_id: str = "TM-1") -> Found:
    signals = [factories.main_signal()]
    if goods:
        signals.append(Signal("goods_class", Role.QUALIFIER, 0.4, goods, "25", "The goods belong to a class."))
    right = factories.right(right_id)
    return Found(listing, right, factories.match(listing.listing_id, right_id, 0.9, *signals))


def offer(number: int, price: str, currency: str = "CNY") -> Listing:
    return factories.listing(f"L-{number}", price=Decimal(price), currency=currency)


def test_a_price_stands_beside_those_of_the_same_right_currency_and_class(engine: Engine, tmp_path: Path) -> None:
    store = LeadStore(engine, tmp_path)
    same = [found(offer(n, f"{100 + n}"), "25") for n in range(ENOUGH)]
    others = [
        found(offer(50, "9"), "18"),
        found(offer(51, "9", "EUR"), "25"),
        found(offer(52, "9"), "25", right_id="TM-2"),
        found(factories.listing("L-53", price=None), "25"),
    ]
    cheap = found(offer(60, "20"), "25")
    store.queue([*same, *others, cheap], "run-1", factories.NOW)
    usual = store.figures.usual_price(lead_id("town", "L-60", "TM-1"))
    assert usual is not None
    assert (usual.middle, usual.offers, usual.currency, usual.goods) == (103.5, ENOUGH, "CNY", "25")
    assert usual.ratio == pytest.approx(20 / 103.5)
    for name, right_id in (("L-50", "TM-1"), ("L-51", "TM-1"), ("L-52", "TM-2"), ("L-53", "TM-1")):
        assert store.figures.usual_price(lead_id("town", name, right_id)) is None
    assert store.figures.usual_price("0" * 32) is None


def test_confirmed_ones_and_odd_prices_do_not_make_the_usual_one(engine: Engine, tmp_path: Path) -> None:
    store = LeadStore(engine, tmp_path)
    odd = [found(offer(100 + n, price)) for n, price in enumerate(("0", "1E+30", "-5"))]
    store.queue([*(found(offer(n, f"{100 + n}")) for n in range(ENOUGH + 1)), *odd], "run-1", factories.NOW)
    asked = lead_id("town", "L-0", "TM-1")
    usual = store.figures.usual_price(asked)
    assert usual is not None
    assert usual.high < 110
    lead = store.get(lead_id("town", "L-3", "TM-1"))
    assert lead is not None
    store.decide(
        Decision("d-1", lead.lead_id, Verdict.INFRINGING, Reason.UNSTATED, "", "Lin", factories.NOW, lead.evidence)
    )
    assert store.figures.usual_price(asked) is None  # one too few by now


@given(st.lists(st.floats(1, 1000), min_size=ENOUGH, max_size=60), st.floats(1e6, 1e9))
def test_a_few_odd_prices_move_the_middle_no_further_than_its_neighbours(prices: list[float], odd: float) -> None:
    moved = of(1.0, [*prices, odd])
    assert moved is not None
    assert min(prices) <= moved.low <= moved.middle <= moved.high
    assert moved.middle <= max(prices)
    assert of(1.0, prices[: ENOUGH - 1]) is None
