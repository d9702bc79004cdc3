"""Today's list and what is held back, as people meet them: looked at, released, kept, said and taken back; logged."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.account import Role
from domain.hold import Hold, HoldOf
from domain.lead import LeadState
from domain.listing import Seller
from leads.holds import flood, measured
from leads.store import Found, Sieve
from tests.review.browser import NARROW, WIDE, come_in, no_sideways_scroll
from tests.review.conftest import NOW
from tests.review.test_review_people import clock, come  # noqa: F401 (fixtures)

NIGHT = NOW + timedelta(seconds=30)


def storm(market: Any, sellers: int = 24) -> Hold:
    """One right that many sellers suddenly offer; the hold that keeps their leads back."""
    hold = measured(flood("ZM-20418811", HoldOf.WORD, "qivarro", "hillside", NIGHT), 2 * sellers, 4_800, 50)
    market.store.holds.opened([hold])
    found = []
    for number in range(1_000, 1_000 + 2 * sellers):
        seller = Seller(f"n-{number % sellers}", f"新店{number % sellers}", "临江")
        made = market.plain(number, 0.8, title=f"Qivarro 外套 {'甲乙丙丁'[number % 4]} 款", seller=seller)
        found.append(Found(made.listing, made.right, made.match, "", (hold.hold_id,)))
    market.queue(*found, at=NIGHT)
    return hold


def held(market: Any) -> int:
    return int(market.store.counts()[LeadState.HELD])


def actions(market: Any) -> list[str]:
    return [entry.action.value for _, entry in market.accounts.audit.newest(50)]


def option(page: str, shown: str) -> str:
    """The name of what a lead offers to be never seen again."""
    found = re.search(rf'<option value="([0-9a-f]{{16}})">[^<]*{re.escape(shown)}</option>', page)
    assert found, shown
    return found[1]


def test_a_disguised_word_is_held_as_it_was_written(signed_in: Any, market: Any) -> None:
    word = "Q\u200bi\u200bvarro"
    made = market.plain(1, title=f"{word} 外套")
    signal = replace(made.match.signals[0], listing_value=word)
    one, plain = market.queue(replace(made, match=replace(made.match, signals=(signal,))), market.plain(2))
    offered = option(signed_in.get(f"/leads/{one}").text, "[ZWSP]varro")
    signed_in.post(f"/leads/{one}/never", data={"what": offered, "why": "x"})
    assert market.store.get(one).state is LeadState.HELD
    assert market.store.get(plain).state is LeadState.OPEN


def test_a_flood_is_shown_with_what_stands_behind_it_and_a_sample(signed_in: Any, market: Any) -> None:
    hold = storm(market)
    queue = signed_in.get("/").text
    assert "新店" not in queue
    page = signed_in.get("/held").text
    for told in (
        "Possible storm",
        "48 of 4,800 listings of hillside",
        "up to 50 are usual",
        "24 sellers",
        hold.hold_id,
    ):
        assert told in page
    one = signed_in.get(f"/held/{hold.hold_id}").text
    assert one.count('<li class="row">') == 20
    assert "the night" in one
    assert signed_in.get(f"/held/{'0' * 32}").status_code == 404
    assert "view_held" in actions(market)


def test_releasing_brings_all_to_the_queue_and_can_be_undone(signed_in: Any, market: Any) -> None:
    hold = storm(market)
    before = held(market)
    answered = signed_in.post(f"/held/{hold.hold_id}", data={"step": "release", "why": "they do sell it"})
    assert (answered.status_code, answered.headers["location"]) == (303, "/held")
    assert held(market) == 0
    assert "新店" in signed_in.get("/").text
    assert signed_in.post(f"/held/{hold.hold_id}", data={"step": "release"}).status_code == 409
    signed_in.post(f"/held/{hold.hold_id}", data={"step": "reopen", "why": "a mistake"})
    assert held(market) == before
    log = signed_in.get(f"/held/{hold.hold_id}").text
    assert log.index("a mistake") < log.index("they do sell it")
    assert actions(market).count("hold") == 2


def test_keeping_wants_a_reason_and_a_day_that_is_one(signed_in: Any, market: Any) -> None:
    hold = storm(market)
    address = f"/held/{hold.hold_id}"
    assert signed_in.post(address, data={"step": "keep"}).status_code == 400
    assert signed_in.post(address, data={"step": "keep", "why": "x", "until": "soon"}).status_code == 400
    assert signed_in.post(address, data={"step": "burn", "why": "x"}).status_code == 400
    signed_in.post(address, data={"step": "keep", "why": "a banner", "until": "2027-03-31"})
    kept = market.store.holds.get(hold.hold_id)
    assert (kept.state.value, str(kept.until)) == ("kept", "2027-03-31")
    assert "2027-03-31" in signed_in.get("/held").text


def test_never_again_from_a_lead_takes_its_like_along_and_back(signed_in: Any, market: Any) -> None:
    seller = Seller("s-1", "山坡小铺")
    first, second, other = market.queue(
        market.plain(1, title="Qivarro 甲", seller=seller),
        market.plain(2, title="Qivarro 乙", seller=seller),
        market.plain(3),
    )
    page = signed_in.get(f"/leads/{first}").text
    seller_s, word = option(page, "hillside/s-1"), option(page, "Qivarro")
    assert seller_s != word
    address = f"/leads/{first}/never"
    assert signed_in.post(address, data={"what": "seller", "why": "x"}).status_code == 400
    assert signed_in.post(address, data={"what": seller_s, "why": " "}).status_code == 400
    signed_in.post(address, data={"what": seller_s, "why": "licensed since spring"})
    assert {name for name in (first, second, other) if market.store.get(name).state is LeadState.HELD} == {
        first,
        second,
    }
    page = signed_in.get(f"/leads/{second}").text
    assert "licensed since spring" in page
    (hold,) = market.store.get(second).held
    assert hold in signed_in.get("/held").text
    signed_in.post(f"/leads/{second}/held/{hold}/release", data={"why": "ended"})
    assert held(market) == 0
    assert signed_in.post(f"/leads/{second}/held/{hold}/release").status_code == 409


def test_never_again_is_refused_where_such_leads_were_confirmed_unless_one_insists(signed_in: Any, market: Any) -> None:
    leads = market.queue(*(market.plain(number) for number in range(5)))
    for name in leads[:3]:
        page = signed_in.get(f"/leads/{name}").text
        hidden = {key: page.split(f'name="{key}" value="')[1].split('"')[0] for key in ("evidence", "decision_id")}
        signed_in.post(f"/leads/{name}/decision", data=hidden | {"verdict": "infringing", "reason": "unstated"})
    form = {"what": option(signed_in.get(f"/leads/{leads[4]}").text, "Qivarro"), "why": "x"}
    refused = signed_in.post(f"/leads/{leads[4]}/never", data=form)
    assert refused.status_code == 409
    assert "have been confirmed" in refused.text
    assert held(market) == 0
    assert signed_in.post(f"/leads/{leads[4]}/never", data=form | {"even_so": "1"}).status_code == 303
    assert held(market) == 2


def test_whoever_asks_for_nothing_gets_the_day_s_list_and_can_reach_the_rest(signed_in: Any, market: Any) -> None:
    market.queue(*(market.plain(number, 0.5 + number / 100) for number in range(12)))
    assert "Why here" not in signed_in.get("/").text
    market.store.today.make(4, 0.25, "night", NOW)
    page = signed_in.get("/").text
    assert page.count('<li class="row">') == 4
    assert page.count("Why here") == 4
    assert "drawn by chance from below the cut" in page
    assert "1 in 9" in page
    for address in ("/?today=0", "/?state=open&today=0", "/?q=Qivarro"):
        assert signed_in.get(address).text.count('<li class="row">') == 12, address
    assert signed_in.get("/?today=2").status_code == 400
    lead = page.split('href="/leads/')[1].split('"')[0]
    assert lead.endswith("?today=1"), "the next one is the next of the list"
    assert "Why here" in signed_in.get(f"/leads/{lead}").text


def test_where_the_list_is_done_the_whole_queue_is_shown_and_says_so(signed_in: Any, market: Any) -> None:
    first, second = market.queue(market.plain(1, 0.9), market.plain(2, 0.8))
    market.store.today.make(1, 0.0, "night", NOW)
    page = signed_in.get(f"/leads/{first}?today=1").text
    hidden = {key: page.split(f'name="{key}" value="')[1].split('"')[0] for key in ("evidence", "decision_id", "view")}
    assert hidden["view"] == "today=1"
    signed_in.post(f"/leads/{first}/decision", data=hidden | {"verdict": "unsure", "reason": "unstated"})
    page = signed_in.get("/").text
    assert "list is done" in page
    assert second in page


def test_a_person_who_sees_one_holder_s_leads_sees_no_hold_of_all(come: Any, market: Any) -> None:  # noqa: F811
    hold = storm(market)
    come("Lin Yue")
    scoped = come("Zhao", Role.REVIEWER, holders=("琦瓦洛服饰有限公司",))
    assert scoped.get("/held").status_code == 403
    assert scoped.get(f"/held/{hold.hold_id}").status_code == 403
    assert scoped.post(f"/held/{hold.hold_id}", data={"step": "release"}).status_code == 403
    auditor = come("Sun", Role.AUDITOR)
    assert auditor.get("/held").status_code == 200
    assert auditor.post(f"/held/{hold.hold_id}", data={"step": "release"}).status_code == 403


def _today() -> Sieve:
    return Sieve((LeadState.OPEN,), today=True)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_fit_a_wide_and_a_narrow_window(
    page: Any, link: Callable[[str], str], street: Any, shoot: Callable[[Any, str], None], language: str
) -> None:
    hold = storm(street)
    street.queue(*(street.plain(n, 0.7, title=f"Qivarro 甲 {n}", seller=Seller("s-5", "五店")) for n in range(3)))
    come_in(page, link, "Lin Yue")
    base = page.url.rstrip("/")
    street.store.today.make(20, 0.1, "night", NOW)
    (lead, *_) = street.store.sift(_today()).leads
    for name, address in {
        "today": "/",
        "held": "/held",
        "hold": f"/held/{hold.hold_id}",
        "why": f"/leads/{lead.lead_id}",
    }.items():
        for size, viewport in (("wide", WIDE), ("narrow", NARROW)):
            page.set_viewport_size(viewport)
            page.goto(f"{base}{address}?lang={language}")
            shoot(page, f"budget-{name}-{size}-{language}")
            assert no_sideways_scroll(page), (name, size)
