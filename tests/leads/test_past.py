"""What was decided, as coming nights ask for it."""

from decimal import Decimal
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine

from domain.capture import Capture, CaptureKind
from domain.decision import Decision, Reason, Verdict
from domain.identity import lead_id, listing_key
from domain.listing import Listing, Seller
from leads.past import Decided, first_picture
from leads.price import NEWEST
from leads.store import Found, LeadStore


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    return LeadStore(engine, tmp_path)


def offer(number: int, seller: str = "S-1", picture: str = "", **fields: object) -> Listing:
    captures = ()
    if picture:
        place = f"/p/{picture}"
        captures = (
            Capture(CaptureKind.PICTURE, "https://shop.example/a", picture, 1, "image/png", factories.NOW, place),
        )
    given = {"images": tuple(c.location for c in captures), "captures": captures} | fields
    titles = ["外套", "长裤", "围巾", "帽子", "衬衫", "卫衣", "短裙", "手套", "袜子", "背心"]
    title = f"Velmora {titles[number % 10]}"
    return factories.listing(f"L-{number}", title, seller=Seller(seller, "小铺"), **given)


def put(store: LeadStore, *listings: Listing) -> None:
    right = factories.right()
    store.queue([Found(one, right, factories.match(one.listing_id)) for one in listings], "run-1", factories.NOW)


def decide(store: LeadStore, number: int, verdict: Verdict) -> None:
    lead = store.get(lead_id("town", f"L-{number}", "TM-1"))
    assert lead is not None
    reason = Reason.COUNTERFEIT if verdict is Verdict.INFRINGING else Reason.AUTHORISED
    store.decide(Decision(f"d-{number}", lead.lead_id, verdict, reason, "", "Lin", factories.NOW, lead.evidence))


def test_decided_offers_of_a_seller_are_told_with_their_groups(store: LeadStore) -> None:
    put(store, offer(1), offer(2), offer(3), offer(4, "S-2"))
    decide(store, 1, Verdict.INFRINGING)
    decide(store, 2, Verdict.NOT_INFRINGING)
    found = store.past.of_sellers(["town/S-1", "town/S-2", "town/S-3"])
    assert set(found) == {"town/S-1"}
    assert {(one.listing_key, one.confirmed) for one in found["town/S-1"]} == {
        (listing_key("town", "L-1"), True),
        (listing_key("town", "L-2"), False),
    }
    assert len({one.group for one in found["town/S-1"]}) == 2
    assert all(isinstance(one, Decided) for one in found["town/S-1"])


def test_prices_leave_out_confirmed_offers_and_are_the_newest(store: LeadStore) -> None:
    put(store, *(offer(number, price=Decimal(1)) for number in range(5)))
    put(store, *(offer(number, price=Decimal(9)) for number in range(5, NEWEST + 5)))
    put(store, offer(NEWEST + 5, price=Decimal(7)))
    decide(store, NEWEST + 5, Verdict.INFRINGING)
    prices = store.past.prices(["TM-1", "TM-9"])
    assert list(prices) == [("TM-1", "CNY", "")]
    assert prices["TM-1", "CNY", ""] == [9.0] * NEWEST


def test_a_confirmed_offers_first_picture_is_known_unless_a_dismissed_one_shows_it_too(store: LeadStore) -> None:
    put(store, offer(1, picture="a" * 64), offer(2, picture="b" * 64), offer(3, picture="b" * 64), offer(4))
    for number, verdict in ((1, "INFRINGING"), (2, "INFRINGING"), (3, "NOT_INFRINGING"), (4, "INFRINGING")):
        decide(store, number, Verdict[verdict])
    known = store.past.pictures(["TM-1"])
    assert known == {("TM-1", "a" * 64): (listing_key("town", "L-1"), "https://shop.example/item/L-1")}
    assert store.past.pictures(["TM-2"]) == {}
    assert first_picture(offer(9)) == ""
