"""Checks and the figures of decisions as people meet them: blind, between leads, and nobody ranked."""

import re
from typing import Any

import pytest
from lxml import html

from accounts.account import Role
from domain.check import Shares
from domain.listing import Seller
from leads.store import LeadStore
from tests.review.test_review_people import START, clock, come, decide, ids  # noqa: F401 (fixtures)

HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture
def market(market: Any) -> Any:
    """Everything is checked, and a check follows every decision."""
    engine = market.store._engine
    market.store = LeadStore(engine, market.folder, Shares(second=1.0, unqueued=1.0, mixed_in=1.0))
    return market


def answer(client: Any, address: str, verdict: str, **fields: str) -> Any:
    form = dict(HIDDEN.findall(client.get(address).text.split('class="decide"')[1]))
    return client.post(address.partition("?")[0], data=form | {"verdict": verdict} | fields)


def test_a_decided_lead_comes_to_the_next_person_without_a_word_of_the_first(come: Any, market: Any) -> None:  # noqa: F811
    first, second = market.queue(market.plain(1, 0.95), market.plain(2, 0.9))
    lin, wu = come("Lin Yue"), come("Wu Ming")
    decide(lin, first, "not_infringing", note="a note by Lin Yue", reason="resale")
    answered = decide(wu, second, "infringing")
    address = answered.headers["location"]
    assert re.fullmatch(r"/checks/[0-9a-f]{32}\?then=%2F\S*", address)
    page = wu.get(address).text
    assert "Qivarro" in page
    for told in ("a note by Lin Yue", "Lin Yue", first, "taken back", "state dismissed", "state not_infringing"):
        assert told not in page.split('<main id="main"')[1].partition('<form class="decide"')[0].partition("</form>")[2]
    went_on = answer(wu, address, "infringing")
    assert (went_on.status_code, went_on.headers["location"]) == (303, "/")
    assert wu.get(address).status_code == 404  # answered once
    assert "/checks/" not in (wu.get("/checks").headers.get("location") or "")
    quality = lin.get("/quality").text
    assert "0 / 1" in quality
    assert f"/leads/{first}" in quality  # an open disagreement
    actions = [entry.action for _, entry in market.accounts.audit.newest(20)]
    assert {"view_check", "answer_check", "view_quality"} <= set(actions)


def test_who_has_seen_the_decision_is_not_asked(come: Any, market: Any) -> None:  # noqa: F811
    (lead,) = market.queue(market.plain(1))
    lin, wu, zhao = come("Lin Yue"), come("Wu Ming"), come("Zhao")
    decide(lin, lead)
    assert wu.get(f"/leads/{lead}").status_code == 200
    assert wu.get("/checks").status_code == 200  # none
    address = zhao.get("/checks").headers["location"]
    assert wu.get(address).status_code == 404
    assert answer(zhao, address, "unsure").status_code == 303


def test_a_listing_without_a_lead_is_asked_about_alone(come: Any, market: Any) -> None:  # noqa: F811
    hostile = market.plain(7, title="<script>alert(1)</script> 雨伞\u202e", seller=Seller("s", "<b>铺</b>"))
    market.store.unqueued.keep([hostile.listing], START)
    market.store.unqueued.counted("r", "hillside", 4000, START)
    lin = come("Lin Yue")
    address = lin.get("/checks").headers["location"]
    page = lin.get(address).text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "Protected right" not in page
    assert answer(lin, address, "infringing", note="looks like Qivarro").status_code == 303
    for name in ("/overview", "/quality"):
        told = html.fromstring(lin.get(name).text).xpath("//section[@aria-labelledby='missed']")[0].text_content()
        assert "4,000" in told
        assert re.search(r"\(\d[\d,]* to [\d,]+\)", told)


def test_only_seniors_say_what_is_known_and_nobody_is_told(come: Any, market: Any) -> None:  # noqa: F811
    (lead,) = market.queue(market.plain(1))
    lin, wu = come("Lin Yue"), come("Wu Ming")
    assert wu.post(f"/leads/{lead}/golden", data={"known": "infringing"}).status_code == 403
    assert lin.post(f"/leads/{lead}/golden", data={"known": "guilty"}).status_code == 400
    assert lin.post(f"/leads/{lead}/golden", data={"known": "infringing"}).status_code == 303
    assert "Known answer: Infringing" in " ".join(
        html.fromstring(lin.get(f"/leads/{lead}").text).text_content().split()
    )
    address = wu.get("/checks").headers["location"]
    assert "nown answer" not in wu.get(f"/leads/{lead}").text
    asked = wu.get(address).text.split('<main id="main"')[1]
    assert "golden" not in asked
    assert answer(wu, address, "not_infringing").status_code == 303
    assert "0 / 1" in wu.get("/quality").text
    assert lin.post(f"/leads/{lead}/golden", data={"known": ""}).status_code == 303
    assert market.store.checks.golden(lead) is None


def test_a_person_sees_their_own_figures_only_and_nobody_is_ranked(come: Any, market: Any) -> None:  # noqa: F811
    leads = market.queue(*(market.plain(n) for n in range(6)))
    lin, wu, zhao = come("Lin Yue"), come("Wu Ming"), come("Zhao")
    auditor, police = come("An", Role.AUDITOR), come("Police", Role.ENFORCEMENT)
    for number, lead in enumerate(leads):
        decide((zhao, wu, lin)[number % 3], lead, ("infringing", "not_infringing")[number > 3])
    for one in (lin, auditor):
        page = html.fromstring(one.get("/quality").text)
        rows = page.xpath("//section[@aria-labelledby='reviewers']//tbody/tr/td[1]")
        assert [row.text_content() for row in rows] == ["Lin Yue", "Wu Ming", "Zhao"]
    page = wu.get("/quality").text
    assert "Zhao" not in page
    assert "disagreements" not in page
    assert "Wu Ming" in page
    assert police.get("/quality").status_code == 403
    assert police.get("/checks").status_code == 403
    assert auditor.get("/checks").status_code == 403


@pytest.mark.parametrize(
    "then", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/leave", "/?q=\r\nx: y"]
)
def test_a_check_leads_nowhere_else(come: Any, market: Any, then: str) -> None:  # noqa: F811
    (lead,) = market.queue(market.plain(1))
    decide(come("Lin Yue"), lead)
    wu = come("Wu Ming")
    address = wu.get("/checks").headers["location"].partition("?")[0]
    assert answer(wu, address, "infringing", then=then).headers["location"] == "/"


def test_a_price_stands_beside_the_usual_one(come: Any, market: Any) -> None:  # noqa: F811
    from dataclasses import replace
    from decimal import Decimal

    found = [market.plain(n) for n in range(10)]
    cheap = market.plain(20, 0.99)
    cheap = replace(cheap, listing=replace(cheap.listing, price=Decimal("12.90")))
    market.queue(*found)
    (lead,) = market.queue(cheap)
    lin = come("Lin Yue")
    for language, said in (("en", "10 % of the usual price"), ("zh", "为通常价格的 10%")):
        assert said in lin.get(f"/leads/{lead}?lang={language}").text


def test_leads_with_one_picture_are_one_card_and_say_how_they_differ(come: Any, market: Any) -> None:  # noqa: F811
    seller = Seller("s-9", "同图小铺")
    path = market.keep(b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    found = [market.plain(n, title=f"Qivarro {word}", seller=seller, images=(path,)) for n, word in enumerate("帽袜鞋")]
    market.queue(*found)
    lin = come("Lin Yue")
    assert len(ids(lin)) == 1
    group = re.search(r"/groups/[0-9a-f]{32}", lin.get("/").text)
    assert group
    page = lin.get(group[0]).text
    assert page.count('class="row member"') == 3
    assert "another title" in page
