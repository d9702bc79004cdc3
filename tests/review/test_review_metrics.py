"""Numbers are told to whoever shows the token of monitoring, from wherever, and to nobody else."""

from pathlib import Path

import pytest

from review.monitor import TOKEN_FILE, BrokenTokenError, Monitor, token_in
from tests.review.conftest import Market, sign_in

TOKEN = "m" * 43


def scrape(accept: str) -> tuple[bytes, str]:
    return f"# {accept}\n".encode(), "text/plain; version=0.0.4; charset=utf-8"


def test_only_the_token_opens_it_and_it_opens_nothing_else(market: Market) -> None:
    client = market.app_client(monitor=Monitor(TOKEN, scrape))
    right = {"authorization": f"Bearer {TOKEN}"}
    answer = client.get("/metrics", headers={**right, "accept": "text/plain"})
    assert (answer.status_code, answer.text) == (200, "# text/plain\n")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"
    for wrong in ({}, {"authorization": "Bearer "}, {"authorization": f"Basic {TOKEN}"}, {"authorization": "Bearer é"}):
        assert client.get("/metrics", headers={k: v.encode() for k, v in wrong.items()}).status_code == 401
    assert client.get("/metrics?token=" + TOKEN).status_code == 401
    assert client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 401
    assert client.get("/api/leads", headers=right).status_code == 401
    assert client.get("/", headers=right).status_code == 303
    sign_in(client)
    assert client.get("/metrics").status_code == 401, "a session of a person is no token of monitoring"
    assert client.post("/metrics", headers=right).status_code == 405


def test_without_a_monitor_nothing_is_told(market: Market) -> None:
    assert market.app_client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 404


def test_the_token_is_made_for_its_owner_and_stays(tmp_path: Path) -> None:
    token = token_in(tmp_path)
    assert token_in(tmp_path) == token
    assert len(token) >= 32
    assert (tmp_path / TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / TOKEN_FILE).write_text("short", encoding="ascii")
    with pytest.raises(BrokenTokenError, match="delete it"):
        token_in(tmp_path)
