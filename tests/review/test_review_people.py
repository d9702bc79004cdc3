"""Several people at the pages: who may do what, who sees what, who is in whose way, and what stands in the log."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from lxml import html

from accounts.account import Role
from accounts.throttle import FAILURES
from domain.lead import LeadState
from domain.listing import Seller
from leads.store import Sieve

START = datetime.fromisoformat("2026-11-22T01:31:00+00:00")


@pytest.fixture
def clock() -> list[datetime]:
    return [START]


@pytest.fixture
def come(market: Any, entering: Any, clock: list[datetime]) -> Iterator[Callable[..., Any]]:
    """Lets somebody in under a name, with these roles and holders."""
    with ExitStack() as stack:

        def let_in(name: str, *roles: Role, holders: tuple[str, ...] | None = None) -> Any:
            if roles:
                market.accounts.make(name, frozenset(roles), holders, START)
            client = stack.enter_context(market.app_client(clock=lambda: clock[0]))
            client.headers["x-csrf-token"] = entering(client, name)
            return client

        yield let_in


def ids(client: Any, address: str = "/") -> list[str]:
    found = re.findall(r'<h2><a href="/leads/([0-9a-f]{32})', client.get(address).text)
    assert client.get(address).status_code == 200
    return found


def decide(client: Any, lead: str, verdict: str = "infringing", **fields: str) -> Any:
    page = client.get(f"/leads/{lead}").text
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.split('class="decide"')[1]))
    return client.post(f"/leads/{lead}/decision", data=form | {"verdict": verdict} | fields)


def test_the_first_to_come_administers_and_the_next_reviews(come: Any, market: Any) -> None:
    for name in ("Lin Yue", "Wu Ming"):
        come(name)
    roles = {one.name: one.roles for one in market.accounts.every()}
    assert roles == {"Lin Yue": {Role.ADMIN, Role.SENIOR}, "Wu Ming": {Role.REVIEWER}}


def test_an_invited_person_sets_a_password_and_comes_in_by_it(come: Any, market: Any, form_field: Any) -> None:
    lin = come("Lin Yue")
    page = lin.post("/accounts", data={"name": "Wu", "role-reviewer": "1", "link": "1"}).text
    link = html.fromstring(page).xpath("//code[@id='link']")[0].text_content()
    with market.app_client(clock=lambda: START) as wu:
        door = wu.get(link)
        form = {"csrf": form_field(door.text, "csrf"), "token": form_field(door.text, "token")}
        assert wu.post("/enter", data=form | {"password": "short"}).status_code == 400
        assert wu.post("/enter", data=form | {"password": "ten lanterns", "name": "Lin Yue"}).status_code == 303
        assert ">Wu</bdi>" in wu.get("/account").text
        assert wu.get(link).headers.get("location") == "/"
        wu.post("/leave", headers={"x-csrf-token": form_field(wu.get("/").text, "csrf")})
        csrf = form_field(wu.get("/locked").text, "csrf")
        wrong = wu.post("/sign-in", data={"csrf": csrf, "name": "Wu", "password": "wrong password"})
        assert wrong.status_code == 403
        assert wu.post("/sign-in", data={"name": "Wu", "password": "ten lanterns"}).status_code == 403  # no form token
        assert wu.post("/sign-in", data={"csrf": csrf, "name": "Wu", "password": "ten lanterns"}).status_code == 303
        assert wu.get("/account").status_code == 200


def test_sign_ins_are_throttled_and_logged(client: Any, market: Any, form_field: Any) -> None:
    market.accounts.make("Lin Yue", frozenset({Role.ADMIN}), None, START)
    csrf = form_field(client.get("/locked").text, "csrf")
    form = {"csrf": csrf, "name": "nobody", "password": "whatever it is"}
    codes = [client.post("/sign-in", data=form).status_code for _ in range(FAILURES + 1)]
    assert codes == [403] * FAILURES + [429]
    assert [one.name for _, one in market.accounts.audit.newest(9, action="sign_in_failed")] == ["nobody"] * FAILURES


def test_roles_open_and_close_pages_and_verbs(come: Any, market: Any) -> None:
    (lead,) = market.queue(market.plain(1))
    admin = come("Admin", Role.ADMIN)
    people = {role: come(role.value, role) for role in Role if role is not Role.ADMIN} | {Role.ADMIN: admin}
    for role, client in people.items():
        pages = {address: client.get(address).status_code for address in ("/", "/accounts", "/audit", "/account")}
        assert pages["/"] == pages["/account"] == 200
        assert (pages["/accounts"] == 200) is (role is Role.ADMIN), role
        assert (pages["/audit"] == 200) is (role in (Role.ADMIN, Role.AUDITOR)), role
        page = client.get(f"/leads/{lead}")
        assert (page.status_code == 200) is (role is not Role.ENFORCEMENT), role
        assert ('class="decide"' in page.text) is (role in (Role.REVIEWER, Role.SENIOR)), role
        evidence = market.store.get(lead).evidence
        form = {"verdict": "unsure", "decision_id": f"{len(role):032x}", "evidence": evidence}
        if role not in (Role.REVIEWER, Role.SENIOR):
            assert client.post(f"/leads/{lead}/decision", data=form).status_code == 403, role
            assert client.post("/accounts", data={"name": "x"}).status_code in (400, 403)
    assert market.store.decisions(lead) == ()


def test_enforcement_sees_what_was_confirmed_and_nothing_else(come: Any, market: Any) -> None:
    open_, confirmed = market.queue(market.plain(1), market.plain(2))
    decide(come("Lin"), confirmed)
    team = come("Team", Role.ENFORCEMENT)
    assert ids(team) == ids(team, "/?state=all") == ids(team, "/?state=open") == [confirmed]
    assert team.get(f"/leads/{confirmed}").status_code == 200
    assert team.get(f"/leads/{open_}").status_code == 404


def test_a_holder_s_reviewer_sees_that_holder_s_leads_only(come: Any, market: Any) -> None:
    other = market.plain(2)
    right = replace(other.right, right_id="ZM-1", holder="Kordina AG")
    other = replace(other, right=right, match=replace(other.match, right_id="ZM-1"))
    mine, theirs = market.queue(market.plain(1), other)
    group = market.store.sift(Sieve(), fold=True).groups[theirs].key
    client = come("Agent", Role.REVIEWER, Role.SENIOR, holders=("琦瓦洛服饰有限公司",))
    for address in ("/", "/?state=all", "/?holder=Kordina+AG", "/?q=Qivarro", "/?source=hillside&state=all"):
        assert theirs not in ids(client, address)
    assert ids(client) == [mine]
    assert "All 1" in " ".join(html.fromstring(client.get("/").text).text_content().split())
    for address in (f"/leads/{theirs}", f"/groups/{group}"):
        assert client.get(address).status_code == 404
    form = {"verdict": "unsure", "decision_id": "0" * 32, "evidence": market.store.get(theirs).evidence}
    assert client.post(f"/leads/{theirs}/decision", data=form).status_code == 404
    assert client.post(f"/leads/{theirs}/take-over").status_code == 404
    assert client.post(f"/leads/{theirs}/hand-over", data={"kind": "assignment"}).status_code == 404
    bulk = {"verdict": "unsure", "decision_id": "0" * 32, f"lead-{theirs}": f"{market.store.get(theirs).evidence} "}
    assert client.post(f"/groups/{group}/decision", data=bulk).status_code == 404
    assert market.store.decisions(theirs) == ()


def test_a_lead_that_somebody_has_open_is_theirs_until_they_are_gone_or_overruled(
    come: Any, market: Any, clock: list[datetime]
) -> None:
    (lead,) = market.queue(market.plain(1))
    lin, wu = come("Lin"), come("Wu", Role.REVIEWER)
    lin.get(f"/leads/{lead}")
    assert "Lin has this lead open" in wu.get(f"/leads/{lead}").text
    assert "open at" in wu.get("/").text
    refused = decide(wu, lead, note="kept")
    assert refused.status_code == 409
    assert 'value="kept"' in refused.text
    assert market.store.decisions(lead) == ()
    wu.post(f"/leads/{lead}/take-over")
    assert decide(lin, lead).status_code == 409
    assert decide(wu, lead).status_code == 303
    assert [one.reviewer for one in market.store.decisions(lead)] == ["Wu"]
    clock[0] += timedelta(minutes=6)
    assert decide(lin, lead, "unsure").status_code == 303


def test_a_decision_that_followed_meanwhile_is_shown_not_overwritten(
    come: Any, market: Any, clock: list[datetime]
) -> None:
    (lead,) = market.queue(market.plain(1))
    lin, wu = come("Lin"), come("Wu", Role.REVIEWER)
    page = lin.get(f"/leads/{lead}").text
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.split('class="decide"')[1]))
    clock[0] += timedelta(minutes=6)
    assert decide(wu, lead, "not_infringing").status_code == 303
    refused = lin.post(f"/leads/{lead}/decision", data=form | {"verdict": "infringing"})
    assert refused.status_code == 409
    assert "somebody else decided" in refused.text
    assert market.store.get(lead).state is LeadState.DISMISSED


def test_undo_works_for_ten_minutes_and_a_reason_is_wanted_after(come: Any, market: Any, clock: list[datetime]) -> None:
    (lead,) = market.queue(market.plain(1))
    lin = come("Lin")
    decide(lin, lead)
    assert 'data-key="u"' in lin.get("/").text
    clock[0] += timedelta(minutes=9)
    assert lin.post("/undo").headers["location"] == f"/leads/{lead}"
    assert market.store.get(lead).state is LeadState.OPEN
    decide(lin, lead)
    clock[0] += timedelta(minutes=11)
    assert 'data-key="u"' not in lin.get("/").text
    assert lin.post("/undo").headers["location"] == "/"
    (_, second) = market.store.decisions(lead)
    address = f"/decisions/{second.decision_id}/reverse"
    assert lin.post(address, data={"lead": lead}).status_code == 400
    other = come("Wu", Role.REVIEWER)
    assert other.post(address, data={"lead": lead, "why": "no"}).status_code == 403
    assert lin.post(address, data={"lead": lead, "why": "authorised after all"}).status_code == 303
    assert market.store.get(lead).state is LeadState.OPEN
    assert "authorised after all" in lin.get(f"/leads/{lead}").text
    assert lin.post(address, data={"lead": lead, "why": "again"}).status_code == 409
    assert [one.subject for _, one in market.accounts.audit.newest(9, action="reverse")] == [lead, lead]


def test_a_group_is_listed_guarded_decided_and_taken_back_as_one(come: Any, market: Any) -> None:
    seller = Seller("s-9", "一家小店")
    scores = [0.5, *[0.8] * 11]
    found = (market.plain(n, score, title=f"Qivarro 外套 {n}", seller=seller) for n, score in enumerate(scores))
    leads = market.queue(*found)
    lin = come("Lin")
    (card,) = ids(lin)
    assert "12 alike" in lin.get("/").text
    address = re.search(r'href="(/groups/[0-9a-f]{32})"', lin.get("/").text)[1]  # type: ignore[index]
    page = lin.get(address).text
    assert page.index("another score") < page.index(leads[5])
    boxes = dict(re.findall(r'name="(lead-[0-9a-f]{32})" value="([^"]*)"', page))
    assert set(boxes) == {f"lead-{lead}" for lead in leads}
    form = boxes | {"decision_id": re.search(r'name="decision_id" value="(\w+)"', page)[1], "verdict": "infringing"}  # type: ignore[index]
    assert lin.post(f"{address}/decision", data=form).status_code == 409
    assert lin.post(f"{address}/decision", data=form | {"count": "11"}).status_code == 409
    assert market.store.counts()[LeadState.OPEN] == 12
    left = leads[3]
    del form[f"lead-{left}"]
    assert lin.post(f"{address}/decision", data=form | {"count": "11"}).status_code == 303
    assert market.store.counts()[LeadState.CONFIRMED] == 11
    assert "11 leads" in lin.get("/").text
    lin.post("/undo")
    assert market.store.counts()[LeadState.OPEN] == 12
    assert len(market.accounts.audit.newest(99, action="reverse")) == 11
    assert card in leads


def test_leads_are_handed_to_people_who_may_decide_them(come: Any, market: Any) -> None:
    first, second = market.queue(market.plain(1, 0.9), market.plain(2, 0.8))
    lin, wu = come("Lin"), come("Wu", Role.REVIEWER)
    come("Eve", Role.AUDITOR)
    give = f"/leads/{first}/hand-over"
    assert wu.post(give, data={"kind": "assignment", "to": "Lin"}).status_code == 403
    assert lin.post(give, data={"kind": "assignment", "to": "Eve"}).status_code == 400
    assert lin.post(give, data={"kind": "assignment", "to": "Wu", "note": "看一下"}).status_code == 303
    assert ids(wu, "/?assigned=Wu") == [first]
    assert ids(wu, "/?assigned=-") == [second]
    assert wu.post(give, data={"kind": "escalation", "note": "unclear"}).status_code == 303
    assert market.store.group_and_assignee(first)[1] == "Lin"
    assert wu.post(give, data={"kind": "second_opinion", "to": "Wu"}).status_code == 400
    assert "看一下" in lin.get(f"/leads/{first}").text
    assert wu.post(give, data={"kind": "odd"}).status_code == 400


def test_every_view_and_decision_stands_in_the_audit_log(come: Any, market: Any) -> None:
    (lead,) = market.queue(market.plain(1))
    lin = come("Lin")
    lin.get("/?q=Qivarro")
    decide(lin, lead)
    done = [(one.action.value, one.subject) for _, one in market.accounts.audit.newest(50)][::-1]
    assert ("sign_in", "link") in done
    assert ("view_lead", lead) in done
    assert ("decide", lead) in done
    assert any(one.detail == "q=Qivarro" for _, one in market.accounts.audit.newest(50, action="view_queue"))
    assert "viewed a lead" in lin.get("/audit?action=view_lead").text
    assert lin.get("/audit?action=odd").status_code == 400


def test_administrators_do_not_lock_themselves_out(come: Any, market: Any) -> None:
    lin = come("Lin")
    assert lin.post("/accounts", data={"name": "Lin", "role-reviewer": "1"}).status_code == 409
    assert lin.post("/accounts", data={"name": "Wu", "role-reviewer": "1"}).status_code == 200
    wu = come("Wu")
    assert wu.get("/").status_code == 200
    assert lin.post("/accounts", data={"name": "Wu", "role-reviewer": "1"}).status_code == 200  # "may come in" unticked
    assert wu.get("/").headers["location"] == "/locked"
    assert lin.post("/accounts", data={"name": "Wu"}).status_code == 400


def test_filters_views_and_minimap_live_in_addresses(come: Any, market: Any) -> None:
    market.queue(*(market.plain(n, 0.5 + n / 100) for n in range(40)))
    lin = come("Lin")
    page = html.fromstring(lin.get("/?q=Qivarro&min=0.6").text)
    assert len(page.xpath("//li[@class='row']")) == 30
    assert page.xpath("//figure//b")[0].text_content() == "30"
    column = page.xpath("//figure//a/@href")[0]
    assert "q=Qivarro" in column
    assert len(ids(lin, column)) == 5
    assert lin.post("/views", data={"name": "strong ones", "query": "q=Qivarro&min=0.6"}).status_code == 303
    saved = html.fromstring(lin.get("/").text).xpath("//div[@class='saved']//a/@href")
    assert saved == ["/?q=Qivarro&min=0.6"]
    assert lin.post("/views", data={"name": "odd", "query": "min=9"}).status_code == 400
    lin.post("/views/drop", data={"name": "strong ones"})
    assert not html.fromstring(lin.get("/").text).xpath("//div[@class='saved']//a")
    for query in ("min=2", "max=x", "since=yesterday", "q=" + "x" * 300, "state=odd", "since=0001-01-01"):
        assert lin.get(f"/?{query}").status_code == 400, query
