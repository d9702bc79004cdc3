"""Hostile shops from the wire to the page: crawled, queued, shown, downloaded; nothing of theirs comes alive."""

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from installation import Installation, close_houses, house

from accounts.account import Role
from accounts.store import KeyKind
from domain.lead import LeadState
from leads.store import Sieve
from review.access import Access
from review.app import make_app
from tests.review.conftest import BASE, NOW, TestClient, field, sign_in
from tests.review.test_review_pages import PAYLOADS, _assert_inert

SOURCES = """
[sources.bazaar]
platform = "jsonld"
start = ["http://127.0.0.1:{port}/index.html"]
min_listings = 1
currency = "CNY"
private_hosts = ["127.0.0.1:{port}"]
[sources.bazaar.options]
follow_pattern = "^/nothing"
product_pattern = "^/item"
[sources.bazaar.politeness]
delay = 0.0
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def bazaar(tmp_path: Path) -> Iterator[int]:
    """A shop whose every field is an attack; half of its offers name the mark, the others will give no lead."""
    shop = tmp_path / "shop"
    shop.mkdir()
    offers = [(payload, mark) for mark in ("Velmora", "雨伞") for payload in PAYLOADS]
    for number, (payload, mark) in enumerate(offers):
        product = {
            "@context": "https://schema.org", "@type": "Product", "sku": f"A{number}{payload}"[:60],
            "name": f"{mark} {payload}", "description": payload * 3, "brand": payload, "category": payload,
            "image": payload, "url": payload,
            "offers": {
                "@type": "Offer", "price": "19.90", "priceCurrency": "CNY",
                "seller": {"@type": "Organization", "name": payload, "address": payload},
            },
        }  # fmt: skip
        # Inside a script element only "</" must be kept from ending it: the shop wants its attack to arrive.
        text = json.dumps(product).replace("</", "<\\/")
        page = f'<!doctype html><meta charset=utf-8><script type="application/ld+json">{text}</script>'
        (shop / f"item{number}.html").write_text(page, encoding="utf-8", errors="replace")
    links = "".join(f'<a href="/item{number}.html">x</a>' for number in range(len(offers)))
    (shop / "index.html").write_text(f"<!doctype html><title>shop</title>{links}", encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=shop))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()
    close_houses()


def check_all(client: Any, shop: bytes) -> int:
    """Answers every check that is due, one after the other; how many. Each page must be inert."""
    number = 0
    while address := client.get("/checks").headers.get("location"):
        page = client.get(address)
        _assert_inert(page.content.replace(shop, b"https://evil.example/"))
        csrf = field(page.text, "csrf")
        sent = client.post(address.partition("?")[0], data={"csrf": csrf, "verdict": "unsure", "then": PAYLOADS[0]})
        assert sent.headers["location"] == "/"
        number += 1
    return number


def test_attacks_that_were_crawled_are_inert_on_every_page_and_in_every_download(bazaar: int, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(SOURCES.format(port=bazaar), encoding="utf-8")
    holder = '"><script>alert(1)</script>'.replace('"', '""')
    registry = f'right_id,kind,mark_text,holder,status\nTM-1,trademark,Velmora,"{holder}",registered\n'
    (tmp_path / "registry.csv").write_text(registry, encoding="utf-8")
    at = Installation(tmp_path, {"MARKHOUND_UNQUEUED_SHARE": "1", "MARKHOUND_SECOND_SHARE": "1"})
    at.run("scan")
    opened = house(at)
    leads = list(opened.leads.every([]))
    at.run("leads", "decide", leads[0].lead_id, "infringing", "--reviewer", "Lin")
    assert len(leads) >= len(PAYLOADS) - 2  # a shop's field may be refused on the way; most arrive
    shop = f"http://127.0.0.1:{bazaar}/".encode()
    access = Access("0" * 64)
    app = make_app(opened.leads, pictures=tmp_path, access=access, accounts=opened.accounts, clock=lambda: NOW)
    groups = opened.leads.sift(Sieve((LeadState.OPEN,)), limit=99, fold=True).groups.values()
    with TestClient(app, base_url=BASE, follow_redirects=False) as client:
        sign_in(client)
        checked = check_all(client, shop)
        assert checked >= len(PAYLOADS) - 1  # each listing without a lead, and the decision
        pages = [
            "/quality",
            "/",
            "/?state=all",
            "/?q=Velmora",
            "/overview",
            "/audit",
            *(f"/groups/{one.key}" for one in groups),
        ]
        pages += [f"/leads/{lead.lead_id}" for lead in leads]
        for language in ("en", "zh"):
            for address in pages:
                answer = client.get(f"{address}{'&' if '?' in address else '?'}lang={language}")
                assert answer.status_code == 200, address
                assert "script-src 'self'" in answer.headers["content-security-policy"]
                # The one link out is the page's own address, as it was crawled; elsewhere it would fail below.
                _assert_inert(answer.content.replace(shop, b"https://evil.example/"))
        robot = opened.accounts.make("Robot", frozenset({Role.SENIOR}), None, NOW)
        token = opened.accounts.new_key(robot.account_id, KeyKind.TOKEN, NOW)
        answer = client.get("/api/leads?state=all", headers={"authorization": f"Bearer {token}"})
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert len(answer.json()["leads"]) == len(leads)
    at.run("export", "confirmed.csv")
    # Spreadsheets run what begins with these; exports/ puts such cells out of reach.
    assert not re.search(r'(^|,)"?[=@+\t]', (tmp_path / "confirmed.csv").read_text(encoding="utf-8-sig"), re.MULTILINE)
