"""Values of unknown shape, and ids that come from content."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fields import MalformedError, clean, pop_decimal, pop_objects, pop_text, pop_texts, pop_time
from domain.identity import digest, lead_id, listing_key

any_text = st.text(st.characters(exclude_categories=[]))


@given(any_text)
def test_clean_text_can_be_stored_and_keeps_every_place(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert "\0" not in cleaned
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert all(a == b or b == "�" for a, b in zip(text, cleaned, strict=True))


def test_reading_a_field_takes_it_out_so_that_the_rest_can_be_audited() -> None:
    fields = {"title": "外套", "images": "a.png", "left": 1}
    assert (pop_text(fields, "title"), pop_texts(fields, "images")) == ("外套", ("a.png",))
    assert fields == {"left": 1}


@pytest.mark.parametrize("value", [[], {}, True])
def test_what_is_no_text_is_refused_by_its_name(value: object) -> None:
    with pytest.raises(MalformedError, match="title"):
        pop_text({"title": value}, "title")


@pytest.mark.parametrize("value", ["", None])
def test_an_absent_value_is_no_amount_no_time_and_no_list(value: object) -> None:
    assert pop_decimal({"x": value}, "x") is None
    assert pop_time({"x": value}, "x") is None
    assert pop_texts({"x": value}, "x") == ()
    assert pop_objects({"x": value}, "x") == []


def test_a_time_without_a_zone_is_utc_and_one_with_a_zone_is_moved_there() -> None:
    bare = pop_time({"t": "2026-11-22T01:00:00"}, "t")
    zoned = pop_time({"t": "2026-11-22T09:00:00+08:00"}, "t")
    assert bare == zoned
    assert str(zoned) == "2026-11-22 01:00:00+00:00"


@pytest.mark.parametrize("value", ["1e-99999999999", "1e-9", "0e-400", "1e16", "NaN", "-Infinity", "1e999999", "ten"])
def test_an_amount_that_no_page_could_write_out_is_refused_by_its_name(value: str) -> None:
    with pytest.raises(MalformedError, match="price"):
        pop_decimal({"price": value}, "price")


@pytest.mark.parametrize("value", [19.990000000000002, "19.990000000000002", Decimal("19.98999999999999844")])
def test_what_floating_point_leaves_behind_an_amount_is_no_part_of_it(value: object) -> None:
    assert pop_decimal({"price": value}, "price") == Decimal("19.99")


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=8))
def test_every_amount_that_is_taken_can_be_written_out_in_a_line(amount: Decimal) -> None:
    taken = pop_decimal({"price": str(amount)}, "price")
    assert taken == amount
    assert len(f"{taken:,f}") < 40


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00", "1989-12-31T23:59:59Z", "2201-01-01"])
def test_a_time_that_no_shop_has_seen_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(MalformedError, match="seen_at"):
        pop_time({"seen_at": text}, "seen_at")


BOUNDS = (datetime(1990, 1, 2), datetime(2200, 12, 30))  # noqa: DTZ001 (Hypothesis takes them without a zone)


@given(st.datetimes(*BOUNDS, timezones=st.just(UTC)))
def test_every_time_that_is_taken_can_be_shown_in_every_zone(when: datetime) -> None:
    taken = pop_time({"seen_at": when.isoformat()}, "seen_at")
    assert taken == when
    assert taken is not None
    assert taken.astimezone(ZoneInfo("Pacific/Kiritimati")) == taken.astimezone(ZoneInfo("Pacific/Niue"))


def test_ids_stay_what_they_were_as_stored_leads_carry_them() -> None:
    assert lead_id("town", "L-1", "TM-1") == "6b304474cdc8cc2f2e8fcbc85f927a2f"
    assert listing_key("城市", "L-1") == "8216e4c820ff9abf773243ac2c38bf7f"


@given(st.lists(any_text, max_size=3), st.lists(any_text, max_size=3))
def test_other_content_has_another_digest(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) is (one == other)
    assert re.fullmatch("[0-9a-f]{64}", digest(*one))
