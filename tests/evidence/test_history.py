"""What offers said over time: every change is kept, what is gone is said to be, and twice is once."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import factories
from sqlalchemy import Engine

from domain.capture import Capture, CaptureKind
from domain.listing import Listing, Seller
from evidence.history import LONGEST, History

DAY = timedelta(days=1)


def offer(number: int, price: str = "9", *pictures: str) -> Listing:
    captures = tuple(
        Capture(
            CaptureKind.PICTURE, "https://shop.example/a.png", digest, 1, "image/png", factories.NOW, f"/p/{digest}"
        )
        for digest in pictures
    )
    images = tuple(capture.location for capture in captures)
    return factories.listing(f"L-{number}", price=Decimal(price), captures=captures, images=images)


def test_a_change_keeps_what_was_said_before(engine: Engine) -> None:
    history = History(engine)
    history.record("town", [offer(1, "9", "aa"), offer(2)], "r-1", factories.NOW)
    seen = history.record("town", [offer(1, "5", "bb"), offer(2), offer(3)], "r-2", factories.NOW + DAY)
    assert (seen.new, seen.changed, seen.unchanged) == (1, 1, 1)
    found = history.of("town", "L-1")
    assert found is not None
    before, now = found.spans
    assert (before.facts.price, before.facts.pictures, before.run_id) == ("9", ("aa",), "r-1")
    assert (before.since, before.until) == (factories.NOW, factories.NOW + DAY)
    assert (now.facts.price, now.facts.pictures, now.until) == ("5", ("bb",), None)
    assert history.of("town", "L-9") is None
    assert history.of("other", "L-1") is None


def test_only_what_is_said_counts(engine: Engine) -> None:
    """Another time, page capture or place on the disk is no change."""
    history = History(engine)
    history.record("town", [offer(1, "9", "aa")], "r-1", factories.NOW)
    again = offer(1, "9", "aa")
    moved = replace(again.captures[0], location="/q/aa", taken_at=factories.NOW + DAY)
    again = replace(again, seen_at=factories.NOW + DAY, captures=(moved,), images=("/q/aa",))
    assert history.record("town", [again], "r-2", factories.NOW + DAY).unchanged == 1


def test_the_same_run_twice_is_once(engine: Engine) -> None:
    history = History(engine)
    history.record("town", [offer(1)], "r-1", factories.NOW)
    for _ in range(2):
        history.record("town", [offer(1, "5")], "r-2", factories.NOW + DAY)
    found = history.of("town", "L-1")
    assert found is not None
    assert [span.facts.price for span in found.spans] == ["9", "5"]


def test_what_is_absent_is_gone_only_where_its_page_says_so_and_may_come_back(engine: Engine) -> None:
    history = History(engine)
    history.record("town", [offer(1), offer(2), offer(3)], "r-1", factories.NOW)
    history.record("other", [offer(1)], "r-1", factories.NOW)
    at = factories.NOW + DAY
    seen = history.record("town", [offer(3)], "r-2", at)
    gone = history.vanish("town", seen.keys, at, lambda page: page.endswith("L-1"))
    assert len(gone) == 1
    states = {n: history.of("town", f"L-{n}") for n in (1, 2, 3)}
    assert [one.gone_since for one in states.values() if one] == [at, None, None]
    other = history.of("other", "L-1")
    assert other is not None
    assert other.gone_since is None
    assert history.vanish("town", seen.keys, at + DAY, lambda page: page.endswith("L-1")) == ()
    back = history.record("town", [offer(1)], "r-3", at + DAY)
    assert back.back == gone
    found = history.of("town", "L-1")
    assert found is not None
    assert found.gone_since is None


def test_a_seller_is_known_since_the_first_offer(engine: Engine) -> None:
    history = History(engine)
    assert history.began("town") is None
    history.record("town", [offer(1)], "r-1", factories.NOW)
    later = replace(offer(2), seller=Seller("", "x" * 300))
    history.record("town", [offer(1), later, replace(offer(3), seller=Seller())], "r-2", factories.NOW + DAY)
    assert history.sellers("town") == {"S-1": factories.NOW, "x" * LONGEST: factories.NOW + DAY}
    assert history.began("town") == factories.NOW
    assert history.sellers("other") == {}
