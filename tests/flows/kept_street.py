"""A house with sealed nights of made-up listings, for tests of what is kept and what goes."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import factories

from benchmarks.records import exchange, information
from cli.verify import _breaches
from domain.capture import Capture, CaptureKind
from domain.decision import Decision, Reason, Verdict
from domain.identity import lead_id
from domain.listing import Listing, Seller
from domain.listing_json import write_line
from domain.problem import Problem
from evidence.records import find
from evidence.seal import WARC, seal
from flows.house import House, open_house
from leads.store import Found
from settings import Settings

BEGAN = datetime(2026, 1, 1, 1, 0, tzinfo=UTC)
SOURCE = "town"
DAY = timedelta(days=1)


@dataclass
class Street:
    """A house, its clock, and what its nights captured: by run, listings with their page and picture."""

    house: House
    now: datetime = BEGAN
    nights: dict[str, list[Listing]] = field(default_factory=dict)

    def night(self, listings: int = 4, earlier: str = "") -> str:
        """Seals a night of listings L-0, L-1, …, each of the seller S-<number modulo 3>.

        Args:
            listings: how many.
            earlier: a run whose pages were not asked for again: this night's WARC holds pictures only.
        """
        run_id = f"{self.now:%Y%m%dT%H%M%SZ}-{len(self.nights):06x}"
        folder = self.house.settings.runs_dir / run_id / SOURCE
        (folder / "pictures").mkdir(parents=True)
        found, warc = [], information()
        held: list[tuple[str, int]] = []
        before = {one.listing_id: one for one in self.nights.get(earlier, ())}
        for number in range(listings):
            name = f"L-{number}"
            picture = f"picture {number} of {run_id}".encode() * 40
            shown = _capture(CaptureKind.PICTURE, f"https://shop.example/{name}.jpg", picture, self.now)
            (folder / "pictures" / shown.digest).write_bytes(picture)
            shown = replace(shown, location=str(folder / "pictures" / shown.digest))
            page = before[name].page if name in before else None
            place = self._place(page) if page is not None else None
            if page is not None and place is not None:
                held.append(place)
            else:
                body = f"page of {name} in {run_id}, call 13800001234".encode() * 20
                page = _capture(CaptureKind.PAGE, f"https://shop.example/item/{name}", body, self.now)
                warc += exchange(page.url, self.now, "text/html", body)
            warc += exchange(shown.url, self.now, "image/jpeg", picture)
            found.append(
                factories.listing(
                    name, seller=Seller(f"S-{number % 3}", f"店{number % 3}", "临江"), captures=(page, shown),
                    images=(shown.location,), seen_at=self.now,
                )
            )  # fmt: skip
        (folder / WARC).write_bytes(warc)
        (folder / "listings.jsonl").write_text("".join(write_line(one, folder) for one in found), encoding="utf-8")
        (folder / "crawl.json").write_text("{}", encoding="utf-8")
        _index(folder / "pages.sqlite", held)
        seal(folder, (run_id, SOURCE), self.house.base, self.house.blobs, self.house.ledger, self.now)
        self.nights[run_id] = found
        return run_id

    def lead(self, run_id: str, number: int, right: str = "TM-1") -> str:
        """Queues a lead of a listing."""
        listing = self.nights[run_id][number]
        found = Found(listing, factories.right(right), factories.match(listing.listing_id, right))
        self.house.leads.queue([found], run_id, self.now)
        return lead_id(SOURCE, listing.listing_id, right)

    def decide(self, lead: str, verdict: Verdict) -> None:
        """Decides it."""
        known = self.house.leads.get(lead)
        assert known is not None
        name = hashlib.sha256(f"{lead} {self.now} {verdict}".encode()).hexdigest()[:32]
        decision = Decision(name, lead, verdict, Reason.UNSTATED, "", "Lin", self.now, known.evidence)
        self.house.leads.decide_all([decision], {lead: known.decision.decision_id if known.decision else ""})

    def has(self, run_id: str, number: int) -> bool:
        """Whether page and picture of a listing of a night can still be shown."""
        listing = self.nights[run_id][number]
        places = [self._warc(name) for name in self.nights if self._warc(name).is_file()]
        wanted = {(one.url, one.digest) for one in listing.captures}
        there = {
            key
            for place in places
            for key, record in find(place, listing.captures).records.items()
            if _reads(place, record)
        }
        return wanted <= there and all(
            self.house.blobs.path_of(one.digest).is_file() and Path(one.location).is_file() for one in listing.pictures
        )

    def breaches(self) -> list[Problem]:
        """What `markhound verify` finds."""
        return _breaches(self.house, "")

    def _place(self, page: Capture) -> tuple[str, int] | None:
        """Where a page lies in an earlier night, as the index of a later one names it."""
        for run_id in self.nights:
            warc = self._warc(run_id)
            for record in find(warc, [page]).records.values() if warc.is_file() else ():
                if _reads(warc, record):
                    return f"../../{run_id}/{SOURCE}/{WARC}", record.offset
        return None

    def _warc(self, run_id: str) -> Path:
        return self.house.settings.runs_dir / run_id / SOURCE / WARC


def street(base: Path, **variables: object) -> Street:
    """An empty one, in which no lead is drawn for a check: those would stay by chance."""
    return Street(open_house(Settings(data_dir=base, second_share=0, check_share=0, **variables)))  # type: ignore[arg-type]


def _reads(place: Path, record: object) -> bool:
    with place.open("rb") as file:
        file.seek(record.offset)  # type: ignore[attr-defined]
        return b"MH" not in file.read(16)


def _capture(kind: CaptureKind, url: str, body: bytes, at: datetime) -> Capture:
    media = "text/html" if kind is CaptureKind.PAGE else "image/jpeg"
    return Capture(kind, url, hashlib.sha256(body).hexdigest(), len(body), media, at)


def _index(path: Path, held: list[tuple[str, int]]) -> None:
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE pages (key BLOB, file TEXT, offset INTEGER)")
        base.executemany("INSERT INTO pages VALUES (?,?,?)", [(b"", *one) for one in held])
        base.commit()
