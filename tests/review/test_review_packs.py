"""Packs by button: exactly what the filter shows, for those who may, and fetched by those whose they are."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import factories
import pytest
from starlette.testclient import TestClient

from accounts.account import Role
from accounts.audit import Action
from accounts.store import KeyKind
from cli.packing import HousePacker
from domain.lead import LeadState
from exports.signing import NAME
from flows.house import House
from review.access import Access
from review.app import make_app
from tests.exports.filled_house import filled
from tests.review.conftest import BASE, field

SELLERS = ["木子商行", "木子商行", "石桥批发", "石桥批发"]
CONFIRMED = "/?state=confirmed"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return filled(tmp_path / "data", SELLERS, confirmed=3)


@pytest.fixture
def packer(house: House) -> Iterator[HousePacker]:
    made = HousePacker(house)
    yield made
    made.close()


@pytest.fixture
def coming_in(house: House, packer: HousePacker) -> Callable[..., TestClient]:
    """A client signed in in that role; the form token is in `headers`."""
    app = make_app(
        house.leads,
        pictures=house.settings.blobs_dir,
        access=Access("0" * 64),
        accounts=house.accounts,
        packer=packer,
        clock=lambda: factories.NOW,
    )

    def come_in(name: str, role: Role, holders: tuple[str, ...] | None = None) -> TestClient:
        account = house.accounts.make(name, frozenset({role}), holders, factories.NOW)
        token = house.accounts.new_key(account.account_id, KeyKind.INVITATION, factories.NOW)
        client = TestClient(app, base_url=BASE, follow_redirects=False)
        door = client.get("/enter", params={"token": token})
        client.post("/enter", data={"token": token, "csrf": field(door.text, "csrf")})
        client.headers["x-csrf-token"] = field(client.get("/").text, "csrf")
        return client

    return come_in


def order(client: TestClient, view: str, profile: str = "platform") -> int:
    return client.post("/packs", data={"view": view, "profile": profile, "recipient": "某平台"}).status_code


def waited(packer: HousePacker) -> None:
    for _ in range(300):
        if not [job for job in packer.jobs() if not job.error]:
            return
        time.sleep(0.1)
    raise AssertionError("the packs are not made")


def leads_in(data: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        return {lead["listing"]["listing_id"] for lead in json.loads(pack.read("case.json"))["leads"]}


def test_the_button_makes_packs_of_what_the_filter_shows(
    coming_in: Callable[..., TestClient], packer: HousePacker, house: House
) -> None:
    client = coming_in("林悦", Role.SENIOR)
    assert 'action="/packs"' in client.get(CONFIRMED).text
    assert 'action="/packs"' not in client.get("/").text
    assert order(client, "state=confirmed&seller=town/木子商行") == 303
    waited(packer)
    (made,) = packer.made()
    page = client.get("/packs").text
    assert made.digest[:16] in page
    assert "某平台" in page
    fetched = client.get(f"/packs/{made.name}")
    assert leads_in(fetched.content) == {"L-1", "L-2"}
    assert fetched.headers["content-type"] == "application/zip"
    assert [entry.detail[:7] for _, entry in house.accounts.audit.newest(10, action=Action.EXPORT.value)] == [
        "fetched",
        "ordered",
    ]
    order(client, "state=confirmed")
    waited(packer)
    assert sorted(one.leads for one in packer.made()) == [1, 2, 2]


def test_a_lead_s_button_makes_the_pack_of_its_case(
    coming_in: Callable[..., TestClient], packer: HousePacker, house: House
) -> None:
    client = coming_in("林悦", Role.SENIOR)
    confirmed, still_open = (
        house.leads.page([state], limit=1).leads[0] for state in (LeadState.CONFIRMED, LeadState.OPEN)
    )
    page = client.get(f"/leads/{confirmed.lead_id}").text
    assert order(client, field(page, "view").replace("&amp;", "&") if 'action="/packs"' in page else "") == 303
    waited(packer)
    assert packer.made()[0].leads == 2
    assert 'action="/packs"' not in client.get(f"/leads/{still_open.lead_id}").text


@pytest.mark.parametrize("view", ["", "state=all", "state=open", "state=confirmed&state=open", "state=dismissed"])
def test_nothing_but_confirmed_leads_can_be_ordered(coming_in: Callable[..., TestClient], view: str) -> None:
    assert order(coming_in("林悦", Role.SENIOR), view) == 400


def test_who_may_not_export_neither_sees_the_button_nor_gets_anything(coming_in: Callable[..., TestClient]) -> None:
    client = coming_in("王珂", Role.REVIEWER)
    assert 'action="/packs"' not in client.get(CONFIRMED).text
    assert order(client, "state=confirmed") == 403
    assert client.get("/packs").status_code == 403
    assert client.get("/packs/case-c0ffee00c0ffee00-platform-zh-aaaaaa.zip").status_code == 403


def test_a_person_s_scope_holds_for_packs_too(coming_in: Callable[..., TestClient], packer: HousePacker) -> None:
    everyone, nobody = coming_in("林悦", Role.SENIOR), coming_in("陈默", Role.SENIOR, ("Another Holder",))
    order(everyone, "state=confirmed")
    waited(packer)
    name = packer.made()[0].name
    assert nobody.get(f"/packs/{name}").status_code == 404
    assert name not in nobody.get("/packs").text
    order(nobody, "state=confirmed")
    waited(packer)
    assert "the filter leaves no confirmed lead" in nobody.get("/packs").text
    assert "the filter leaves no confirmed lead" in packer.jobs()[0].error


@pytest.mark.parametrize("name", ["..%2f..%2fmarkhound.db", "packs.key", "case-../../x.zip", "case-1.zip"])
def test_no_other_file_can_be_fetched(coming_in: Callable[..., TestClient], name: str) -> None:
    assert coming_in("林悦", Role.SENIOR).get(f"/packs/{name}").status_code == 404


def test_what_went_wrong_is_said_on_the_page(
    coming_in: Callable[..., TestClient], packer: HousePacker, house: House
) -> None:
    (house.base / NAME).unlink()
    client = coming_in("林悦", Role.SENIOR)
    order(client, "state=confirmed")
    waited(packer)
    assert "run `markhound init`" in client.get("/packs").text


def test_the_pages_in_a_browser(house: House, packer: HousePacker, tmp_path: Path, request: Any) -> None:
    """Button, waiting, download, at two widths; `--shots` keeps pictures where the option is known."""
    import threading

    from review.server import ReviewServer
    from tests.review.browser import ARGUMENTS, CHROMIUM, NARROW, WIDE, no_sideways_scroll

    if not Path(CHROMIUM).exists():
        pytest.skip(f"the packs page in a real browser: no {CHROMIUM} on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="the packs page in a real browser: no playwright")
    app = make_app(
        house.leads, pictures=house.settings.blobs_dir, access=Access("1" * 64), accounts=house.accounts, packer=packer
    )
    ready = threading.Event()
    server = ReviewServer(app, "127.0.0.1", 0, lambda _address, _link: ready.set())
    thread = threading.Thread(target=server.run_here)
    thread.start()
    assert ready.wait(10)
    account = house.accounts.make("林悦", frozenset({Role.SENIOR}), None, datetime.now(UTC))
    link = house.accounts.new_key(account.account_id, KeyKind.INVITATION, datetime.now(UTC))
    try:
        with playwright.sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(viewport=WIDE)
            page.goto(f"{server.address}/enter?token={link}&lang=zh")
            page.locator("form button").last.click()
            for size, width in ((WIDE, "1280"), (NARROW, "420")):
                page.set_viewport_size(size)
                page.goto(f"{server.address}/?state=confirmed&lang=zh")
                assert no_sideways_scroll(page)
                page.screenshot(path=tmp_path / f"queue-{width}.png", full_page=True)
                page.locator(".row h2 a").first.click()
                page.locator(".exporting").scroll_into_view_if_needed()
                assert no_sideways_scroll(page)
                page.screenshot(path=tmp_path / f"lead-{width}.png", full_page=True)
            page.select_option(".exporting select", "platform")
            page.locator(".exporting input[type=text]").fill("某平台 知识产权保护部")
            page.get_by_role("button", name="制作本案材料").click()
            page.wait_for_selector("table.packs", timeout=30_000)
            page.wait_for_selector("progress", state="detached", timeout=30_000)
            for size, width in ((WIDE, "1280"), (NARROW, "420")):
                page.set_viewport_size(size)
                assert no_sideways_scroll(page)
                page.screenshot(path=tmp_path / f"packs-{width}.png", full_page=True)
            with page.expect_download() as fetched:
                page.locator("table.packs a").first.click()
            assert leads_in(Path(fetched.value.path()).read_bytes()) == {"L-1", "L-2"}
            browser.close()
    finally:
        server.should_exit = True
        thread.join(10)
