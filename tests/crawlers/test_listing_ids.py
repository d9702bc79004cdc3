"""A listing's id comes from the listing alone, so nobody can change another's."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.listing_ids import LONGEST, ListingIds, id_of_page
from domain.listing import Listing, Seller
from domain.report import StageReport
from domain.source import IDS_BY, Source
from tests.crawlers.loopback_shop import Handler, Shop, product_page

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]

OFFERS = st.builds(
    Listing,
    listing_id=st.sampled_from(["5", "6", "5@a"]),
    url=st.sampled_from(["https://a.example/5", "https://a.example/5?x=1", "https://a.example/6", "http://[broken"]),
    title=st.just("x"),
    seller=st.builds(Seller, st.sampled_from(["", "s1", "s2"]), st.sampled_from(["", "s1", "Li"])),
)
PLACED = st.lists(st.tuples(OFFERS, st.sampled_from("abc"), st.integers(0, 3)), max_size=12)


@given(OFFERS, PLACED, st.sampled_from(IDS_BY))
def test_an_id_is_the_same_whatever_else_is_crawled(offer: Listing, others: list, by: str) -> None:
    alone, among = ListingIds(by), ListingIds(by)
    for other, address, line in others:
        among.take(among.named(other), address, line)
    assert among.named(offer) == alone.named(offer)


@given(PLACED, st.sampled_from(IDS_BY), st.randoms())
def test_which_offer_is_kept_does_not_depend_on_which_came_first(placed: list, by: str, chance) -> None:
    placed = list({(address, line): (offer, address, line) for offer, address, line in placed}.values())

    def holders() -> dict[str, tuple[str, int]]:
        ids, kept = ListingIds(by), {}
        for offer, address, line in placed:
            named = ids.named(offer)
            if ids.take(named, address, line).kept:
                kept[named.listing_id] = (address, line)
        return kept

    before = holders()
    chance.shuffle(placed)
    assert holders() == before


@given(OFFERS, OFFERS)
def test_where_sellers_number_their_own_nobody_can_offer_another_s_id(one: Listing, other: Listing) -> None:
    ids = ListingIds("seller")
    sellers = [listing.seller.seller_id or ("name", listing.seller.name) for listing in (one, other)]
    if sellers[0] != sellers[1]:
        assert ids.named(one).listing_id != ids.named(other).listing_id


def test_the_id_of_a_page_is_bounded_and_tells_pages_apart() -> None:
    long = "https://shop.example/" + "x" * 500
    assert id_of_page("https://shop.example/a?b=1#c") == "shop.example/a?b=1"
    assert len(id_of_page(long)) == len(id_of_page(long + "y")) == LONGEST
    assert id_of_page(long) != id_of_page(long + "y")
    assert id_of_page("http://[broken") == "http://[broken"


HONEST = {"listing_id": "5", "url": "https://shop.example/5", "title": "honest", "seller": {"id": "honest"}}
MALLORY = {"listing_id": "5", "url": "https://shop.example/5b", "title": "mallory", "seller": {"id": "mallory"}}


def feed(folder: Path, *lines: dict) -> str:
    path = folder / "f.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return str(path)


def test_another_seller_s_offer_does_not_change_an_id(tmp_path: Path, read: Read) -> None:
    source = Source("alone", "feed", (feed(tmp_path, HONEST),))
    _, alone = read(source)
    feed(tmp_path, HONEST, MALLORY, HONEST)
    report, among = read(replace(source, name="among"))
    assert {name: one.title for name, one in alone.items()} == {name: one.title for name, one in among.items()}
    assert set(among) == {"5"}
    assert report.count("duplicate-listing") == 2
    (problem,) = [problem for problem in report.problems if problem.code == "duplicate-listing"]
    assert problem.line == 2  # the same seller's second line is no problem
    assert "ids_by" in problem.message


def test_where_each_seller_numbers_its_own_both_are_listed(tmp_path: Path, read: Read) -> None:
    source = Source("both", "feed", (feed(tmp_path, HONEST, MALLORY),), ids_by="seller")
    report, found = read(source)
    assert sorted(one.title for one in found.values()) == ["honest", "mallory"]
    assert report.count("duplicate-listing") == 0


@pytest.mark.parametrize("slow", ["/a", "/b"])
def test_of_two_pages_with_one_number_the_first_by_address_is_listed(shop: Shop, read: Read, slow: str) -> None:
    def page(handler: Handler) -> None:
        time.sleep(0.5 if handler.path == slow else 0)
        handler.reply(product_page(name=f"at {handler.path}", sku="twin").encode())

    shop.answers |= {"/a": page, "/b": page}
    shop.index()
    report, found = read(shop.source())
    assert found["twin"].title == "at /a"
    assert (report.count("listings"), report.count("duplicate-listing")) == (1, 1)
    _, paged = read(shop.source(name="paged", ids_by="page"))
    assert set(paged) == {f"{shop.host}/a", f"{shop.host}/b"}


def test_a_broken_address_costs_no_other_line(tmp_path: Path, read: Read) -> None:
    broken = {"listing_id": "1", "url": "http://[broken", "title": "odd"}
    _, found = read(Source("f", "feed", (feed(tmp_path, broken, HONEST),)))
    assert set(found) == {"1", "5"}
