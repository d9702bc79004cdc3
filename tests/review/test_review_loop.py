"""What came up again, what was looked at, the figures: on the pages, as they look at two widths in two languages."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from lxml import html

from domain.listing import Seller
from domain.recheck import Recheck, Sight, StillUp
from domain.referral import Recipient, Referral, ReferralState, Step, referral_id
from tests.review.browser import NARROW, WIDE, come_in, no_sideways_scroll
from tests.review.conftest import NOW, QIVARRO
from tests.review.referred import TEAM, TODAY, confirmed

S = ReferralState


@pytest.fixture
def street(street: Any) -> Any:
    """The morning's street with cases in every state, one that came up again, and looks at a listing."""
    seller = Seller("s-77", "多款小铺", "临江")
    title = "Qivarro 秋冬防风户外登山外套 连帽可拆卸 男女同款"
    names = confirmed(street, *range(100, 108), seller=seller, title=title)
    for number, lead in enumerate(names):
        to = (TEAM, Recipient("河东区市场监管所", "河东"), Recipient("Customs unit"))[number % 3]
        at = NOW - timedelta(days=20 + number)
        day = at.date()
        one = Referral(referral_id(day, to, [lead]), QIVARRO.right_id, QIVARRO.holder, (lead,), to, "Lin Yue", at)
        street.store.referrals.send(one, day + timedelta(days=15))
        after = (
            S.RECEIVED,
            S.ACCEPTED,
            S.INVESTIGATING,
            S.ACTION_TAKEN,
            S.DISMISSED,
            S.RETURNED,
            S.ACTION_TAKEN,
            None,
        )[number]
        if after:
            step = Step(
                f"{number:032x}", one.referral_id, after, day + timedelta(days=4), "Gao", at, "现场检查,下架商品三件。"
            )
            street.store.referrals.record([step], TODAY)
    street.queue(street.plain(200, 0.95, seller=seller, title=f"{title} 9!"))
    listing = street.store.get(names[3]).listing
    before = Sight(listing.title, Decimal("129.00"), "CNY", "a" * 64, NOW)
    for number, result in enumerate(StillUp):
        after_ = (
            None
            if result in (StillUp.GONE, StillUp.UNKNOWN)
            else replace(before, price=Decimal("99.00"), digest="b" * 64)
        )
        at = NOW + timedelta(days=number)
        look = Recheck(
            listing.source, listing.listing_id, listing.url, f"r-{number}", at, result, before, after_, "Told."
        )
        street.store.rechecks.record([look])
    return street


def test_what_came_up_again_and_what_was_looked_at_stand_on_the_lead_and_in_the_queue(
    street: Any, signed_in: Any
) -> None:
    (again,) = re.findall(r'href="/leads/([0-9a-f]{32})', signed_in.get("/?signal=relisting&state=open").text)[:1]
    assert "up again" in signed_in.get("/?signal=relisting&state=open").text
    page = html.fromstring(signed_in.get(f"/leads/{again}").text)
    notice = page.xpath("//section[@aria-labelledby='again']")[0]
    words = notice.text_content()
    assert "seller" in words
    assert "text of the title" in words
    earlier = {link.get("href") for link in notice.iter("a")}
    assert any(address.startswith("/referrals/R2026") for address in earlier)
    assert any(address.startswith("/leads/") for address in earlier)
    (looked,) = [lead for lead in street.store.every([]) if lead.listing.listing_id == "item-103"]
    text = html.fromstring(signed_in.get(f"/leads/{looked.lead_id}?lang=zh").text).text_content()
    for word in ("仍在售", "有变化", "已下架", "无法读取", "129.00", "99.00"):
        assert word in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_of_the_loop_fit_a_wide_and_a_narrow_window(
    page: Any, link: Callable[[str], str], street: Any, shoot: Callable[[Any, str], None], language: str
) -> None:
    come_in(page, link, "Lin Yue")
    base = page.url.rstrip("/")
    (looked,) = [lead for lead in street.store.every([]) if lead.listing.listing_id == "item-103"]
    (again,) = [lead for lead in street.store.every([]) if lead.listing.listing_id == "item-200"]
    (course, *_) = street.store.referrals.of_lead(looked.lead_id)
    addresses = {
        "referrals": "/referrals?show=all",
        "referral": f"/referrals/{course.referral.referral_id}?x=1",
        "loop-overview": "/overview?weeks=13",
        "looked": f"/leads/{looked.lead_id}?x=1",
        "again": f"/leads/{again.lead_id}?x=1",
        "queue-again": "/?signal=relisting&state=open",
    }
    for name, address in addresses.items():
        for width, size in (("1280", WIDE), ("420", NARROW)):
            page.set_viewport_size(size)
            page.goto(f"{base}{address}&lang={language}")
            page.locator("h1").wait_for()
            shoot(page, f"{name}-{language}-{width}")
            assert no_sideways_scroll(page), (name, width)
            if name in ("loop-overview", "looked"):
                page.locator("#outside, #still-up").first.scroll_into_view_if_needed()
                shoot(page, f"{name}-below-{language}-{width}")
