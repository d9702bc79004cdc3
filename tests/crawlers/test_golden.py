"""Golden pages: `pages/<platform>/<case>.<ending>` as saved, and beside it `<case>.json`, what it must yield.

`options.toml` in the folder holds what the platform wants declared.

A platform or marketplace without a golden page fails here. `GOLDEN=write` in the environment writes what comes now.
"""

import asyncio
import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawlers.catalogue import platforms
from crawlers.spider import WORK, SourceSpider
from domain.listing import Listing
from domain.listing_json import listing_to
from domain.source import Source

PAGES = Path(__file__).parent / "pages"
CASES = sorted(path for path in PAGES.glob("*/*") if path.suffix not in (".json", ".toml"))
UNSTABLE = ("captures", "seen_at", "source")


def yielded(path: Path, folder: Path) -> list[Any]:
    """What a platform makes of a saved page: listings as JSON, requests as their address."""
    (folder / WORK).mkdir()
    url = f"https://shop.example/{path.name}"
    body = path.read_bytes()
    kind = responsetypes.from_args(url=url, body=body)
    response: Response = kind(url, body=body, request=Request(url))
    options = (("follow_pattern", "^/list"), ("product_pattern", "^/goods/"))
    known = platforms()[path.parent.name].options
    told = path.with_name("options.toml")
    declared = tomllib.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
    wanted = (*(pair for pair in options if pair[0] in known), *declared.items())
    source = Source("golden", path.parent.name, (url,), options=wanted)
    spider = platforms()[path.parent.name](source=source, folder=folder)
    found = []
    for one in parsed(spider, response):
        if isinstance(one, Listing):
            fields = listing_to(one, folder)
            found.append({name: value for name, value in fields.items() if name not in UNSTABLE})
        else:
            found.append(one.url)
    spider.warc.close()
    return [*found, {"unused": sorted(spider.tally.unused), "counts": dict(sorted(spider.tally.counts.items()))}]


def parsed(spider: SourceSpider, response: Response) -> list[Any]:
    """What `parse` gives, whether it is asynchronous or not."""
    given = spider.parse(response)
    if not hasattr(given, "__aiter__"):
        return list(given)

    async def gathered() -> list[Any]:
        return [one async for one in given]

    return asyncio.run(gathered())


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_golden_page_yields_what_it_did(path: Path, tmp_path: Path) -> None:
    expected = path.with_suffix(".json")
    found = json.loads(json.dumps(yielded(path, tmp_path), default=str))
    if os.environ.get("GOLDEN") == "write":
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def test_every_platform_and_marketplace_has_a_golden_page() -> None:
    assert set(platforms()) == {path.parent.name for path in CASES}
