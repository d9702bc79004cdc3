"""The shops answer over real HTTP, traps included, and a reader finds every listing that the truth names."""

import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from demo import truth
from demo.answers import BOMB_BYTES, DRIP_SECONDS, TITLE_BYTES
from demo.serve import Market
from demo.town import Town


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10) as opened:
        yield opened


def _ids(town: Town, source: str) -> set[str]:
    return {fact.listing_id for fact in truth.read(town.truth) if fact.source == source}


def _locations(text: str) -> list[str]:
    return re.findall(r"<loc>(.*?)</loc>", text)


def test_lanterns_lists_every_product_in_its_sitemaps(town: Town, market: Market, client: httpx.Client) -> None:
    first, second = _locations(client.get(market.urls["lanterns"] + "/sitemap.xml").text)
    assert first.endswith(".xml.gz")
    links = _locations(gzip.decompress(client.get(first).content).decode())
    links += _locations(client.get(second).text)
    found = set()
    for link in links:
        if "/slow/" in link or not re.search(r"^http://[^/]+/item/LT\d+", link):
            continue
        data = re.search(r'ld\+json">(.*?)</script>', client.get(link).text, re.DOTALL)
        assert data is not None
        product = json.loads(data[1])
        found.add(product["sku"])
        assert product["name"]
        assert product["offers"]["seller"]["name"]
    slow = {Path(link).stem for link in links if "/slow/" in link}
    assert len(slow) == 1
    assert found | slow == _ids(town, "lanterns")


def test_riverside_leads_to_every_product_by_paging(town: Town, market: Market, client: httpx.Client) -> None:
    base = market.urls["riverside"]
    waiting = re.findall(r'href="(/c/.*?)"', client.get(base + "/").text)
    found: set[str] = set()
    while waiting:
        page = client.get(base + waiting.pop()).text
        waiting += re.findall(r'rel="next" href="(.*?)"', page)
        found.update(re.findall(r'href="/p/(RV\d+)\.html"', page))
    assert found == _ids(town, "riverside")
    page = client.get(f"{base}/p/{min(found)}.html").text
    assert re.search(r'itemprop="sku" content="(.*?)"', page)[1] == min(found)  # type: ignore[index]
    assert 'itemprop="priceCurrency" content="CNY"' in page


def test_every_picture_on_a_page_is_served(market: Market, client: httpx.Client) -> None:
    base = market.urls["riverside"]
    page = httpx.URL(base + re.findall(r'href="(/p/RV\d+.html)"', client.get(base + "/c/car/").text)[0])
    pictures = re.findall(r'itemprop="image" src="(.*?)"', client.get(page).text)
    assert pictures
    for picture in pictures:
        answer = client.get(page.join(unescape(picture)))
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.content.startswith(b"\xff\xd8")


def test_the_guild_feed_points_to_itself(market: Market, client: httpx.Client) -> None:
    base = market.urls["guild"]
    first = json.loads(client.get(base + "/feed.jsonl").text.splitlines()[0])
    assert first["url"].startswith(base)
    assert client.get(first["url"]).status_code == 200
    assert client.get(httpx.URL(base + "/feed.jsonl").join(first["images"][0])).status_code == 200


def test_the_loop_has_no_end(market: Market, client: httpx.Client) -> None:
    with pytest.raises(httpx.TooManyRedirects):
        client.get(market.urls["lanterns"] + "/item/loop.html", follow_redirects=True)


def test_redirects_lead_to_forbidden_addresses(market: Market, client: httpx.Client) -> None:
    base = market.urls["lanterns"]
    assert client.get(base + "/out/metadata.jpg").headers["location"].startswith("http://169.254.169.254/")
    assert client.get(base + "/out/private.jpg").headers["location"].startswith("http://10.0.0.1/")


def test_the_gzip_bomb_unpacks_to_far_more_than_it_weighs(market: Market, client: httpx.Client) -> None:
    size = 0
    with client.stream("GET", market.urls["lanterns"] + "/item/gzip-bomb.html") as answer:
        for piece in answer.iter_bytes():
            size += len(piece)
    assert size > BOMB_BYTES
    assert answer.num_bytes_downloaded < 200_000


def test_a_title_of_five_megabytes(market: Market, client: httpx.Client) -> None:
    page = client.get(market.urls["lanterns"] + "/item/long-title.html").text
    assert page.count("A") > TITLE_BYTES * 0.99
    assert json.loads(page.split('json">')[1].split("</script>")[0])["@type"] == "Product"


def test_the_slow_page_comes_in_the_end(town: Town, market: Market, client: httpx.Client) -> None:
    slow = next(f.listing_id for f in truth.read(town.truth) if f.kind == "hostile_slow_page")
    answer = client.get(f"{market.urls['lanterns']}/slow/item/{slow}.html")
    assert slow in answer.text
    assert DRIP_SECONDS * 0.8 < answer.elapsed.total_seconds() < 5


@pytest.mark.parametrize(
    ("path", "status"),
    [("/item/broken.html", 500), ("/item/gone.html", 404), ("/../registry.csv", 404), ("/%2e%2e/truth.jsonl", 404)],
)
def test_errors(market: Market, client: httpx.Client, path: str, status: int) -> None:
    assert client.get(market.urls["lanterns"] + path).status_code == status


def test_an_early_hang_up_leaves_the_shop_open_and_quiet(
    market: Market, client: httpx.Client, capfd: pytest.CaptureFixture[str]
) -> None:
    with client.stream("GET", market.urls["lanterns"] + "/item/long-title.html"):
        pass
    assert client.get(market.urls["lanterns"] + "/robots.txt").status_code == 200
    assert capfd.readouterr() == ("", "")


def test_sources_describe_the_open_market(town: Town, market: Market, tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    market.write_sources(path)
    sources = tomllib.loads(path.read_text(encoding="utf-8"))["sources"]
    assert {name: table["platform"] for name, table in sources.items()} == {
        "lanterns": "sitemap",
        "riverside": "jsonld",
        "guild": "feed",
    }
    for name, table in sources.items():
        assert all(url.startswith(market.urls[name] + "/") for url in table["start"])
        assert "http://" + table["private_hosts"][0] == market.urls[name]
        assert table["min_listings"] < dict(town.listings)[name] < table["max_listings"]


def test_a_market_closes_and_reopens_on_a_fixed_port(town: Town) -> None:
    with Market(town.folder) as first:
        port = int(first.urls["guild"].rpartition(":")[2])
        assert httpx.get(first.urls["guild"] + "/feed.jsonl").status_code == 200
        assert first.asked("guild") == ("/feed.jsonl",)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/feed.jsonl")
    with Market(town.folder, {"guild": port}) as second:
        assert second.urls["guild"].endswith(f":{port}")


def test_a_market_without_a_town_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"demo\.town\.build"):
        Market(tmp_path)
