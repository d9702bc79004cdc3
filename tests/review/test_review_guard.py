"""Who comes in and what goes out: links, sessions, form tokens, hosts, headers, pictures."""

import hashlib
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.account import Role
from review.access import Access, BrokenSecretError
from review.app import make_app
from review.guard import CONTENT_POLICY
from review.server import ReviewServer

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def test_without_a_session_every_page_says_how_to_get_in(client: Any, market: Any) -> None:
    (lead,) = market.queue(market.plain(1))
    for address in ("/", f"/leads/{lead}", "/nothing", f"/pictures/{'0' * 64}"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, "/locked")
    assert client.post(f"/leads/{lead}/decision", data={"verdict": "infringing"}).status_code == 303
    assert market.store.decisions(lead) == ()
    assert "markhound review" in client.get("/locked").text


def test_a_link_lets_one_person_in_once(client: Any, market: Any, entering: Any) -> None:
    token = client.app.state.desk.access.invite()
    assert client.get("/enter", params={"token": "guess"}).status_code == 403
    assert client.get("/enter", params={"token": token}).status_code == 200
    assert client.get("/enter", params={"token": token}).status_code == 200  # looking does not use it up
    entering(client)
    assert client.app.state.desk.access.redeem(token)
    assert not client.app.state.desk.access.redeem(token)


def test_a_used_link_is_refused(market: Any, form_field: Any) -> None:
    access = Access("0" * 64)
    token = access.invite()
    names = []
    for _ in range(2):
        with market.app_client(access) as visitor:
            page = visitor.get("/enter", params={"token": token})
            if page.status_code == 200:
                form = {"token": token, "name": "  Lin\tYue ", "csrf": form_field(page.text, "csrf")}
                assert visitor.post("/enter", data=form).status_code == 400  # the first of all needs a password
                visitor.post("/enter", data=form | {"password": "ten lanterns"})
            names.append("Lin Yue" in visitor.get("/").text)
    assert names == [True, False]


def test_the_first_link_is_worth_nothing_once_anybody_has_an_account(client: Any, market: Any, entering: Any) -> None:
    token = client.app.state.desk.access.invite()
    assert client.get("/enter", params={"token": token}).status_code == 200
    entering(client)
    with market.app_client(client.app.state.desk.access) as other:
        assert other.get("/enter", params={"token": token}).status_code == 403
        csrf = re.search('name="csrf" value="([^"]*)"', other.get("/locked").text)
        assert csrf
        form = {"token": token, "name": "Somebody", "password": "ten lanterns", "csrf": csrf[1]}
        assert other.post("/enter", data=form).status_code == 403
    assert [one.name for one in market.accounts.every()] == ["Lin Yue"]


@pytest.mark.parametrize(
    ("host", "known", "printed"),
    [("127.0.0.1", False, True), ("127.0.0.1", True, False), ("0.0.0.0", False, False)],
)
def test_a_link_is_printed_on_loopback_while_nobody_has_an_account(
    market: Any, host: str, known: bool, printed: bool
) -> None:
    if known:
        market.accounts.make("Lin Yue", frozenset({Role.ADMIN}), None, NOW)
    said: list[tuple[str, str]] = []
    app = make_app(market.store, pictures=market.pictures, access=Access("0" * 64), accounts=market.accounts)

    def ready(address: str, link: str) -> None:
        said.append((address, link))
        server.should_exit = True

    server = ReviewServer(app, host, 0, ready)
    server.run_here()
    ((address, link),) = said
    assert link.startswith(f"{address}/enter?token=") if printed else link == ""


@pytest.mark.parametrize("name", ["", "   ", "Lin\u202eeuY", "a\x00b"])
def test_a_name_must_be_readable(client: Any, form_field: Any, name: str) -> None:
    token = client.app.state.desk.access.invite()
    csrf = form_field(client.get("/enter", params={"token": token}).text, "csrf")
    assert client.post("/enter", data={"token": token, "name": name, "csrf": csrf}).status_code == 400
    page = client.get("/").text
    assert "\u202e" not in page
    assert "\x00" not in page


def test_the_cookie_is_for_this_site_and_not_for_scripts(client: Any) -> None:
    token = client.app.state.desk.access.invite()
    cookie = client.get("/enter", params={"token": token}).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_cookie_signed_by_another_secret_is_worth_nothing(market: Any, entering: Any) -> None:
    with market.app_client(Access("a" * 64)) as one, market.app_client(Access("b" * 64)) as other:
        entering(one)
        other.cookies.update(one.cookies)
        assert one.get("/").status_code == 200
        assert other.get("/").status_code == 303


def test_leaving_ends_the_session(signed_in: Any) -> None:
    assert signed_in.post("/leave").status_code == 303
    assert signed_in.get("/").headers["location"] == "/locked"


@pytest.mark.parametrize("headers", [{}, {"x-csrf-token": "wrong"}, {"sec-fetch-site": "cross-site", "good": "1"}])
def test_forms_of_other_sites_are_refused(client: Any, market: Any, entering: Any, headers: dict[str, str]) -> None:
    csrf = entering(client)
    (lead,) = market.queue(market.plain(1))
    form = {"verdict": "infringing", "decision_id": "0" * 32, "evidence": market.store.get(lead).evidence}
    if headers.pop("good", ""):
        form["csrf"] = csrf
    assert client.post(f"/leads/{lead}/decision", data=form, headers=headers).status_code == 403
    assert market.store.decisions(lead) == ()


def test_giant_and_odd_bodies_are_refused(signed_in: Any) -> None:
    assert signed_in.post("/leave", content=b"a" * 70_000).status_code == 413
    assert signed_in.post("/leave", content=b"&".join([b"a=1"] * 40)).status_code == 400
    assert signed_in.post("/leave", content=b"\xff\xfe").status_code == 400


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8571", True),
        ("localhost", True),
        ("[::1]:8571", True),
        ("LOCALHOST:1", True),
        ("office.example", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
        ("[", False),
        ("evil.example@localhost:x", False),
    ],
)
def test_only_known_hosts_are_answered(market: Any, host: str, known: bool) -> None:
    with market.app_client(Access("0" * 64, hosts=["office.example"])) as visitor:
        assert (visitor.get("/health", headers={"host": host}).status_code == 200) is known


def test_strict_headers_are_on_every_response(signed_in: Any, market: Any) -> None:
    (lead,) = market.queue(market.plain(1))
    paths = [
        "/",
        f"/leads/{lead}",
        "/leads/none",
        "/locked",
        "/enter?token=x",
        "/health",
        "/static/review.js",
        "/static/none",
        "/?state=x",
    ]
    for answer in [
        *(signed_in.get(path) for path in paths),
        signed_in.post("/"),
        signed_in.get("/", headers={"host": "evil"}),
    ]:
        assert answer.headers["content-security-policy"] == CONTENT_POLICY
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store" or answer.request.url.path.startswith("/static/")


def test_an_error_of_ours_shows_nothing_and_keeps_the_headers(market: Any, entering: Any) -> None:
    with market.app_client() as visitor:
        entering(visitor)
        visitor._transport.raise_server_exceptions = False
        broken = visitor.app.state.desk.store
        broken.counts = lambda: 1 / 0
        answer = visitor.get("/")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_POLICY


def test_a_stored_picture_is_served_by_its_digest(signed_in: Any, market: Any) -> None:
    digest = Path(market.keep(PNG)).name
    answer = signed_in.get(f"/pictures/{digest}")
    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("body", [b"<svg onload=alert(1)>", b"<html>", b"", b"%PDF-1.7", b"GIF", b"RIFF0000WAVE"])
def test_what_is_no_picture_is_not_served(signed_in: Any, market: Any, body: bytes) -> None:
    assert signed_in.get(f"/pictures/{Path(market.keep(body)).name}").status_code == 404


def test_nothing_outside_the_picture_folder_is_served(signed_in: Any, market: Any) -> None:
    (market.folder / "secret.png").write_bytes(PNG)
    upper = hashlib.sha256(PNG).hexdigest().upper()
    market.keep(PNG)
    for name in (
        "../secret.png",
        "..%2fsecret.png",
        "%2e%2e/secret.png",
        "..%5csecret.png",
        "a" * 63,
        "g" * 64,
        upper,
        "0" * 64,
        f"{'0' * 64}%00",
        f"{upper.lower()}%0a",
    ):
        assert signed_in.get(f"/pictures/{name}").status_code == 404, name


def test_the_secret_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    one, two = Access.open(tmp_path / "data"), Access.open(tmp_path / "data")
    assert one.secret == two.secret
    path = tmp_path / "data" / "review.secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("short")
    with pytest.raises(BrokenSecretError, match="delete it"):
        Access.open(tmp_path / "data")
