"""Listings JSONL: what is written is read back, and no line of a stranger's feed can do worse than be malformed."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.capture import Capture, CaptureKind
from domain.fields import MalformedError
from domain.listing import Listing, Seller
from domain.listing_json import parse_line, relate, resolve, write_line

BASE = Path("/data/runs/r1/town")
TEXT_FIELDS = ("description", "brand", "category", "currency", "source")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
filled = texts.filter(str.strip)
BOUNDS = (datetime(1990, 1, 1), datetime(2200, 12, 31))  # noqa: DTZ001 (Hypothesis takes them without a zone)
times = st.datetimes(*BOUNDS, timezones=st.just(UTC))
names = st.text("abc汉字-_0 ", min_size=1, max_size=8).filter(str.strip)
paths = st.lists(names, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
locations = paths | st.sampled_from(["https://shop.example/a/../b.jpg?x=1", "data:image/png;base64,AAAA"])
captures = st.builds(
    Capture,
    kind=st.sampled_from(CaptureKind),
    url=filled,
    digest=filled,
    size=st.integers(0, 10**15),
    media_type=texts,
    taken_at=times,
    location=st.just("") | locations,
)
listings = st.builds(
    Listing,
    listing_id=filled,
    url=filled,
    title=filled,
    **dict.fromkeys(TEXT_FIELDS, texts),
    price=st.none() | st.decimals(-(10**12), 10**12, allow_nan=False, places=3),
    seller=st.builds(Seller, texts, texts, texts),
    images=st.lists(locations, max_size=3).map(tuple),
    attributes=st.dictionaries(texts, texts, max_size=3).map(lambda pairs: tuple(pairs.items())),
    seen_at=st.none() | times,
    captures=st.lists(captures, max_size=2).map(tuple),
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
half_right = st.fixed_dictionaries(
    {"listing_id": scalars | st.just("L-1"), "url": st.just("u"), "title": st.text(max_size=5) | st.just("t")},
    optional=dict.fromkeys(
        (*TEXT_FIELDS, "price", "seller", "images", "attributes", "seen_at", "captures", "unknown"), json_values
    ),
)


@settings(deadline=None)
@given(listings)
def test_what_is_written_is_read_back(listing: Listing) -> None:
    assert parse_line(write_line(listing, BASE), BASE) == (listing, ())


@settings(deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60))
@example(b"\xff\xfe{\x00")
@example(b"[" * 100_000)
@example("9" * 5_000)
def test_any_bytes_are_a_listing_or_malformed(line: bytes | str) -> None:
    with pytest.raises(MalformedError):  # none of them holds the three required fields
        parse_line(line, BASE)


@settings(deadline=None, max_examples=200)
@given(half_right)
def test_any_object_is_a_listing_that_can_be_written_or_malformed(fields: dict[str, object]) -> None:
    try:
        listing, _ = parse_line(json.dumps(fields), BASE)
    except MalformedError:
        return
    line = write_line(listing, BASE)
    line.encode("utf-8")
    assert parse_line(line, BASE)[0] == listing


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("price", "1e99999999999999999999"),
        ("price", "1e-99999999999999999999"),
        ("price", "NaN"),
        ("price", "Infinity"),
        ("price", '"19,90"'),
        ("price", "true"),
        ("title", "null"),
        ("title", '" \\u3000"'),
        ("title", "[]"),
        ("seen_at", '"yesterday"'),
        ("seen_at", '"0001-01-01T00:00:00+14:00"'),
        ("seller", '"Lin"'),
        ("images", "[1]"),
        ("attributes", "[]"),
        ("captures", '[{"kind":"page"}]'),
        ("captures", '[{"kind":"film","taken_at":"2026-01-01","url":"u","digest":"d"}]'),
    ],
)
def test_a_field_of_another_kind_is_named_or_the_line_is_refused(field: str, text: str) -> None:
    pairs = {"listing_id": '"L"', "url": '"u"', "title": '"t"'} | {field: text}
    line = "{" + ",".join(f'"{name}":{value}' for name, value in pairs.items()) + "}"
    with pytest.raises(MalformedError) as caught:
        parse_line(line, BASE)
    assert field.removesuffix("s") in str(caught.value) or "JSON" in str(caught.value)


def test_nesting_of_any_depth_is_read_or_malformed() -> None:
    outcomes = set()
    for depth in range(500, 1_050):  # somewhere here the stack ends, once for reading and once for writing out
        line = f'{{"listing_id":"L","url":"u","title":"t","attributes":{{"a":{"[" * depth}{"]" * depth}}}}}'
        try:
            outcomes.add(type(parse_line(line, BASE)[0]))
        except MalformedError as error:
            outcomes.add(str(error)[:8])
    assert outcomes >= {Listing, "not vali"}


def test_a_lone_surrogate_or_nul_survives_as_a_mark_of_damage() -> None:
    line = r'{"listing_id":"a\u0000","url":"u","title":"\ud83d外套","images":["\ud800.png"],"\udfff":1}'
    listing, unknown = parse_line(line, BASE)
    assert (listing.listing_id, listing.title, unknown) == ("a�", "�外套", ("�",))
    assert parse_line(write_line(listing, BASE).encode("utf-8"), BASE)[0] == listing


def test_fields_that_the_contract_does_not_know_are_named_not_dropped_in_silence() -> None:
    line = '{"listing_id":"L","url":"u","title":"t","sku":1,"Brand":"x"}'
    assert parse_line(line, BASE)[1] == ("Brand", "sku")


def test_numbers_are_taken_as_written_not_as_floating_point() -> None:
    listing, _ = parse_line('{"listing_id":12345678901234567890,"url":"u","title":"t","price":0.10}', BASE)
    assert (listing.listing_id, listing.price) == ("12345678901234567890", Decimal("0.10"))


@given(locations)
def test_a_location_moves_with_its_folder_and_an_address_stays(location: str) -> None:
    assert resolve(relate(location, BASE), BASE) == location
    moved = resolve(relate(location, BASE), Path("/elsewhere/r1/town"))
    inside = location.startswith(f"{BASE}/")
    assert (moved == location) is not inside or not location.startswith("/") or "/../" in relate(location, BASE)
