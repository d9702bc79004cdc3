"""A morning in a real browser: twenty leads by keyboard, a group, two people at once, filters, two widths."""

from collections.abc import Callable
from typing import Any

from domain.lead import LeadState
from domain.listing import Seller
from tests.review.browser import NARROW, WIDE, come_in, no_sideways_scroll, press


def test_twenty_leads_are_cleared_by_keyboard_and_the_last_one_taken_back(
    page: Any, link: Callable[[str], str], street: Any
) -> None:
    from playwright.sync_api import expect

    street.queue(*(street.plain(number, 0.8 - number / 1000) for number in range(100, 120)))
    come_in(page, link, "Lin Yue")
    before = street.store.counts()[LeadState.OPEN]
    press(page, "j")
    press(page, "Enter")
    expect(page.locator(".decide")).to_be_visible()
    for number in range(20):
        shown = page.url
        press(page, "123"[number % 3])
        page.wait_for_url(lambda url, shown=shown: url != shown)
        expect(page.locator(".recorded")).to_be_visible()
    assert street.store.counts()[LeadState.OPEN] == before - 20
    press(page, "u")
    expect(page.locator(".log .back")).to_be_visible()
    assert street.store.counts()[LeadState.OPEN] == before - 19


def test_a_filter_survives_reload_and_search_and_evidence_have_keys(
    page: Any, link: Callable[[str], str], street: Any, shoot: Callable[[Any, str], None]
) -> None:
    from playwright.sync_api import expect

    come_in(page, link, "Lin Yue")
    press(page, "/")
    page.keyboard.type("Qivarro")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=Qivarro*")
    count = page.locator(".row").count()
    assert 0 < count < 7
    page.reload()
    expect(page.locator(".row")).to_have_count(count)
    expect(page.locator("input[type=search]")).to_have_value("Qivarro")
    page.locator(".sieve details summary").click()
    page.locator("input[name=min]").fill("0.5")
    shoot(page, "queue-filter-en-1280")
    page.locator(".sieve-form button").click()
    page.wait_for_url("**min=0.5*")
    page.locator(".saved input[name=name]").fill("strong")
    page.locator(".saved button").last.click()
    expect(page.locator(".saved .chip")).to_have_text("strong")
    page.locator(".row h2 a").first.click()
    press(page, "e")
    expect(page.locator("#capture")).to_be_in_viewport()
    assert "q=Qivarro" in page.url
    assert no_sideways_scroll(page)


def test_a_group_is_decided_as_one_and_taken_back_as_one(
    page: Any, link: Callable[[str], str], street: Any, shoot: Callable[[Any, str], None]
) -> None:
    from playwright.sync_api import expect

    seller = Seller("s-77", "多款小铺")
    street.queue(*(street.plain(n, 0.99, title=f"Qivarro 外套 第{n}款", seller=seller) for n in range(200, 211)))
    come_in(page, link, "Lin Yue")
    page.locator(".alike").first.click()
    expect(page.locator(".member")).to_have_count(11)
    page.locator(".tick input").last.uncheck()
    expect(page.locator(".covers")).to_contain_text("10")
    shoot(page, "group-en-1280")
    page.locator("input[name=count]").fill("10")
    press(page, "Escape")
    press(page, "1")
    expect(page.locator(".recorded")).to_contain_text("10 leads")
    assert street.store.counts()[LeadState.CONFIRMED] == 10
    press(page, "u")
    expect(page.locator(".log .back")).to_be_visible()
    assert street.store.counts()[LeadState.CONFIRMED] == 0


def test_two_reviewers_at_once_are_told_of_each_other(page: Any, link: Callable[[str], str], street: Any) -> None:
    from playwright.sync_api import expect

    come_in(page, link, "Lin Yue")
    other = page.context.browser.new_context(viewport=NARROW).new_page()
    come_in(other, link, "Wu Ming")
    for one in (page, other):
        one.locator(".row h2 a").first.click()
        expect(one.locator(".decide")).to_be_visible()
    expect(page.locator(".claim-notice")).to_have_count(0)
    expect(other.locator(".claim-notice")).to_contain_text("Lin Yue has this lead open")
    assert no_sideways_scroll(other)
    other.locator(".claim-notice button").click()
    expect(other.locator(".claim-notice")).to_have_count(0)
    press(other, "2")
    expect(other.locator(".recorded")).to_be_visible()
    before = page.url.partition("?")[0]
    press(page, "1")
    expect(page.locator(".notice[role=alert]")).to_contain_text("somebody else decided")
    assert page.url.startswith(before)
    decisions = [one for lead in street.store.every([]) for one in street.store.decisions(lead.lead_id)]
    assert [one.reviewer for one in decisions] == ["Wu Ming"]


def test_pictures_are_compared_at_one_scale_and_the_overview_fits(
    page: Any, link: Callable[[str], str], street: Any, shoot: Callable[[Any, str], None]
) -> None:
    from playwright.sync_api import expect

    come_in(page, link, "Lin Yue")
    page.locator(".row h2 a").first.click()
    press(page, "z")
    expect(page.locator("#compare")).to_be_visible()
    shoot(page, "compare-en-1280")
    for key in ("+", "+", "ArrowRight"):
        page.keyboard.press(key)
    sights = page.locator("#compare .framed").evaluate_all("all => all.map(one => one.style.transform)")
    assert sights == ["translate(-40px, 0px) scale(1.5625)"] * 2
    page.keyboard.press("Escape")
    press(page, "1")
    expect(page.locator(".recorded")).to_be_visible()
    base = page.url.partition("/leads")[0]
    for language, size in (("en", WIDE), ("zh", NARROW)):
        page.set_viewport_size(size)
        for name in ("overview", "audit", "accounts", "account"):
            page.goto(f"{base}/{name}?lang={language}")
            expect(page.locator("h1")).to_be_visible()
            shoot(page, f"{name}-{language}-{size['width']}")
            assert no_sideways_scroll(page), name
