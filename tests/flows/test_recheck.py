"""Looking again at a real shop on loopback: one offer stays, one changes, one is gone, one errs, which is not gone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import factories
import pytest
from typer.testing import CliRunner

from cli.app import app
from crawlers.again import again
from crawlers.run import crawl
from domain.decision import Decision, Reason, Verdict
from domain.identity import lead_id
from domain.lead import LeadState
from domain.recheck import StillUp
from domain.source import Source
from evidence.verify import verify
from flows.house import House, open_house
from flows.recheck import Looked, confirmed, recheck
from flows.watch import Silent
from leads.sieve import Sieve
from leads.store import Found
from settings import Settings
from tests.crawlers.loopback_shop import AGENT, Shop, listings, product_page, serving

CONFIRMED = Sieve((LeadState.CONFIRMED,))


@pytest.fixture
def shop() -> Iterator[Shop]:
    with serving() as made:
        yield made


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(Settings(data_dir=tmp_path / "data", user_agent=AGENT))
    yield opened
    opened.registry.engine.dispose()


@pytest.fixture
def on_each(tmp_path: Path, database_url: str) -> Iterator[House]:
    """The same on each database."""
    opened = open_house(Settings(data_dir=tmp_path / "data", database_url=database_url, user_agent=AGENT))
    yield opened
    opened.registry.engine.dispose()


def confirm_all(house: House, source: Source, tmp_path: Path) -> dict[str, str]:
    """Crawls the shop as a night would and confirms all that it offers; listing id to lead id."""
    folder = tmp_path / "night"
    crawl(source, folder, user_agent=AGENT)
    found = listings(folder)
    house.leads.queue(
        [Found(one, factories.right(), factories.match(name)) for name, one in found.items()], "night", factories.NOW
    )
    leads = {name: lead_id(source.name, name, "TM-1") for name in found}
    for name in leads.values():
        lead = house.leads.get(name)
        assert lead is not None
        verdict, reason = Verdict.INFRINGING, Reason.COUNTERFEIT
        at = factories.NOW + timedelta(hours=1)
        house.leads.decide(Decision(f"d-{name}"[:40], name, verdict, reason, "", "Lin", at, lead.evidence))
    return leads


def offers(shop: Shop, *paths: str) -> None:
    for path in paths:
        shop.product(path, offers={"@type": "Offer", "price": "19.90", "priceCurrency": "CNY"})
    shop.index()


def look(house: House, source: Source) -> Looked:
    return recheck(house, [source], confirmed(house, CONFIRMED, 100), Silent())


def test_what_stays_changes_goes_or_errs_is_told_apart_and_kept_with_before_and_after(
    shop: Shop, on_each: House, tmp_path: Path
) -> None:
    house = on_each
    offers(shop, "/stays", "/cheaper", "/renamed", "/gone", "/taken-down", "/errs", "/empty", "/elsewhere", "/hangs-up")
    source = shop.source()
    leads = confirm_all(house, source, tmp_path)
    assert len(leads) == 9
    shop.asked.clear()
    cheap = {"@type": "Offer", "price": "9.90", "priceCurrency": "CNY"}
    shop.page("/cheaper", product_page(name="product /cheaper", sku="cheaper", offers=cheap))
    shop.page("/renamed", product_page(name="another name", sku="renamed", offers=cheap | {"price": "19.90"}))
    del shop.answers["/gone"]
    shop.answers["/taken-down"] = lambda handler: handler.reply(b"removed", status=410)
    shop.answers["/errs"] = lambda handler: handler.reply(b"oops", status=500)
    shop.page("/empty", "<html><body>this item was taken off the shelf</body></html>")
    shop.answers["/elsewhere"] = lambda handler: handler.reply(b"", status=302, Location="/stays")
    shop.answers["/hangs-up"] = lambda handler: handler.connection.close()
    looked = look(house, source)
    results = {one.listing_id: one.result for one in looked.looks}
    assert results == {
        "stays": StillUp.UP,
        "cheaper": StillUp.CHANGED,
        "renamed": StillUp.CHANGED,
        "gone": StillUp.GONE,
        "taken-down": StillUp.GONE,
        "errs": StillUp.UNKNOWN,
        "empty": StillUp.UNKNOWN,
        "elsewhere": StillUp.UNKNOWN,
        "hangs-up": StillUp.UNKNOWN,
    }
    assert "/" not in shop.paths(), "only the pages themselves are asked, nothing is followed"
    kept = {name: house.leads.rechecks.of("shop", name)[0] for name in leads}
    assert {name: one.result for name, one in kept.items()} == results
    cheaper = kept["cheaper"]
    assert cheaper.after is not None
    assert (str(cheaper.before.price), str(cheaper.after.price), cheaper.says) == (
        "19.90",
        "9.90",
        "The price changed.",
    )
    assert cheaper.before.digest != cheaper.after.digest
    assert kept["renamed"].after is not None
    assert kept["renamed"].after.title == "another name"
    assert kept["gone"].after is None
    assert "404" in kept["gone"].says
    assert "500" in kept["errs"].says
    assert "/stays" in kept["elsewhere"].says


def test_the_look_is_sealed_into_the_chain_and_makes_no_lead(shop: Shop, house: House, tmp_path: Path) -> None:
    offers(shop, "/stays", "/goes")
    source = shop.source()
    leads = confirm_all(house, source, tmp_path)
    before = [house.leads.get(name) for name in leads.values()]
    looked = look(house, source)
    assert [link.run_id for link in house.ledger.links()] == [looked.run_id]
    assert list(verify(house.ledger, house.base, blobs=house.blobs, pictures=(), anchors=())) == []
    assert [house.leads.get(name) for name in leads.values()] == before


def test_a_shop_that_is_down_makes_nothing_gone(shop: Shop, house: House, tmp_path: Path) -> None:
    offers(shop, "/one", "/two")
    source = shop.source()
    confirm_all(house, source, tmp_path)
    shop.server.shutdown()
    shop.server.server_close()
    looked = look(house, source)
    assert {one.result for one in looked.looks} == {StillUp.UNKNOWN}
    assert all(one.says for one in looked.looks)


def test_robots_and_hosts_hold_as_on_any_night(shop: Shop, house: House, tmp_path: Path) -> None:
    offers(shop, "/open", "/closed")
    source = shop.source()
    confirm_all(house, source, tmp_path)
    shop.answers["/robots.txt"] = (b"User-agent: *\nDisallow: /closed\n", "text/plain")
    shop.asked.clear()
    results = {one.listing_id: one.result for one in look(house, source).looks}
    assert results == {"open": StillUp.UP, "closed": StillUp.UNKNOWN}
    assert "/closed" not in shop.paths()
    asked = again(source, [f"{shop.url}/open", "http://elsewhere.example/1", "http://[broken"])
    assert asked.start == (f"{shop.url}/open",)
    assert asked.politeness == source.politeness
    mapped = again(replace(source, platform="sitemap", options=(("product_pattern", "^/x"),)), [f"{shop.url}/open"])
    assert (mapped.platform, mapped.options, mapped.min_listings) == ("jsonld", (), 0)


def test_a_feed_is_read_whole_and_says_what_it_no_longer_offers(house: House, tmp_path: Path) -> None:
    from domain.listing_json import write_line

    path = tmp_path / "feed.jsonl"
    lines = [write_line(factories.listing(f"L-{n}", source="", seen_at=None), tmp_path) for n in range(3)]
    path.write_text("".join(lines), encoding="utf-8")
    source = Source(name="corner", platform="feed", start=(str(path),))
    confirm_all(house, source, tmp_path)
    path.write_text(lines[0] + lines[1].replace("19.90", "5.00"), encoding="utf-8")
    results = {one.listing_id: one.result for one in look(house, source).looks}
    assert results == {"L-0": StillUp.UP, "L-1": StillUp.CHANGED, "L-2": StillUp.GONE}
    path.write_text(lines[0] + "{broken\n", encoding="utf-8")
    results = {one.listing_id: one.result for one in look(house, source).looks}
    assert results == {"L-0": StillUp.UP, "L-1": StillUp.UNKNOWN, "L-2": StillUp.UNKNOWN}
    path.unlink()
    assert {one.result for one in look(house, source).looks} == {StillUp.UNKNOWN}


def test_the_verb_says_what_it_saw_and_names_what_it_could_not_look_at(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers(shop, "/stays")
    variables = {
        "DATA_DIR": tmp_path / "data",
        "SOURCES": tmp_path / "sources.toml",
        "REVIEWER": "Lin",
        "USER_AGENT": AGENT,
    }
    for name, value in variables.items():
        monkeypatch.setenv(f"MARKHOUND_{name}", str(value))
    opened = open_house(Settings())
    confirm_all(opened, shop.source(), tmp_path)
    declared = f'[sources.shop]\nplatform = "jsonld"\nstart = ["{shop.url}/"]\nprivate_hosts = ["{shop.host}"]\n'
    (tmp_path / "sources.toml").write_text(declared + "[sources.shop.politeness]\ndelay = 0\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["recheck", "--json"])
    assert done.exit_code == 0, done.output
    assert '"result": "up"' in done.output
    assert [entry.action for _, entry in opened.accounts.audit.newest(1)] == ["recheck"]
    (tmp_path / "sources.toml").write_text("", encoding="utf-8")
    done = CliRunner().invoke(app, ["recheck"])
    assert done.exit_code == 3
    assert "no longer declared" in done.output
    done = CliRunner().invoke(app, ["recheck", "--seller", "nobody"])
    assert "no confirmed lead fits" in str(done.exception)
    opened.registry.engine.dispose()


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
