"""The queue and the lead page: order, filters, paging, deciding, stale evidence, languages, hostile listings."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import html
from sqlalchemy import text

from domain.decision import Decision, Reason, Verdict
from domain.lead import LeadState
from domain.listing import Seller
from review.view import LeadView
from review.words import LANGUAGES, WORDS, Words

LATER = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</textarea></title><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "\u202egpj.exe\u2066",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<base href=//evil.example/><meta http-equiv=refresh content=0>",
    "https://evil.example/x.png",
    "\x00\x08\x1b[2J",
    "&lt;script&gt;&#x3c;script&#x3e;",
    "长" * 5000,
)


def ids(page: str) -> list[str]:
    return [link.split("/")[2].split("?")[0] for link in html.fromstring(page).xpath("//li[@class='row']//h2/a/@href")]


def form_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.split('class="decide"')[1]))


def test_best_leads_come_first_and_pages_neither_skip_nor_repeat(market: Any, signed_in: Any) -> None:
    market.queue(*(market.plain(number, score=(number % 7) / 10 + 0.2) for number in range(120)))
    seen: list[str] = []
    address = "/"
    while address:
        page = signed_in.get(address).text
        seen += ids(page)
        following = html.fromstring(page).xpath("//a[@rel='next']/@href")
        address = following[0] if following else ""
    expected = [lead.lead_id for lead in market.store.every([])]
    assert seen == expected
    assert len(seen) == 120


def test_the_state_filter_lives_in_the_url(market: Any, signed_in: Any) -> None:
    first, second = market.queue(market.plain(1, 0.9), market.plain(2, 0.8))
    _decide(market, first, Verdict.INFRINGING)
    assert ids(signed_in.get("/").text) == [second]
    assert ids(signed_in.get("/?state=confirmed").text) == [first]
    assert ids(signed_in.get("/?state=all").text) == [first, second]
    assert ids(signed_in.get("/?state=confirmed&state=open").text) == [first, second]
    counts = {
        " ".join(a.text_content().split())
        for a in html.fromstring(signed_in.get("/").text).xpath("//nav[@class='filters']/a")
    }
    assert {"To decide 1", "Confirmed 1", "All 2", "Unsure 0"} <= counts


@pytest.mark.parametrize("query", ["state=nonsense", "after=x", "after=nan:7", "after=0.5:../../etc"])
def test_a_wrong_address_says_so(signed_in: Any, query: str) -> None:
    assert signed_in.get(f"/?{query}").status_code == 400


def test_an_empty_queue_says_that_all_is_decided(signed_in: Any) -> None:
    assert "All decided" in signed_in.get("/").text


def test_the_lead_page_shows_both_sides(street: Any, signed_in: Any) -> None:
    best = street.store.page([], limit=1).leads[0]
    page = html.fromstring(signed_in.get(f"/leads/{best.lead_id}").text)
    text = " ".join(page.text_content().split())
    for words in (
        "山坡服饰小铺",
        "489.00 CNY",
        "琦瓦洛服饰有限公司",
        "in force on 2026-11-22",
        best.listing.page.digest,
        "2026-11-22 01:51",
        "3 invisible characters",
    ):
        assert words in text
    assert page.xpath("//h2[@class='title']//mark")[0].text_content() == "Q[ZWSP]i[ZWSP]v[ZWSP]arro"
    assert page.xpath("//svg[@class='regions']/rect/@x") == ["344", "20"]
    assert page.xpath("//section[contains(@class,'of-right')]//svg[@class='regions']/rect/@x") == ["20"]
    assert not page.xpath("//rect[@class='alone']")
    assert page.xpath("//section[contains(@class,'of-right')]//img/@src")[0].startswith("/pictures/")


def test_a_decision_is_logged_with_name_reason_and_note_and_leads_on(market: Any, signed_in: Any) -> None:
    first, second = market.queue(market.plain(1, 0.9), market.plain(2, 0.8))
    form = form_of(signed_in.get(f"/leads/{first}").text)
    answer = signed_in.post(
        f"/leads/{first}/decision",
        data=form | {"verdict": "infringing", "reason": "counterfeit", "note": "同款\r\n<b>"},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/leads/{second}")
    (decision,) = market.store.decisions(first)
    assert (decision.reviewer, decision.verdict, decision.reason) == ("Lin Yue", Verdict.INFRINGING, Reason.COUNTERFEIT)
    assert "Recorded: Infringing" in signed_in.get(f"/leads/{second}").text
    page = signed_in.get(f"/leads/{first}").text
    assert "&lt;b&gt;" in page
    assert "2026-11-22 09:31" in page


def test_the_same_form_sent_twice_is_one_decision(market: Any, signed_in: Any) -> None:
    (lead,) = market.queue(market.plain(1))
    form = form_of(signed_in.get(f"/leads/{lead}").text) | {"verdict": "unsure"}
    answers = [signed_in.post(f"/leads/{lead}/decision", data=form) for _ in range(2)]
    assert [answer.headers["location"] for answer in answers] == ["/", "/"]
    assert len(market.store.decisions(lead)) == 1


def test_evidence_that_changed_meanwhile_is_shown_again_not_decided(market: Any, signed_in: Any) -> None:
    (lead,) = market.queue(market.plain(1))
    form = form_of(signed_in.get(f"/leads/{lead}").text)
    found = market.plain(1)
    market.queue(replace(found, listing=replace(found.listing, seller=Seller("s-8", "别家"), seen_at=LATER)), at=LATER)
    answer = signed_in.post(f"/leads/{lead}/decision", data=form | {"verdict": "infringing", "note": "kept words"})
    assert answer.status_code == 409
    assert "Not recorded" in answer.text
    assert "别家" in answer.text
    assert 'value="kept words"' in answer.text
    assert market.store.decisions(lead) == ()
    again = signed_in.post(f"/leads/{lead}/decision", data=form_of(answer.text) | {"verdict": "infringing"})
    assert again.status_code == 303
    assert signed_in.get(f"/leads/{lead}/decision").headers["location"] == f"/leads/{lead}"


def test_a_decided_lead_that_changed_says_what_changed(market: Any, signed_in: Any) -> None:
    (lead,) = market.queue(market.plain(1))
    _decide(market, lead, Verdict.NOT_INFRINGING)
    found = market.plain(1)
    market.queue(replace(found, listing=replace(found.listing, seller=Seller("s-8"), seen_at=LATER)), at=LATER)
    assert ids(signed_in.get("/").text) == [lead]
    assert "The seller changed from" in html.fromstring(signed_in.get(f"/leads/{lead}").text).text_content()


def test_next_and_previous_follow_the_queue(market: Any, signed_in: Any) -> None:
    a, b, c = market.queue(market.plain(1, 0.9), market.plain(2, 0.8), market.plain(3, 0.7))

    def steps(lead: str) -> list[str]:
        return html.fromstring(signed_in.get(f"/leads/{lead}").text).xpath("//nav[@class='steps']/a/@href")

    assert [steps(a), steps(b), steps(c)] == [
        ["/", f"/leads/{b}"],
        [f"/leads/{a}", f"/leads/{c}"],
        [f"/leads/{b}", f"/leads/{a}"],
    ]


@pytest.mark.parametrize(
    "change",
    [{"verdict": "guilty"}, {"verdict": ""}, {"reason": "because"}, {"decision_id": "../x"}, {"view": "state=odd"}],
)
def test_a_form_that_makes_no_sense_decides_nothing(market: Any, signed_in: Any, change: dict[str, str]) -> None:
    (lead,) = market.queue(market.plain(1))
    form = form_of(signed_in.get(f"/leads/{lead}").text) | {"verdict": "infringing"} | change
    assert signed_in.post(f"/leads/{lead}/decision", data=form).status_code == 400
    assert market.store.decisions(lead) == ()


def test_an_unknown_lead_is_a_page_that_says_so(signed_in: Any) -> None:
    assert signed_in.get("/leads/none").status_code == 404
    form = {"verdict": "unsure", "decision_id": "0" * 32, "evidence": ""}
    assert signed_in.post("/leads/none/decision", data=form).status_code == 404


def test_the_language_is_kept(signed_in: Any) -> None:
    assert '<html lang="zh-CN">' in signed_in.get("/?lang=zh").text
    assert "线索队列" in signed_in.get("/").text
    assert '<html lang="en">' in signed_in.get("/?lang=en").text
    assert '<html lang="en">' in signed_in.get("/?lang=xx").text


def test_every_word_has_both_languages_with_the_same_blanks() -> None:
    for key, pair in WORDS.items():
        assert len(pair) == len(LANGUAGES)
        assert all(pair), key
        assert len({frozenset(re.findall(r"{(\w+)}", text)) for text in pair}) == 1, key
    english = Words("en")
    for value in [*LeadState, *Verdict, *(f"reason_{reason.value}" for reason in Reason)]:
        assert english(str(value))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_listings_are_inert(market: Any, signed_in: Any, payload: str) -> None:
    found = market.plain(
        1, title=payload + " Qivarro", url=payload, description=payload, brand=payload, category=payload
    )
    listing = replace(
        found.listing, seller=Seller(payload, payload, payload), attributes=((payload, payload),), images=(payload,)
    )
    signal = replace(found.match.signals[0], detail=payload, listing_value=payload, name=payload)
    right = replace(found.right, holder=payload, goods=payload, aliases=(payload,), authorised_sellers=(payload,))
    market.queue(replace(found, listing=listing, right=right, match=replace(found.match, signals=(signal,))))
    (lead,) = ids(signed_in.get("/").text)
    for address in ("/", f"/leads/{lead}"):
        answer = signed_in.get(address)
        assert answer.status_code == 200
        _assert_inert(answer.content)


ODD = (
    ("price", "1E-99999999999"),
    ("price", "9E+99999"),
    ("price", "a fortune"),
    ("seen_at", "9999-12-31T23:59:59Z"),
    ("seen_at", "0001-01-01T00:00:00+00:00"),
    ("seen_at", "yesterday"),
)


@pytest.mark.parametrize("timezone", ["Asia/Shanghai", "America/New_York"])
@pytest.mark.parametrize(("name", "value"), ODD)
def test_no_stored_value_breaks_a_page(market: Any, entering: Any, name: str, value: str, timezone: str) -> None:
    (lead,) = market.queue(market.plain(1))
    with market.store._engine.begin() as connection:
        (body,) = connection.execute(text("SELECT listing_body FROM leads")).scalars()
        row = {"body": json.dumps(json.loads(body) | {name: value})}
        connection.execute(text("UPDATE leads SET listing_body = :body"), row)
    with market.app_client(timezone=timezone) as client:
        entering(client)
        assert ids(client.get("/").text) == [lead]
        page = client.get(f"/leads/{lead}")
    assert page.status_code == 200
    assert value.partition("T")[0] in html.fromstring(page.text).text_content()


@pytest.mark.parametrize("price", ["1E-99999999999", "9E+999999", "1." + "0" * 5000, "NaN"])
def test_a_price_that_cannot_be_formatted_is_shown_as_it_was_stored(market: Any, price: str) -> None:
    (name,) = market.queue(market.plain(1))
    lead = market.store.get(name)
    odd = replace(lead, listing=replace(lead.listing, price=Decimal(price)))
    assert LeadView(odd, ZoneInfo("Asia/Shanghai")).price == f"{price} CNY"


def test_validity_is_judged_on_the_day_that_the_office_had(market: Any, signed_in: Any) -> None:
    found = market.plain(1)
    night = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # half past one on the 23rd in Shanghai
    right = replace(found.right, expires_on=date(2026, 11, 22))
    (lead,) = market.queue(replace(found, listing=replace(found.listing, seen_at=night), right=right))
    assert "not in force on 2026-11-23" in signed_in.get(f"/leads/{lead}").text


def _assert_inert(body: bytes) -> None:
    page = html.fromstring(body.decode())
    assert [script.get("src", "").split("?")[0] for script in page.iter("script")] == ["/static/review.js"]
    assert not list(page.iter("iframe", "object", "embed", "base", "style"))
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), (element.tag, name)
            assert name not in ("style", "srcdoc", "formaction"), name
            if name in ("href", "src", "action"):
                live = element.get("rel") == "noopener noreferrer nofollow" and value.startswith(
                    "https://evil.example/"
                )
                assert live or value.startswith(("/", "?", "#")), value
            if name == "src":
                assert value.startswith(("/static/", "/pictures/"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\0\x08\x1b]", body.decode())


def _decide(market: Any, lead: str, verdict: Verdict) -> None:
    evidence = market.store.get(lead).evidence
    at = LATER - timedelta(hours=3)
    market.store.decide(Decision(f"d-{lead}", lead, verdict, Reason.UNSTATED, "", "Someone", at, evidence))


def test_the_page_is_quick_with_many_leads(market: Any, signed_in: Any, form_field: Callable[[str, str], str]) -> None:
    market.queue(*(market.plain(number, score=number / 2000) for number in range(1000)))
    start = datetime.now(UTC)
    page = signed_in.get("/").text
    lead = ids(page)[0]
    assert form_field(signed_in.get(f"/leads/{lead}").text, "evidence")
    assert datetime.now(UTC) - start < timedelta(seconds=2)
