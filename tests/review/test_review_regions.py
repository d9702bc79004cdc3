"""What matched is framed in the pictures of both sides, and what was compared stands first."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from lxml import html

from domain.signal import Region, Role, Signal
from leads.store import Found
from review.view import LeadView
from tests.review.conftest import NOW, draw_logo, draw_product


def signal(name: str, strength: float, listing: str, right: str, *regions: Region | None) -> Signal:
    return Signal(name, Role.MAIN, strength, listing, right, "Seen.", None, *regions)


def lead_of(market: Any, *told: tuple[str, float, int, int | None, int | None]) -> Any:
    """A lead with two pictures a side; signals tell of the listing's picture of that number and of the right's."""
    ours = tuple(market.keep(draw_product(shape, "#33546b", False)) for shape in ("jacket", "cake", "mug"))
    theirs = tuple(market.keep(draw_logo(size)) for size in (300, 320))
    signals = tuple(
        signal(
            name,
            strength,
            ours[here].rpartition("/")[2],
            "Qivarro" if there is None else theirs[there].rpartition("/")[2],
            Region(here, 1, 2, 3),
            None if side is None else Region(side, 4, 5, 6),
        )
        for name, strength, here, there, side in told
    )
    plain = market.plain(1)
    found = Found(
        replace(plain.listing, images=ours),
        replace(plain.right, images=theirs),
        replace(plain.match, signals=signals),
    )
    (lead_id,) = market.queue(found)
    return market.store.get(lead_id)


def test_the_two_pictures_that_answer_each_other_come_first(market: Any) -> None:
    lead = lead_of(market, ("picture_part", 0.6, 0, 0, 7), ("picture_copy", 0.9, 2, 1, 8))
    view = LeadView(lead, ZoneInfo("UTC"))
    assert [one.number for one in view.listing_pictures] == [3, 1, 2]
    assert [one.number for one in view.right_pictures] == [2, 1]
    assert [[framed.region.x for framed in one.regions] for one in view.right_pictures] == [[8], [7]]


def test_words_that_were_read_are_framed_on_one_side_and_yield_to_what_was_compared(
    market: Any, signed_in: Any
) -> None:
    lead = lead_of(market, ("mark_in_picture_text", 0.95, 1, None, None), ("picture_part", 0.6, 0, 0, 7))
    assert [one.number for one in LeadView(lead, ZoneInfo("UTC")).listing_pictures] == [1, 2, 3]
    page = html.fromstring(signed_in.get(f"/leads/{lead.lead_id}").text)
    assert [rect.get("class") for rect in page.xpath("//section[@aria-labelledby='listing']//rect")] == [None, "alone"]
    assert [rect.get("x") for rect in page.xpath("//section[@aria-labelledby='right']//rect")] == ["7"]


def test_the_api_tells_both_regions_and_their_pictures(market: Any) -> None:
    from accounts.account import Role as AccountRole
    from accounts.store import KeyKind

    lead = lead_of(market, ("picture_part", 0.6, 0, 1, 7))
    account = market.accounts.make("Robot", frozenset({AccountRole.SENIOR}), None, NOW)
    token = market.accounts.new_key(account.account_id, KeyKind.TOKEN, NOW)
    with market.app_client(clock=lambda: NOW) as client:
        told = client.get(f"/api/leads/{lead.lead_id}", headers={"authorization": f"Bearer {token}"}).json()
    (one,) = told["signals"]
    assert (one["region"], one["right_region"]) == ([0, 1, 2, 3], [7, 4, 5, 6])
    assert (one["picture_digest"], one["right_picture_digest"]) == (
        lead.listing.images[0].rpartition("/")[2],
        lead.right.images[1].rpartition("/")[2],
    )
