"""A case with real records: pages and pictures in a WARC, sealed, as a night leaves them."""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import factories

from benchmarks.records import exchange, information
from database import make_engine
from domain.capture import Capture, CaptureKind
from domain.decision import Decision, Reason, Verdict
from domain.identity import lead_id
from domain.lead import Lead, LeadState
from domain.signal import Region, Role, Signal
from evidence.ledger import Ledger
from evidence.record_index import proof
from evidence.records import find
from evidence.seal import MANIFEST, seal
from evidence.store import BlobStore
from exports.case import Case, Custody, Errand, Exhibit, Item
from exports.pack import Shop
from exports.signing import make_key, signer
from migrations.upgrade import upgrade

RUN = ("20261122T010000Z-aaaaaa", "town")


@dataclass(frozen=True)
class House:
    """A data folder with a sealed run."""

    base: Path

    @property
    def run(self) -> Path:
        return self.base / "runs" / RUN[0] / RUN[1]

    def shop(self, **fields: Any) -> Shop:
        """What packs are made with; the key is made at the first call."""
        make_key(self.base)
        folder = self.base / "packs"
        return Shop(folder / "work", folder / "forms", folder / "fonts", signer(self.base), **fields)

    def case(self, leads: list[Lead], profile: str = "market", language: str = "zh", **fields: Any) -> Case:
        """The case of leads of the run."""
        captures = [one for lead in leads for one in lead.listing.captures]
        records = find(self.run / "pages.warc.gz", captures).records
        items = tuple(
            Item(
                lead,
                tuple(signal.detail for signal in lead.signals),
                tuple(Exhibit(one, records.get((one.url, one.digest))) for one in lead.listing.captures),
            )
            for lead in leads
        )
        link = Ledger(make_engine(f"sqlite:///{self.base / 'markhound.db'}")).links()[-1]
        held = list(records.values())
        places = {one.offset for one in held} | {one.request[0] for one in held if one.request}
        shown = proof(self.run / "pages.warc.gz", places)
        custody = Custody(*RUN, link.digest, link.previous, link.sealed_at, self.run / MANIFEST, shown)
        errand = Errand(profile, language, **fields)
        as_of = factories.NOW + timedelta(hours=3)
        return Case("c0ffee00c0ffee00", errand, items, (custody,), as_of, ZoneInfo("Asia/Shanghai"), "markhound test")


def crawled(base: Path, titles: list[str], coding: str = "gzip") -> tuple[House, list[Lead]]:
    """A house whose one run holds a page, coded so, and a picture of each listing."""
    house = House(base)
    (house.run / "pictures").mkdir(parents=True)
    blobs = BlobStore(base / "blobs")
    logo = factories.picture(base / "logo.png", seed=99)
    logo = logo.rename(base / hashlib.sha256(logo.read_bytes()).hexdigest())
    with (house.run / "pages.warc.gz").open("wb") as warc:
        warc.write(information())
        leads = [_lead(house, warc, (number, title, coding), blobs.put(logo)) for number, title in enumerate(titles, 1)]
    for name in ("listings.jsonl", "crawl.json"):
        (house.run / name).write_text("{}\n")
    engine = make_engine(f"sqlite:///{base / 'markhound.db'}")
    upgrade(engine)
    seal(house.run, RUN, base, blobs, Ledger(engine), factories.NOW + timedelta(hours=1))
    return house, leads


def _lead(house: House, warc: BinaryIO, offer: tuple[int, str, str], logo: Path) -> Lead:
    number, title, coding = offer
    drawn = factories.picture(house.run / "drawn.png", seed=number)
    digest = hashlib.sha256(drawn.read_bytes()).hexdigest()
    kept = BlobStore(house.base / "blobs").put(drawn.rename(house.run / "pictures" / digest))
    url = f"https://shop.example/item/{number}?色=红"
    page = _asked(warc, CaptureKind.PAGE, url, f"<html><title>{number}</title>维摩拉".encode(), coding)
    shot = _asked(warc, CaptureKind.PICTURE, f"https://shop.example/{number}.png", kept.read_bytes(), "")
    name = lead_id("town", f"L-{number}", "TM-1")
    part = Signal(
        "picture_part", Role.MAIN, 0.7, str(kept), str(logo), "A part of the picture is the registered mark.",
        region=Region(40, 30, 120, 90), right_region=Region(0, 0, 300, 200),
    )  # fmt: skip
    return Lead(
        lead_id=name,
        listing=factories.listing(
            f"L-{number}", title, url=url, images=(str(kept),), captures=(page, replace(shot, location=str(kept)))
        ),
        right=factories.right(images=(str(logo),), nice_classes=(25,), authorised_sellers=("白塔服饰店",)),
        signals=(factories.main_signal(), part),
        score=0.9,
        scorer="table-4",
        run_id=RUN[0],
        first_found=factories.NOW,
        last_found=factories.NOW,
        last_seen=factories.NOW,
        evidence="e" * 64,
        state=LeadState.CONFIRMED,
        decision=Decision(
            f"d-{number}", name, Verdict.INFRINGING, Reason.COUNTERFEIT, "与上周同款", "林悦", factories.NOW, "e" * 64
        ),
    )


def _asked(warc: BinaryIO, kind: CaptureKind, url: str, body: bytes, coding: str) -> Capture:
    media = "text/html" if kind is CaptureKind.PAGE else "image/png"
    warc.write(exchange(url, factories.NOW, media, body, coding=coding, chunked=coding == "gzip"))
    return Capture(kind, url, hashlib.sha256(body).hexdigest(), len(body), media, factories.NOW)
