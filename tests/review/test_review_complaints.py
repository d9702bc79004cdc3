"""Complaints on pages: who may see what, what the complainant sees, and that contacts are looked at in the open."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.account import Role
from accounts.audit import Action
from accounts.store import KeyKind
from complaints.store import ComplaintStore, Wanted
from domain.complaint import Channel, Complaint, Given, RefusedComplaintError, TakenLine
from domain.decision import Decision, Reason, Verdict
from domain.problem import Problem
from leads.sheet import UnreadableSheetError
from tests.review.conftest import NOW

DUE = date(2026, 12, 7)
WORDS = "假货 <script>alert(1)</script>"
CONTACT = "王小满 13800138000"


@dataclass
class Hand:
    """Takes complaints in as the house does, and leaves capturing to nobody."""

    store: ComplaintStore
    named: list[str] = field(default_factory=list)

    def take(self, given: Given, channel: Channel, by: str) -> tuple[Complaint, bool]:
        if not given.addresses and not given.text:
            raise RefusedComplaintError("a complaint needs an address, a text or a picture")
        taken = self.store.take(given, (), (), (channel, by, NOW), given.due_on or DUE)
        return taken.complaint, taken.new

    def take_table(self, name: str, data: bytes, by: str) -> tuple[Sequence[TakenLine], Sequence[Problem]]:
        if not data.startswith(b"url"):
            raise UnreadableSheetError(f"{name} has no column url")
        one, is_new = self.take(Given(addresses=("https://shop.example/9",)), Channel.FILE, by)
        return [TakenLine(2, one.receipt, one.complaint_id, is_new)], [Problem(name, 3, "<b>nothing in it", "x")]

    def name_right(self, complaint: Complaint, right_id: str) -> bool:
        self.named.append(right_id)
        return right_id == "TM-1"


@pytest.fixture
def hand(market: Any) -> Hand:
    return Hand(ComplaintStore(market.store._engine))


@pytest.fixture
def enter(market: Any, hand: Hand, entering: Callable[[Any, str], str]) -> Iterator[Callable[..., Any]]:
    """Lets somebody in under these roles."""
    opened = []

    def let_in(name: str, *roles: Role, holders: tuple[str, ...] | None = None) -> Any:
        market.accounts.make(name, frozenset(roles), holders, NOW)
        client = market.app_client(clock=lambda: NOW + timedelta(minutes=1), complaints=hand.store, taker=hand)
        client.headers["x-csrf-token"] = entering(client, name)
        opened.append(client)
        return client

    yield let_in
    for client in opened:
        client.close()


def send(client: Any, files: Any = None, **given: str) -> Any:
    body = {"csrf": client.headers["x-csrf-token"], "by": "citizen", **given}
    return client.post("/complaints", data=body, files=files or {"picture": ("", b"", "image/png")})


def actions(market: Any, action: Action) -> list[tuple[str, str]]:
    return [(one.name, one.subject) for _, one in market.accounts.audit.newest(100, action=action)]


def test_a_complaint_is_answered_with_a_receipt_and_the_same_again_with_the_same(enter: Any, hand: Hand) -> None:
    client = enter("Lin Yue", Role.REVIEWER)
    there = send(client, addresses="https://shop.example/7\r\nfile:///etc/passwd", text=WORDS, contact=CONTACT)
    assert there.status_code == 303
    page = client.get(there.headers["location"]).text
    (one,) = hand.store.find(Wanted(), 5)
    assert one.receipt in page
    assert "alert(1)</script>" not in page
    assert 'href="https://shop.example/7"' in page
    assert ">file:///etc/passwd</" in page
    assert 'href="file:' not in page
    assert 'http-equiv="refresh"' in page
    again = send(client, addresses="https://shop.example/7\r\nfile:///etc/passwd", text=WORDS, contact=CONTACT)
    assert one.receipt in client.get(again.headers["location"]).text
    assert hand.store.count(Wanted()) == 1
    refused = send(client, text="")
    assert refused.status_code == 400
    assert "needs an address" in refused.text
    assert send(client, text="a", deadline="soon").status_code == 400
    assert one.receipt in client.get("/complaints").text
    assert client.get("/complaints?show=odd").status_code == 400


def test_a_contact_is_seen_by_those_who_may_each_time_by_a_line_in_the_log(enter: Any, hand: Hand, market: Any) -> None:
    reviewer = enter("Lin Yue", Role.REVIEWER)
    send(reviewer, text=WORDS, contact=CONTACT)
    (one,) = hand.store.find(Wanted(), 5)
    path = f"/complaints/{one.complaint_id}"
    assert CONTACT not in reviewer.get(path).text
    assert reviewer.post(f"{path}/contact").status_code == 403
    senior = enter("Qin", Role.SENIOR)
    assert CONTACT not in senior.get(path).text
    assert actions(market, Action.VIEW_CONTACT) == []
    assert CONTACT in senior.post(f"{path}/contact").text
    assert actions(market, Action.VIEW_CONTACT) == [("Qin", one.complaint_id)]
    assert senior.post(f"{path}/contact", headers={"x-csrf-token": "other"}).status_code == 403
    assert not [entry for _, entry in market.accounts.audit.newest(100) if "138" in str(entry)]


def test_complaints_are_the_office_s_and_not_those_of_a_holder_s_people(enter: Any, hand: Hand) -> None:
    send(enter("Lin Yue", Role.REVIEWER), text=WORDS)
    (one,) = hand.store.find(Wanted(), 5)
    for client in (enter("Agent", Role.SENIOR, holders=("Velmora Works",)), enter("Team", Role.ENFORCEMENT)):
        for path in ("/complaints", "/complaints/new", f"/complaints/{one.complaint_id}"):
            assert client.get(path).status_code == 403
        assert "/complaints" not in client.get("/").text
    assert enter("Auditor", Role.AUDITOR).get("/complaints").status_code == 200


def test_a_table_says_by_line_what_was_taken_and_what_was_not(enter: Any) -> None:
    client = enter("Lin Yue", Role.REVIEWER)
    page = send(client, files={"table": ("t.csv", b"url\nx", "text/csv")})
    assert page.status_code == 200
    assert "&lt;b&gt;nothing in it" in page.text
    assert "1 taken" in page.text
    assert send(client, files={"table": ("t.csv", b"PK", "text/csv")}).status_code == 400


def test_the_complainant_sees_the_state_and_nothing_else(enter: Any, hand: Hand, market: Any) -> None:
    (name,) = market.queue(market.plain(1))
    send(enter("Lin Yue", Role.REVIEWER), text=WORDS, contact=CONTACT)
    (one,) = hand.store.find(Wanted(), 5)
    with market.app_client(clock=lambda: NOW + timedelta(days=2), complaints=hand.store) as public:

        def ask(number: str) -> Any:
            return public.post("/receipt", data={"number": number})

        assert public.get("/receipt").status_code == 200
        assert "<b>received</b>" in ask(one.receipt.lower().replace("-", " ")).text
        hand.store.done(one, "run", NOW, ("said",), [name])
        looked = ask(one.receipt).text
        assert "<b>being looked at</b>" in looked
        lead = market.store.get(name)
        market.store.decide(
            Decision("d" * 32, name, Verdict.NOT_INFRINGING, Reason.UNSTATED, "", "Qin", NOW, lead.evidence)
        )
        page = ask(one.receipt)
        assert "<b>closed</b>" in page.text
        for secret in (name, "Qin", "Lin Yue", "alert(1)", CONTACT, lead.listing.title, one.complaint_id, "Qivarro"):
            assert secret not in page.text
        assert "set-cookie" not in page.headers
        assert "markhound_session" not in public.cookies


def test_who_guesses_numbers_is_stopped_as_at_the_door(enter: Any, hand: Hand, market: Any) -> None:
    send(enter("Lin Yue", Role.REVIEWER), text=WORDS)
    (one,) = hand.store.find(Wanted(), 5)
    later = [NOW + timedelta(minutes=2)]
    with market.app_client(clock=lambda: later[0], complaints=hand.store) as public:
        tries = [public.post("/receipt", data={"number": f"00000-00000-00000-0000{n}"}).status_code for n in range(7)]
        assert tries == [404] * 5 + [429] * 2
        assert public.post("/receipt", data={"number": one.receipt}).status_code == 429
        later[0] += timedelta(minutes=16)
        assert public.post("/receipt", data={"number": one.receipt}).status_code == 200
        assert public.post("/receipt", content=b"n" * 3_000).status_code == 413


def test_a_person_names_the_right_or_closes_with_a_reason(enter: Any, hand: Hand, market: Any) -> None:
    client = enter("Lin Yue", Role.REVIEWER)
    send(client, text=WORDS)
    (one,) = hand.store.find(Wanted(), 5)
    path = f"/complaints/{one.complaint_id}"
    assert client.post(f"{path}/right", data={"right_id": "TM-9"}).status_code == 400
    assert client.post(f"{path}/right", data={"right_id": "TM-1"}).status_code == 303
    assert client.post(f"{path}/close", data={"why": " "}).status_code == 400
    assert client.post(f"{path}/close", data={"why": "not about a right"}).status_code == 303
    assert "not about a right" in client.get(path).text
    assert actions(market, Action.CLOSE_COMPLAINT) == [("Lin Yue", one.complaint_id)]
    assert one.receipt not in client.get("/complaints").text
    assert one.receipt in client.get("/complaints?show=all").text


def test_a_lead_that_was_complained_of_is_first_and_says_by_when(enter: Any, market: Any) -> None:
    best, reported = market.queue(market.plain(1, 0.99), market.plain(2, 0.6))
    market.store.today.make(10, 0.0, "night", NOW)
    market.store.today.urgent.raise_to_top({reported: DUE}, "x-intake-1", NOW)
    page = enter("Lin Yue", Role.REVIEWER).get("/").text
    assert page.index(reported) < page.index(best)
    assert "Complaint, due 2026-12-07" in page


def test_other_systems_take_complaints_in_by_the_api(enter: Any, hand: Hand, market: Any) -> None:
    market.accounts.make("Hotline", frozenset({Role.REVIEWER}), None, NOW)
    account = market.accounts.by_name("Hotline")
    token = market.accounts.new_key(account.account_id, KeyKind.TOKEN, NOW)
    with market.app_client(clock=lambda: NOW, complaints=hand.store, taker=hand) as client:
        client.headers["authorization"] = f"Bearer {token}"
        made = client.post("/api/complaints", json={"addresses": ["https://shop.example/7"], "contact": CONTACT})
        assert made.status_code == 201
        told = made.json()
        assert CONTACT not in made.text
        assert (told["state"], told["due_on"]) == ("received", "2026-12-07")
        assert client.get(f"/api/complaints/{told['complaint_id']}").json() == told
        assert client.get("/api/complaints").json() == {"complaints": [told], "page": None}
        assert client.post("/api/complaints", json={}).status_code == 400
        assert client.post("/api/complaints", json={"text": "a", "odd": 1}).status_code == 400
        assert client.get("/api/complaints?show=odd").status_code == 400
        assert client.get(f"/api/complaints/{'0' * 32}").status_code == 404
