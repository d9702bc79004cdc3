"""Sources: who answers, and who is asked at all."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from cli.checks import shops, ways_out
from cli.checks.finding import DoubtfulError, UnaskedError
from tests.cli.checks.conftest import LookAt

FEED = '[sources.corner]\nplatform = "feed"\nstart = ["feed.jsonl"]\n'


class _Answers(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, str]] = []  # noqa: RUF012 (one server, one list)

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        self.send_response(503 if "busy" in self.headers.get("User-Agent", "") else 404)
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 (the name is http.server's)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def shop() -> Iterator[str]:
    """A shop that answers, with 404, or with 503 to somebody who calls itself busy."""
    _Answers.asked.clear()
    with HTTPServer(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_nobody_is_asked_over_the_network_unless_one_says_so(look: LookAt, town: Path, shop: str) -> None:
    port = shop.rpartition(":")[2]
    (town / "sources.toml").write_text(
        f'[sources.one]\nplatform = "jsonld"\nstart = ["{shop}/a", "{shop}/b"]\n', encoding="utf-8"
    )
    settings = {"timestamp_url": f"{shop}/tsa", "smtp_host": "127.0.0.1", "smtp_port": int(port)}
    checks = (shops.reachable, ways_out.timestamp_authority, ways_out.mail_server)
    for check in checks:
        with pytest.raises(UnaskedError, match="--online"):
            check(look(**settings))
    assert _Answers.asked == []
    for check in checks:
        assert check(look(online=True, user_agent="Linjiang IP office", **settings))
    assert [(how, path) for how, path, _ in _Answers.asked] == [("GET", "/robots.txt"), ("HEAD", "/tsa")]
    assert {agent for _, _, agent in _Answers.asked} == {"Linjiang IP office"}


def test_who_does_not_answer_is_named(look: LookAt, town: Path, shop: str) -> None:
    (town / "sources.toml").write_text(
        f'[sources.one]\nplatform = "jsonld"\nstart = ["{shop}/a"]\n'
        '[sources.two]\nplatform = "jsonld"\nstart = ["http://127.0.0.1:9/"]\n',
        encoding="utf-8",
    )
    with pytest.raises(DoubtfulError, match=r"127\.0\.0\.1:\d+ \(HTTP 503\), http://127\.0\.0\.1:9 \("):
        shops.reachable(look(online=True, user_agent="busy"))
    for check, settings in (
        (ways_out.timestamp_authority, {"timestamp_url": "http://127.0.0.1:9/tsa"}),
        (ways_out.mail_server, {"smtp_host": "127.0.0.1", "smtp_port": 9}),
    ):
        with pytest.raises(DoubtfulError, match="check MARKHOUND_"):
            check(look(online=True, **settings))


def test_a_browser_is_missed_where_a_source_wants_one(
    look: LookAt, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(town))
    sources = town / "sources.toml"
    sources.write_text(FEED, encoding="utf-8")
    assert "no source wants one" in shops.browser(look())
    sources.write_text('[sources.shop]\nplatform = "browser"\nstart = ["http://127.0.0.1:9/"]\n', encoding="utf-8")
    with pytest.raises(DoubtfulError, match=r"shop cannot be read whole.*apt install chromium"):
        shops.browser(look())
