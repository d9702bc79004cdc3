"""Polite towards the shop: its delay, its hours, its challenge pages; and a record of what was done to it."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.hours import is_open, parse
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Politeness, Source
from tests.crawlers.loopback_shop import Handler, Shop, product_page

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]


def test_the_crawl_delay_of_robots_txt_is_kept_by_an_own_shop_too(shop: Shop, read: Read) -> None:
    at: list[float] = []

    def page(handler: Handler) -> None:
        at.append(time.monotonic())
        handler.reply(product_page(name=handler.path, sku=handler.path).encode())

    shop.answers |= {f"/p{number}": page for number in range(4)}
    shop.index()
    shop.answers["/robots.txt"] = (b"User-agent: *\nCrawl-delay: 0.5\n", "text/plain")
    read(shop.source())
    assert all(later - earlier >= 0.45 for earlier, later in pairwise(at))


def test_a_host_that_asks_for_an_hour_between_requests_is_left_alone(shop: Shop, read: Read) -> None:
    shop.answers["/robots.txt"] = (b"User-agent: *\nCrawl-delay: 3600\n", "text/plain")
    shop.product("/one")
    shop.index()
    report, found = read(shop.source())
    assert (found, report.count("throttled"), shop.paths()) == ({}, 1, ["/robots.txt"])


CHALLENGES: dict[str, Callable[[Handler], None]] = {
    "status": lambda handler: handler.reply("<title>请完成验证</title>滑动验证".encode(), status=403),
    "header": lambda handler: handler.reply(b"wait", status=403, cf_mitigated="challenge"),
    "too-many": lambda handler: handler.reply(b"<h1>Please solve the captcha</h1>", status=429),
    "title": lambda handler: handler.reply("<title>访问验证</title><p>请拖动滑块".encode()),
    "moved": lambda handler: handler.reply(b"", status=302, Location="/punish?x=1"),
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_challenge_is_reported_and_nothing_more_is_asked(shop: Shop, read: Read, name: str) -> None:
    shop.answers["/punish"] = (b"<html>geetest</html>",)
    shop.answers["/a"] = CHALLENGES[name]
    links = "".join(f'<a href="/p{number}">x</a>' for number in range(8))
    shop.page("/", f'{links}<a href="/a">x</a>')
    report, _ = read(shop.source(politeness=Politeness(delay=0.3, concurrency=1)))
    asked = shop.paths()
    assert asked.index("/punish?x=1" if name == "moved" else "/a") >= len(asked) - 2  # one may be on its way already
    assert report.count("challenge") >= 1
    assert "asks for proof of a person" in next(p.message for p in report.problems if p.code == "challenge")


def test_a_captcha_beside_a_login_is_no_challenge(shop: Shop, read: Read) -> None:
    html = product_page(name="a cup", sku="cup").replace("<body>", '<body><div class="captcha">验证码</div>')
    shop.page("/cup", html)
    shop.answers["/gone"] = lambda handler: handler.reply(b"forbidden", status=403)
    shop.index()
    report, found = read(shop.source())
    assert set(found) == {"cup"}
    assert report.count("challenge") == 0


def test_outside_its_hours_a_source_is_not_asked(shop: Shop, read: Read) -> None:
    shop.product("/one")
    shop.index()
    now = datetime.now(UTC)
    hours = f"{now + timedelta(hours=2):%H:%M}-{now + timedelta(hours=3):%H:%M}"
    report, found = read(shop.source(politeness=Politeness(delay=0, hours=hours)))
    assert (found, shop.asked, report.count("outside-hours")) == ({}, [], 1)
    assert report.error


def test_within_them_it_is(shop: Shop, read: Read) -> None:
    shop.product("/one")
    shop.index()
    now = datetime.now(UTC)
    hours = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
    _, found = read(shop.source(politeness=Politeness(delay=0, hours=hours)))
    assert set(found) == {"one"}


@given(st.times(), st.times(), st.times())
def test_hours_over_midnight_are_the_rest_of_the_day(first: clock, last: clock, now: clock) -> None:
    first, last = first.replace(second=0, microsecond=0), last.replace(second=0, microsecond=0)
    if first == last:
        return
    one, other = f"{first:%H:%M}-{last:%H:%M}", f"{last:%H:%M}-{first:%H:%M}"
    assert is_open(one, now) != is_open(other, now)
    assert is_open(f"{one},{other}", now)


@pytest.mark.parametrize("text", ["22-6", "24:00-01:00", "22:00", "night", "22:00-06:00;"])
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write hours as"):
        parse(text)


def test_what_was_done_to_each_host_is_on_record(shop: Shop, read: Read, tmp_path: Path) -> None:
    shop.answers["/robots.txt"] = (b"User-agent: *\nDisallow: /no\nCrawl-delay: 0.01\n", "text/plain")
    for path in ("/one", "/two", "/no/three"):
        shop.product(path)
    shop.index()
    report, _ = read(shop.source())
    impact = json.loads((tmp_path / "shop" / "crawl.json").read_text())["impact"]
    assert set(impact) == {shop.host}
    one = impact[shop.host]
    assert one["requests"] == report.count("requests") == len(shop.asked) == 4
    assert one["robots"] == {"allowed": 3, "disallowed": 1, "crawl_delay": 0.01}
    assert one["bytes_received"] > report.count("bytes") > 0
    assert one["bytes_sent"] > 400
    assert 1 <= one["busiest_minute"] <= 4
    assert one["first"] <= one["last"]
