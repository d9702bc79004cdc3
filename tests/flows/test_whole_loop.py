"""The whole loop by its verbs: a night, decisions, a pack, a referral, what comes back, a second look, a next night."""

import csv
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.app import app
from flows.house import open_house
from settings import Settings
from tests.crawlers.loopback_shop import AGENT, Handler, Shop, picture, product_page

OFFERS = 24  # more than a crawl may lose half of, so that looking at two of them must not seem to be a broken shop
SOURCES = """
[sources.shop]
platform = "jsonld"
start = ["{url}/"]
private_hosts = ["{host}"]
currency = "CNY"
politeness = {{delay = 0.0, concurrency = 8}}
options = {{follow_pattern = "^/"}}
"""
REGISTRY = """right_id,kind,mark_text,images,holder,nice_classes,status
TM-1,trademark,Velmora,,Velmora Works,25,registered
"""


@dataclass
class Town:
    """A shop with validators and an installation that reads it."""

    shop: Shop
    folder: Path

    def offer(self, number: int, title: str) -> None:
        """An offer whose page and picture say with an ETag that they are what they were."""
        seller = {"@type": "Organization", "name": "小满优选", "@id": "S-7"}
        offers = {"@type": "Offer", "price": "19.90", "priceCurrency": "CNY", "seller": seller}
        image = f"{self.shop.url}/{number}.png"
        page = product_page(name=title, sku=f"N{number}", image=image, offers=offers)
        self.shop.answers[f"/{number}"] = _tagged(page.encode(), "text/html; charset=utf-8")
        self.shop.answers[f"/{number}.png"] = _tagged(picture(size=(24 + number, 16)), "image/png")

    def run(self, *words: str) -> str:
        """What a verb says."""
        return self._done(words).output

    def loads(self, *words: str) -> Any:
        """What a verb gives to scripts."""
        return json.loads(self._done((*words, "--json")).stdout)

    def _done(self, words: Sequence[str]) -> Result:
        done = CliRunner().invoke(app, [*words])
        assert done.exit_code == 0, (words, done.output, done.exception)
        return done

    def crawled(self) -> dict[str, int]:
        """Counts of the newest night's crawl."""
        report = max((self.folder / "data" / "runs").glob("*/report.json"))
        stages = json.loads(report.read_text(encoding="utf-8"))["stages"]
        return {
            name: n for stage in stages if stage["stage"] in ("crawl", "match") for name, n in stage["counts"].items()
        }

    def verified(self, pack: Path) -> str:
        """What the pack's own verifier says, in a folder and a process of its own."""
        folder = self.folder / pack.stem
        with zipfile.ZipFile(pack) as held:
            held.extractall(folder)
        done = subprocess.run([sys.executable, "-I", folder / "verify.py"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        return done.stdout


def _tagged(body: bytes, media_type: str) -> Any:
    tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'

    def answer(handler: Handler) -> None:
        same = handler.headers.get("If-None-Match") == tag
        handler.reply(b"" if same else body, media_type, 304 if same else 200, ETag=tag)

    return answer


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    shop = Shop()
    made = Town(shop, tmp_path)
    for number in range(OFFERS):
        made.offer(number, f"Velmora 加厚外套 {number}" if number < 2 else f"素色棉布 {number} 米")
    shop.index()
    (tmp_path / "sources.toml").write_text(SOURCES.format(url=shop.url, host=shop.host), encoding="utf-8")
    (tmp_path / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    variables = {
        "DATA_DIR": "data",  # as a person writes it: where the folder lies must not matter
        "SOURCES": tmp_path / "sources.toml",
        "REGISTRY": tmp_path / "registry.csv",
        "REVIEWER": "林悦",
        "USER_AGENT": AGENT,
        "WORKERS": "1",
    }
    monkeypatch.chdir(tmp_path)
    for name, value in variables.items():
        monkeypatch.setenv(f"MARKHOUND_{name}", str(value))
    yield made
    shop.server.shutdown()
    shop.server.server_close()


def test_what_is_found_goes_out_comes_back_and_is_looked_at_again(town: Town) -> None:
    town.run("init")
    town.run("scan")
    leads = [lead["lead_id"] for lead in town.loads("leads", "list")]
    assert len(leads) == 2
    for name in leads:
        town.run("leads", "decide", name, "infringing", "--reason", "counterfeit")

    (pack,) = town.loads("export", "cases", str(town.folder / "packs"), "--recipient", "河湾所")
    path = Path(pack["file"])
    assert (pack["leads"], pack["captures"], pack["left_out"].get("unlisted", 0)) == (2, 4, 0)
    assert "4 of their records are shown to have stood in the sealed archives" in town.verified(path)

    sent = town.loads("referrals", "send", "--team", "河湾队", "--district", "河湾", "--pack", str(path))
    house = open_house(Settings())
    (dispatch,) = house.dispatches.newest()
    assert sent["pack"] == pack["manifest_sha256"] == dispatch.digest
    assert sorted(sent["lead_ids"]) == sorted(dispatch.leads) == sorted(leads)

    sheet = town.folder / "河湾.csv"
    town.run("outcomes", "template", str(sheet))
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    filled = line | {"new_state": "action_taken", "happened_on": line["sent_on"], "note": "下架一件"}
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(filled))
        writer.writeheader()
        writer.writerow(filled)
    assert "1 step(s) are new" in town.run("outcomes", "import", str(sheet))
    assert "0 step(s) are new, 1 were known" in town.run("outcomes", "import", str(sheet))

    del town.shop.answers["/1"]
    looks = {look["listing_id"]: look["result"] for look in town.loads("recheck")["looks"]}
    assert looks == {"N0": "up", "N1": "gone"}

    town.offer(1, "Velmora 加厚外套 1")
    town.run("scan")
    counts = town.crawled()
    assert counts["not-modified"] >= OFFERS
    assert counts["carried"] == counts["listings"] == OFFERS

    (again,) = town.loads("export", "cases", str(town.folder / "packs"), "--recipient", "河湾所")
    assert (again["case_id"], again["captures"]) == (pack["case_id"], 4)
    assert "4 of their records are shown to have stood in the sealed archives" in town.verified(Path(again["file"]))
    assert "0 breach(es)" in town.run("verify")
    month = f"{datetime.now(UTC):%Y-%m}"
    town.run("report", "month", month, "--out", str(town.folder / "reports"))
    assert len(list((town.folder / "reports").iterdir())) == 2
    house.registry.engine.dispose()
