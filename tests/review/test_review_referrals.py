"""Referrals in review: who may send and report, what is refused, what a holder's people see, and how it looks."""

from datetime import date, timedelta
from typing import Any

from accounts.account import Role
from accounts.store import KeyKind
from domain.listing import Seller
from domain.referral import Referral, ReferralState, referral_id
from tests.review.conftest import NOW, QIVARRO
from tests.review.referred import TEAM, TODAY, confirmed

S = ReferralState


def send(client: Any, lead: str, **fields: str) -> Any:
    return client.post(f"/leads/{lead}/refer", data={"team": TEAM.team, "district": TEAM.district} | fields)


def report(client: Any, name: str, state: str, on: date = TODAY, **fields: str) -> Any:
    return client.post(f"/referrals/{name}/steps", data={"state": state, "on": on.isoformat()} | fields)


def actions(market: Any) -> list[str]:
    return [entry.action.value for _, entry in market.accounts.audit.newest(50)]


def test_a_senior_sends_a_case_and_a_team_says_what_became_of_it(market: Any, come: Any) -> None:
    seller = Seller("s-9", "山坡小铺")
    one, two = confirmed(market, 1, 2, seller=seller)
    senior, officer = come("Lin", Role.SENIOR), come("Gao", Role.ENFORCEMENT)
    page = senior.get(f"/leads/{one}").text
    assert "all 2 confirmed leads of this seller" in page
    sent = send(senior, one, scope="seller", due_on="2026-12-20", note="附案卷")
    assert sent.status_code == 303
    name = sent.headers["location"].rpartition("/")[2]
    course = market.store.referrals.get(name)
    assert set(course.referral.lead_ids) == {one, two}
    assert (course.referral.sent_by, course.due_on) == ("Lin", date(2026, 12, 20))
    assert send(senior, one, scope="seller", due_on="2026-12-20").headers["location"] == f"/referrals/{name}"
    assert market.store.referrals.get(name) == course, "pressing twice sends once"
    assert report(officer, name, "accepted", note="已立案", due_on="2027-06-01").status_code == 303
    course = market.store.referrals.get(name)
    assert (course.state, course.last.by, course.last.note) == (S.ACCEPTED, "Gao", "已立案")
    assert course.due_on == date(2026, 12, 20), "a due day is the office's to set"
    page = officer.get(f"/referrals/{name}?lang=zh").text
    assert "已立案" in page
    assert "已受理" in page
    for lead in (one, two):
        assert name in senior.get(f"/leads/{lead}").text
    assert {"refer", "report_outcome", "view_referral"} <= set(actions(market))
    assert actions(market).count("refer") == 1


def test_a_contradiction_or_an_odd_day_is_refused_and_nothing_is_written(market: Any, come: Any) -> None:
    (lead,) = confirmed(market, 1)
    senior = come("Lin", Role.SENIOR)
    name = send(senior, lead).headers["location"].rpartition("/")[2]
    assert report(senior, name, "dismissed").status_code == 303
    refused = report(senior, name, "accepted")
    assert refused.status_code == 409
    assert "cannot follow" in refused.text
    assert report(senior, name, "appealed", TODAY + timedelta(days=1)).status_code == 409
    for form in ({"state": "done", "on": "2026-11-22"}, {"state": "appealed", "on": "soon"}, {}):
        assert senior.post(f"/referrals/{name}/steps", data=form).status_code == 400
    assert len(market.store.referrals.log(name)) == 2
    step = market.store.referrals.get(name).last.step_id
    back = f"/referrals/{name}/back"
    assert senior.post(back, data={"step_id": step}).status_code == 400, "taking back needs a reason"
    assert senior.post(back, data={"step_id": "other", "why": "x"}).status_code == 409
    assert senior.post(back, data={"step_id": step, "why": "mixed up"}).status_code == 303
    assert senior.post(back, data={"step_id": step, "why": "mixed up"}).status_code == 409
    assert "mixed up" in senior.get(f"/referrals/{name}").text
    assert "take_back_outcome" in actions(market)


def test_only_confirmed_leads_leave_and_a_team_is_named(market: Any, come: Any) -> None:
    (lead,) = confirmed(market, 1)
    (open_one,) = market.queue(market.plain(2))
    senior = come("Lin", Role.SENIOR)
    assert send(senior, open_one).status_code == 409
    assert send(senior, lead, due_on="2026-11-21").status_code == 409
    refused = senior.post(f"/leads/{lead}/refer", data={"team": "  "})
    assert refused.status_code == 400
    assert "which team" in refused.text
    assert send(senior, "f" * 32).status_code == 404
    assert market.store.referrals.recipients() == ()


def test_everybody_does_only_what_their_role_allows(market: Any, come: Any) -> None:
    (lead,) = confirmed(market, 1)
    name = send(come("Lin", Role.SENIOR), lead).headers["location"].rpartition("/")[2]
    step = market.store.referrals.get(name).last.step_id
    for who, role in enumerate((Role.REVIEWER, Role.ENFORCEMENT, Role.AUDITOR, Role.ADMIN)):
        client = come(f"P{who}", role)
        assert client.get(f"/referrals/{name}").status_code == 200
        assert send(client, lead).status_code == 403
        assert client.post(f"/referrals/{name}/back", data={"step_id": step, "why": "x"}).status_code == 403
        if role is not Role.ENFORCEMENT:
            assert report(client, name, "received").status_code == 403
        client.headers["x-csrf-token"] = "wrong"
        for path in (f"/leads/{lead}/refer", f"/referrals/{name}/steps", f"/referrals/{name}/back"):
            assert client.post(path, data={}).status_code == 403
    assert len(market.store.referrals.log(name)) == 1


def test_people_of_another_holder_see_none_of_it(market: Any, come: Any) -> None:
    (lead,) = confirmed(market, 1)
    senior = come("Lin", Role.SENIOR)
    name = send(senior, lead, due_on="2026-11-22").headers["location"].rpartition("/")[2]
    other = come("Wu", Role.SENIOR, Role.ENFORCEMENT, holders=("Somebody else",))
    for path in (f"/referrals/{name}", f"/api/referrals/{name}"):
        assert other.get(path).status_code in (401, 404)
    assert report(other, name, "received").status_code == 404
    assert name not in other.get("/referrals?show=all").text
    assert TEAM.team not in other.get("/referrals?show=all").text
    assert "/referrals?show=all" in other.get("/overview").text
    own = come("Zhao", Role.SENIOR, holders=(QIVARRO.holder,))
    assert name in own.get("/referrals").text


def test_the_list_is_filtered_and_what_is_overdue_stands_out_on_it_and_on_the_overview(market: Any, come: Any) -> None:
    late, early = confirmed(market, 1, 2)
    senior = come("Lin", Role.SENIOR)
    for lead, due in ((late, 3), (early, 40)):
        one = Referral(
            referral_id(TODAY, TEAM, [lead]),
            QIVARRO.right_id,
            QIVARRO.holder,
            (lead,),
            TEAM,
            "Lin",
            NOW - timedelta(days=20),
        )
        market.store.referrals.send(one, TODAY - timedelta(days=20 - due))
    page = senior.get("/referrals?show=overdue").text
    assert referral_id(TODAY, TEAM, [late]) in page
    assert referral_id(TODAY, TEAM, [early]) not in page
    assert "overdue by 17 days" in page
    assert "1 referral(s) overdue" in senior.get("/overview").text
    assert "Nothing here yet" in senior.get("/referrals?show=ended").text
    assert senior.get("/referrals", params={"team": TEAM.team, "district": "elsewhere"}).text.count("R2026") == 0
    for query in ("show=x", "page=0", "page=-1", "page=x", "page=99999"):
        assert senior.get(f"/referrals?{query}").status_code == 400


def test_other_systems_read_and_report_by_the_api(market: Any) -> None:
    (lead,) = confirmed(market, 1)
    one = Referral(referral_id(TODAY, TEAM, [lead]), QIVARRO.right_id, QIVARRO.holder, (lead,), TEAM, "Lin", NOW)
    market.store.referrals.send(one, TODAY + timedelta(days=9))
    account = market.accounts.make("Station", frozenset({Role.ENFORCEMENT}), None, NOW)
    token = market.accounts.new_key(account.account_id, KeyKind.TOKEN, NOW)
    with market.app_client(clock=lambda: NOW) as client:
        client.headers["authorization"] = f"Bearer {token}"
        listed = client.get("/api/referrals", params={"team": TEAM.team}).json()
        assert [found["referral_id"] for found in listed["referrals"]] == [one.referral_id]
        path = f"/api/referrals/{one.referral_id}/steps"
        body = {"step_id": "b" * 32, "state": "received", "on": "2026-11-22", "note": "签收"}
        for _ in range(2):
            answer = client.post(path, json=body)
            assert answer.status_code == 201
            assert [step["state"] for step in answer.json()["steps"]] == ["sent", "received"]
        assert answer.json()["steps"][1]["via"] == "api"
        assert client.post(path, json=body | {"step_id": "c" * 32}).status_code == 409
        for odd in (
            {"state": "done"},
            {"on": "soon"},
            {"odd": 1},
            {"step_id": "short"},
            {"note": "x" * 2001},
            {"on": None},
        ):
            assert client.post(path, json=body | {"step_id": "d" * 32} | odd).status_code == 400
        assert client.post("/api/referrals/R-none/steps", json=body).status_code == 404
    assert len(market.store.referrals.log(one.referral_id)) == 2
