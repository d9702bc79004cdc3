"""What comes up again after an action is marked, stands above its equals, and names the earlier case."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import factories
import pytest
from sqlalchemy import Engine

from domain.capture import Capture, CaptureKind
from domain.identity import lead_id
from domain.lead import Lead
from domain.listing import Seller
from domain.referral import ReferralState, StepBack
from leads.relisting import RELISTING, Seen, traces
from leads.sieve import Sieve
from leads.store import Found, LeadStore
from tests.leads.referred import DAY, confirm, find, referral, step

S = ReferralState
ZONE = ZoneInfo("Asia/Shanghai")
ACTED = DAY + timedelta(days=10)
NIGHT = datetime(2026, 12, 2, 17, 0, tzinfo=ZoneInfo("UTC"))  # one in the morning after the action's day, in Shanghai
LONG = "Velmora 加厚防风户外登山外套 连帽可拆卸 男女同款 现货"


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    return LeadStore(engine, tmp_path, zone=ZONE)


def pictured(number: int, digest: str, **fields: Any) -> Found:
    place = f"/srv/blobs/{digest}"
    shot = Capture(
        CaptureKind.PICTURE, f"https://shop.example/{number}.jpg", digest, 9, "image/jpeg", factories.NOW, place
    )
    return find(number, images=(place,), captures=(shot,), **fields)


def acted(store: LeadStore, found: Found, state: ReferralState = S.ACTION_TAKEN) -> tuple[str, str]:
    """A case that ended so; lead and referral."""
    names = confirm(store, found)
    one = referral(names)
    store.referrals.send(one, None)
    store.referrals.record([step(one.referral_id, state, ACTED)], ACTED)
    return names[0], one.referral_id


def night(store: LeadStore, found: Found, at: datetime = NIGHT) -> Lead:
    store.queue([found], f"run-{at:%m%d%H}", at)
    lead = store.get(lead_id(found.listing.source, found.listing.listing_id, found.match.right_id))
    assert lead is not None
    return lead


def marked(store: LeadStore) -> list[str]:
    return [lead.lead_id for lead in store.sift(Sieve(kind=RELISTING)).leads]


SAME = {
    "seller": (find(1, seller=Seller("S-9")), find(2, seller=Seller("S-9"))),
    "picture": (pictured(1, "a" * 64), pictured(2, "a" * 64)),
    "text": (find(1, title=f"{LONG} 1"), find(2, title=f"{LONG} 22!")),
}


@pytest.mark.parametrize("kind", SAME)
def test_the_same_seller_picture_or_text_again_is_raised_with_the_earlier_case(store: LeadStore, kind: str) -> None:
    before, after = SAME[kind]
    earlier, case = acted(store, before)
    lead = night(store, after)
    assert marked(store) == [lead.lead_id]
    (again,) = store.referrals.relistings([lead.lead_id])[lead.lead_id]
    assert (again.earlier, again.referral_id, again.kinds) == (earlier, case, (kind,))
    assert RELISTING in store.values("kind")


@pytest.mark.parametrize("kind", SAME)
def test_what_was_found_before_the_report_came_in_is_raised_by_the_report(store: LeadStore, kind: str) -> None:
    before, after = SAME[kind]
    names = confirm(store, before)
    one = referral(names)
    store.referrals.send(one, None)
    lead = night(store, after)
    assert marked(store) == []
    store.referrals.record([step(one.referral_id, S.ACTION_TAKEN, ACTED)], ACTED + timedelta(days=9))
    assert marked(store) == [lead.lead_id]


def test_the_very_listing_seen_again_after_the_action_is_raised(store: LeadStore) -> None:
    found = find(1)
    name, _ = acted(store, found)
    night(store, found, NIGHT - timedelta(hours=2))
    assert marked(store) == [], "that is still the day of the action"
    night(store, found)
    assert marked(store) == [name]
    assert store.referrals.relistings([name])[name][0].kinds == ("listing",)


def test_nothing_is_raised_without_an_action_before_it_or_for_another_right(store: LeadStore) -> None:
    here, there = SAME["seller"]
    night(store, find(7, seller=Seller("S-9")), NIGHT - timedelta(days=30))  # there before the action
    _, case = acted(store, here)
    night(store, find(3, "TM-2", seller=Seller("S-9")))
    night(store, find(4, seller=Seller("S-8")))
    night(store, find(7, seller=Seller("S-9")))
    assert marked(store) == []
    lead = night(store, there)
    assert marked(store) == [lead.lead_id]
    # An appeal leaves the action standing until it is decided; a dismissal ends it.
    store.referrals.record([step(case, S.APPEALED, ACTED)], ACTED)
    assert marked(store) == [lead.lead_id]
    store.referrals.record([step(case, S.DISMISSED, ACTED)], ACTED)
    assert marked(store) == []
    assert store.referrals.relistings([lead.lead_id]) == {}
    night(store, there, NIGHT + timedelta(days=1))
    assert marked(store) == []


def test_an_action_that_is_taken_back_takes_its_marks_with_it(store: LeadStore) -> None:
    before, after = SAME["seller"]
    _, case = acted(store, before)
    lead = night(store, after)
    store.referrals.take_back(StepBack(step(case, S.ACTION_TAKEN, ACTED).step_id, "Lin", factories.NOW, "other case"))
    assert marked(store) == []
    assert RELISTING not in store.values("kind")
    store.referrals.record([step(case, S.ACTION_TAKEN, ACTED, "again")], ACTED)
    assert marked(store) == [lead.lead_id]


def test_among_equals_what_came_up_again_stands_first_and_never_above_a_better_score(store: LeadStore) -> None:
    before, _ = SAME["seller"]
    acted(store, before)
    finds = [(20, 0.9, "S-1"), (21, 0.9, "S-9"), (22, 0.9, "S-2"), (23, 0.91, "S-3")]
    for number, score, seller in finds:
        one = find(number, seller=Seller(seller))
        scored = Found(one.listing, one.right, factories.match(one.listing.listing_id, "TM-1", score))
        night(store, scored)
    order = [lead.listing.listing_id for lead in store.sift(Sieve()).leads if lead.listing.listing_id != "L-1"]
    assert order[:2] == ["L-23", "L-21"]


def test_a_short_title_is_nobody_s_text() -> None:
    assert "text" not in traces(Seen(factories.listing(title="Velmora 外套"), "TM-1", NIGHT))
    assert "text" in traces(Seen(factories.listing(title=LONG), "TM-1", NIGHT))
