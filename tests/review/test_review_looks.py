"""How the pages look in a real browser: two widths, two languages, large zoom, paper. The pictures are for a person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.check import Answer, CheckKind, Shares
from domain.decision import Decision, Reason, Verdict
from domain.listing import Seller
from leads.store import LeadStore, Sieve
from tests.review.browser import NARROW, WIDE, come_in, no_sideways_scroll, press

ZOOMED = {"width": 640, "height": 450}  # what a window of 1280 by 900 has at 200 %
NAMES = ("Lin Yue", "吴明", "赵敏")


@pytest.fixture
def street(street: Any) -> Any:
    """The morning's street after some work: decided, read twice, a known answer, a group, a look at the rest."""
    store = LeadStore(street.store._engine, street.folder, Shares(second=1.0, unqueued=1.0, mixed_in=1.0))
    street.store = store
    seller, now = Seller("s-77", "多款小铺"), datetime.now(UTC)
    street.queue(*(street.plain(n, 0.7, title=f"Qivarro 外套 第{n}款", seller=seller) for n in range(200, 212)), at=now)
    cheap = street.plain(300, 0.999)
    street.queue(replace(cheap, listing=replace(cheap.listing, price=Decimal("12.90"))), at=now)
    leads = store.page([], limit=60).leads
    for number, lead in enumerate(leads[2:12]):
        verdict = list(Verdict)[number % 5 % 3]
        name = NAMES[number % 2]
        store.decide(Decision(f"d-{number}", lead.lead_id, verdict, Reason.UNSTATED, "", name, now, lead.evidence))
    store.unqueued.keep((street.plain(n, title=f"素色棉布 {n} 米").listing for n in range(900, 912)), now)
    store.unqueued.counted("run", "hillside", 48_211, now)
    store.checks.set_golden(leads[0], Verdict.INFRINGING, "赵敏", now)
    asked = 0
    while asked < 14 and (check := store.checks.due("吴明", None, str(asked))) is not None:
        verdict = Verdict.NOT_INFRINGING if check.kind is CheckKind.UNQUEUED or asked % 4 == 1 else Verdict.INFRINGING
        store.checks.answer(Answer(check.check_id, "吴明", verdict, Reason.UNSTATED, "", now))
        asked += 1
    return street


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_fits_a_wide_a_narrow_and_a_zoomed_window(
    page: Any, link: Callable[[str], str], street: Any, shoot: Callable[[Any, str], None], language: str
) -> None:
    come_in(page, link, "Lin Yue")
    base = page.url.rstrip("/")
    (first, *_) = street.store.sift(Sieve(), fold=True).leads
    card = next(group for group in street.store.sift(Sieve(), fold=True).groups.values() if group.size > 10)
    addresses = {
        "queue": "/",
        "lead": f"/leads/{first.lead_id}",
        "group": f"/groups/{card.key}",
        "overview": "/overview",
    }
    for name, address in (addresses | {"quality": "/quality", "check": "/checks"}).items():
        for width, size in (("1280", WIDE), ("420", NARROW), ("zoom200", ZOOMED)):
            page.set_viewport_size(size)
            page.goto(f"{base}{address}{'&' if '?' in address else '?'}lang={language}")
            page.locator("h1").wait_for()
            shoot(page, f"{name}-{language}-{width}")
            assert no_sideways_scroll(page), (name, width)


def test_on_paper_there_is_what_was_found_and_nothing_to_press(
    page: Any, link: Callable[[str], str], street: Any, shoot: Callable[[Any, str], None]
) -> None:
    from playwright.sync_api import expect

    come_in(page, link, "Lin Yue")
    base = page.url.rstrip("/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
    for name in ("overview", "quality"):
        page.goto(f"{base}/{name}?lang=zh")
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("button:visible, nav.tools:visible, form:visible").count() == 0
        shoot(page, f"{name}-print")
        assert no_sideways_scroll(page)


def test_a_check_is_answered_by_keys_and_the_queue_goes_on(page: Any, link: Callable[[str], str], street: Any) -> None:
    from playwright.sync_api import expect

    come_in(page, link, "孙丽")
    page.locator(".row h2 a").first.click()
    press(page, "1")
    page.wait_for_url("**/checks/*")
    expect(page.locator(".recorded")).to_be_visible()
    press(page, "2")
    page.wait_for_url("**/leads/*")
    assert street.store.figures.quality(datetime(2026, 1, 1, tzinfo=UTC), None).waiting[CheckKind.SECOND] >= 0
    answered = [one.name for one in street.store.figures.quality(datetime(2026, 1, 1, tzinfo=UTC), None).reviewers]
    assert "孙丽" in answered
    # Undo, after the check, takes back the decision before it.
    press(page, "u")
    expect(page.locator(".log .back")).to_be_visible()
