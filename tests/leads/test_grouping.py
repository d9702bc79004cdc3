"""Near-identical leads: linked by a title's template or by the first picture, whichever order they come in."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.capture import Capture, CaptureKind
from domain.listing import Listing, Seller
from leads.grouping import Links
from leads.store import Found, LeadStore, Sieve


def offer(number: int, title: str, picture: str, seller: str = "S-1") -> Listing:
    """Picture "a" lies at another address each time, as a shop copies it; its bytes are the same."""
    images = (f"https://shop.example/{number}/{picture}.jpg",) if picture else ()
    captures = tuple(
        Capture(CaptureKind.PICTURE, one, (picture * 64)[:64], 10, "image/jpeg", factories.NOW, one) for one in images
    )
    return factories.listing(f"L-{number}", title, images=images, captures=captures, seller=Seller(seller))


def groups(store: LeadStore) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for lead in store.every([]):
        found.setdefault(store.group_and_assignee(lead.lead_id)[0], set()).add(lead.listing.listing_id)
    return {frozenset(names) for names in found.values()}


def queue(store: LeadStore, listings: Sequence[Listing], night: int = 0) -> None:
    found = [Found(one, factories.right(), factories.match(one.listing_id)) for one in listings]
    store.queue(found, f"run-{night}", factories.NOW + timedelta(days=night))


ALIKE = (
    offer(1, "Velmora 外套 1", "a"),
    offer(2, "Velmora 外套 2", "b"),
    offer(3, "Velmora 大衣", "b"),  # linked to 1 through 2: same picture here, same title there
)
OTHERS = (
    offer(4, "Velmora 帽子", ""),
    offer(5, "Velmora 大衣", "b", seller="S-2"),
    offer(6, "Velmora 围巾", "b", seller=""),  # nobody's: alike to none by a picture
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_title_or_a_picture_links_whatever_the_order(engine: Engine, tmp_path: Path, order: tuple[int, ...]) -> None:
    store = LeadStore(engine, tmp_path)
    for night, number in enumerate(order):
        queue(store, [ALIKE[number]], night)
    queue(store, OTHERS, 9)
    assert groups(store) == {frozenset({"L-1", "L-2", "L-3"}), *(frozenset({f"L-{n}"}) for n in (4, 5, 6))}
    cards = store.sift(Sieve(), fold=True).leads
    assert len(cards) == 4
    assert len(store.sift(Sieve(group_key=store.group_and_assignee(cards[0].lead_id)[0])).leads) in (1, 3)


def test_a_listing_that_becomes_another_offer_leaves_its_group(engine: Engine, tmp_path: Path) -> None:
    store = LeadStore(engine, tmp_path)
    queue(store, ALIKE[:2])
    assert groups(store) == {frozenset({"L-1", "L-2"})}
    queue(store, [offer(2, "Velmora 雨伞", "c")], 1)
    assert groups(store) == {frozenset({"L-1"}), frozenset({"L-2"})}


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20))
def test_links_are_an_equivalence(pairs: list[tuple[int, int]]) -> None:
    links = Links()
    for one, other in pairs:
        links.join(str(one), str(other))
    reach = {n: {n} for n in range(13)}
    for _ in range(13):
        for one, other in pairs:
            both = reach[one] | reach[other]
            for member in both:
                reach[member] = reach[member] | both
    for one in range(13):
        for other in range(13):
            assert (links.root(str(one)) == links.root(str(other))) == (other in reach[one])
