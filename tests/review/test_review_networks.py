"""Group leads in review: above the queue, a graph with its reasons, decided together, within what one may see."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from accounts.account import Role
from accounts.store import KeyKind
from domain.lead import LeadState
from domain.listing import Seller
from domain.network import FactKind, GroupKind, GroupLead, Tie
from leads.network.raising import Joined
from review.drawing import MOST, draw_group
from tests.review.browser import NARROW, WIDE, come_in, no_sideways_scroll
from tests.review.conftest import NOW

K = FactKind
NAMES = ("山坡小铺", "临江优选", "晨露百货", "石桥商行", "清泉批发", "远帆小店")


def tie(one: str, other: str, kind: FactKind, shown: str = "", strength: float = 0.6) -> Tie:
    one, other = sorted((one, other))
    return Tie(one, other, kind, shown, 4, strength, "https://shop.example/1", "https://shop.example/2")


def raise_network(market: Any, names: tuple[str, ...] = NAMES[:4], silent: str = "") -> GroupLead:
    """Queues two leads for each of the sellers and raises them as a network; `silent` has none."""
    number = 500
    for name in names:
        for _ in range(2):
            number += 1
            market.queue(market.plain(number, seller=Seller(name, name)))
    sellers = [f"hillside/{name}" for name in (*names, *([silent] if silent else []))]
    ties = [tie(sellers[0], other, K.WECHAT, "qi***8", 0.8) for other in sellers[1:]]
    ties += [tie(a, b, K.PICTURE, "", 0.3) for a, b in pairwise(sellers)]
    ties += [tie(sellers[0], sellers[1], K.LICENCE, "91330106MA27YXH716", 1.3)]
    ties += [tie(sellers[1], sellers[2], K.ADDRESS, "临江市河东区青石路**号")]
    raised = market.store.networks.replace([Joined(tuple(sorted(sellers)), tuple(ties))], NOW)
    return next(one for one in raised if one.kind is GroupKind.NETWORK)


def test_a_group_lead_stands_above_the_queue_and_on_each_of_its_leads(market: Any, signed_in: Any) -> None:
    raised = raise_network(market)
    queue = signed_in.get("/").text
    assert queue.index(f"/networks/{raised.group_id}") < queue.index("/leads/")
    lead = market.store.page([]).leads[0]
    assert f"/networks/{raised.group_id}" in signed_in.get(f"/leads/{lead.lead_id}").text
    assert f"/networks/{raised.group_id}" in signed_in.get("/networks").text


def test_its_page_gives_each_reason_and_says_that_it_is_no_proof(market: Any, signed_in: Any) -> None:
    raised = raise_network(market, silent="帆布小屋")
    page = signed_in.get(f"/networks/{raised.group_id}").text
    assert "no proof" in page
    for said in ("WeChat id", "qi***8", "licence number", "91330106MA27YXH716", "same photo", "no lead of its own"):
        assert said in page, said
    assert page.count("<circle") == 5
    assert "疑似关联卖家" in signed_in.get(f"/networks/{raised.group_id}?lang=zh").text


def test_its_leads_are_decided_as_a_group_and_it_is_no_longer_on_top(market: Any, signed_in: Any) -> None:
    raised = raise_network(market)
    page = signed_in.get(f"/groups/{raised.group_id}").text
    ticked = dict(_ticked(page))
    assert len(ticked) == 8
    form = {"decision_id": "a" * 32, "verdict": "infringing", "reason": "counterfeit", **ticked}
    assert signed_in.post(f"/groups/{raised.group_id}/decision", data=form).status_code == 303
    assert market.store.counts()[LeadState.CONFIRMED] == 8
    assert f"/networks/{raised.group_id}" not in signed_in.get("/").text
    assert f"/networks/{raised.group_id}" in signed_in.get("/networks").text


def test_who_sees_some_holders_only_sees_no_more_of_a_network(market: Any, come: Any) -> None:
    raised = raise_network(market)
    foreign, own = come("Gao", Role.REVIEWER, holders=("Another Co",)), come("Wu", Role.REVIEWER)
    for address in (f"/networks/{raised.group_id}", f"/groups/{raised.group_id}"):
        assert (foreign.get(address).status_code, address) == (404, address)
    assert raised.group_id not in foreign.get("/networks").text
    assert own.get(f"/networks/{raised.group_id}").status_code == 200
    team = come("Zhao", Role.ENFORCEMENT)
    assert team.get(f"/networks/{raised.group_id}").status_code == 404, "nothing of it is confirmed"


def test_a_seller_whose_leads_one_may_not_see_is_left_out_with_its_ties(market: Any, come: Any) -> None:
    other = market.plain(600, seller=Seller("别家", "别家"))
    market.queue(replace(other, right=replace(other.right, holder="Another Co")))
    sellers = (*(f"hillside/{name}" for name in NAMES[:3]), "hillside/别家")
    for number, name in enumerate(NAMES[:3]):
        market.queue(market.plain(700 + number, seller=Seller(name, name)))
    why = (tie(sellers[0], sellers[3], K.PHONE, "138****8000"), tie(sellers[0], sellers[1], K.WECHAT, "qi***8"))
    (raised,) = market.store.networks.replace([Joined(tuple(sorted(sellers)), why)], NOW)
    page = come("Wu", Role.REVIEWER, holders=("琦瓦洛服饰有限公司",)).get(f"/networks/{raised.group_id}").text
    assert "别家" not in page
    assert "138****8000" not in page
    assert "qi***8" in page


def test_the_api_gives_groups_and_reasons(market: Any, client: Any) -> None:
    raised = raise_network(market)
    account = market.accounts.make("Robot", frozenset({Role.SENIOR}), None, NOW)
    client.headers["authorization"] = f"Bearer {market.accounts.new_key(account.account_id, KeyKind.TOKEN, NOW)}"
    (one,) = client.get("/api/networks").json()["networks"]
    assert (one["group_id"], one["kind"], one["to_decide"]) == (raised.group_id, "network", 8)
    ties = client.get(f"/api/networks/{raised.group_id}").json()["ties"]
    assert {"kind": "wechat", "shown": "qi***8"}.items() <= ties[0].items()
    assert client.get(f"/api/networks/{'0' * 32}").status_code == 404


def test_names_that_a_seller_wrote_are_text(market: Any, signed_in: Any) -> None:
    raised = raise_network(market, ("<script>alert(1)</script>", "b'\"&<", "c"))
    for address in (f"/networks/{raised.group_id}", "/networks", "/"):
        assert "<script>alert" not in signed_in.get(address).text


def test_a_large_group_is_drawn_in_part_and_says_so() -> None:
    sellers = [f"town/{number:03}" for number in range(MOST + 7)]
    drawing = draw_group(sellers, [tie(sellers[0], sellers[-1], K.PHONE), tie(sellers[0], sellers[1], K.PHONE)])
    assert (len(drawing.dots), drawing.left_out, len(drawing.lines)) == (MOST, 7, 1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_fits_a_wide_and_a_narrow_window(
    page: Any, link: Callable[[str], str], street: Any, shoot: Callable[[Any, str], None], language: str
) -> None:
    raised = raise_network(street, NAMES, silent="帆布小屋")
    come_in(page, link, "Lin Yue")
    base = page.url.rstrip("/")
    addresses = {"top": "/", "networks": "/networks", "network": f"/networks/{raised.group_id}"}
    for name, address in (addresses | {"network-group": f"/groups/{raised.group_id}"}).items():
        for width, size in (("1280", WIDE), ("420", NARROW)):
            page.set_viewport_size(size)
            page.goto(f"{base}{address}?lang={language}")
            page.locator("h1").wait_for()
            shoot(page, f"{name}-{language}-{width}")
            assert no_sideways_scroll(page), (name, width)


def _ticked(html: str) -> list[tuple[str, str]]:
    import re

    return re.findall(r'name="(lead-[0-9a-f]{32})" value="([^"]*)"', html)
