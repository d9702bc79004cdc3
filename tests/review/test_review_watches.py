"""The page of watches: for those who answer for it, within their scope, with what became of each message."""

from collections.abc import Callable
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from accounts.account import Role
from accounts.store import AccountStore, KeyKind
from leads.store import LeadStore
from review.access import Access
from review.app import make_app
from tests.review.conftest import BASE, field
from tests.watches.told import message, watch
from watches.message import Delivery, Outcome
from watches.store import WatchStore

HOOK = "https://hooks.velmora.example/s3cret-path"
MAIL = "marks@velmora.example"


@pytest.fixture
def watches(engine: Engine) -> WatchStore:
    """One watch, of which a mail arrived and a webhook did not."""
    store = WatchStore(engine)
    store.add(watch(targets=(MAIL, HOOK), holder="Velmora <b>Works"), ())
    store.put(message(), (MAIL, HOOK))
    store.log(Delivery(message().message_id, MAIL, Outcome.DELIVERED, factories.NOW, 1))
    store.log(Delivery(message().message_id, HOOK, Outcome.FAILED, factories.NOW, 1, "answered <i>503"))
    return store


@pytest.fixture
def coming_in(engine: Engine, watches: WatchStore, tmp_path: Path) -> Callable[..., TestClient]:
    accounts = AccountStore(engine)
    app = make_app(
        LeadStore(engine, tmp_path), pictures=tmp_path, access=Access("0" * 64), accounts=accounts, watching=watches,
        clock=lambda: factories.NOW,
    )  # fmt: skip

    def come_in(role: Role, holders: tuple[str, ...] | None = None) -> TestClient:
        account = accounts.make(role.value, frozenset({role}), holders, factories.NOW)
        token = accounts.new_key(account.account_id, KeyKind.INVITATION, factories.NOW)
        client = TestClient(app, base_url=BASE, follow_redirects=False)
        door = client.get("/enter", params={"token": token})
        client.post("/enter", data={"token": token, "csrf": field(door.text, "csrf")})
        return client

    return come_in


@pytest.mark.parametrize("role", [Role.SENIOR, Role.ADMIN, Role.AUDITOR])
def test_who_answers_for_it_sees_what_became_of_each_message(coming_in: Callable[..., TestClient], role: Role) -> None:
    client = coming_in(role)
    assert 'href="/watches"' in client.get("/").text
    page = client.get("/watches")
    assert page.status_code == 200
    for wanted in ("Velmora &lt;b&gt;Works", MAIL, "hooks.velmora.example", "answered &lt;i&gt;503", "Confirmed"):
        assert wanted in page.text
    assert "s3cret" not in page.text
    assert "已送达" in client.get("/watches?lang=zh").text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ENFORCEMENT])
def test_nobody_else_does(coming_in: Callable[..., TestClient], role: Role) -> None:
    client = coming_in(role)
    assert 'href="/watches"' not in client.get("/").text
    assert client.get("/watches").status_code == 403


def test_a_person_s_scope_holds_for_watches_too(coming_in: Callable[..., TestClient]) -> None:
    page = coming_in(Role.SENIOR, ("Quistrel Co",)).get("/watches").text
    assert "Velmora" not in page
    assert "Nobody is told of anything yet" in page
