"""The smallest market there is, halfway through its second night; and all that such a night leaves, to be compared."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import factories
from installation import Installation
from sqlalchemy import DateTime, TypeDecorator, select

from cli.verify import _breaches
from crawlers.sources import choose, load
from database import Base, reading
from domain.listing_json import write_line
from domain.report import NightReport, StageReport
from flows.facts_file import read as facts_in
from flows.house import House, open_house
from flows.night import directly, night
from flows.seen_archive import SeenArchive
from flows.watch import Silent
from settings import Settings

LIGHT = {"MARKHOUND_PICTURE_TEXTS": "0", "MARKHOUND_PICTURE_PARTS": "0"}
RIGHTS = "right_id,kind,mark_text,images,holder,nice_classes,status\n"
FIRST = "TM-1,trademark,Velmora,,Velmora Works,25,registered\nTM-2,trademark,,logo.png,Quistrel Co,18,registered\n"
SECOND = FIRST + "TM-3,trademark,Quibbleton,,Quibbleton Ltd,25,registered\n"
Stage = Callable[[str, Callable[[], StageReport]], StageReport]


class StoppedHere(BaseException):
    """What a kill is to a night in this process: it ends there, and nothing of it goes on."""


@dataclass(frozen=True)
class Market:
    """An installation whose data folder can be put back to what it was."""

    at: Installation

    @property
    def data(self) -> Path:
        return self.at.folder / "data"

    def first_day(self) -> None:
        folder = self.at.folder
        factories.picture(folder / "logo.png", 5)
        factories.picture(folder / "copy.png", 5)
        (folder / "registry.csv").write_text(RIGHTS + FIRST, encoding="utf-8")
        (folder / "sources.toml").write_text(
            '[sources.corner]\nplatform = "feed"\nstart = ["feed.jsonl"]\nmin_listings = 1\ncompared = false\n',
            encoding="utf-8",
        )
        self.offers({"L-1": "Velmora 加厚外套", "L-2": "帆布袋", "L-3": "素色棉布 两米", "L-4": "Velmora 围巾"})

    def second_day(self) -> None:
        """An offer changed, one is gone, one is new, and so is a right."""
        self.offers({"L-1": "Velmora 复刻外套", "L-2": "帆布袋", "L-3": "素色棉布 两米", "L-5": "Quibbleton 手套"})
        (self.at.folder / "registry.csv").write_text(RIGHTS + SECOND, encoding="utf-8")

    def offers(self, titles: dict[str, str]) -> None:
        copy = (str(self.at.folder / "copy.png"),)
        offered = [
            factories.listing(name, title, source="", seen_at=None, images=copy if name == "L-2" else ())
            for name, title in titles.items()
        ]
        lines = "".join(write_line(one, self.at.folder) for one in offered)
        (self.at.folder / "feed.jsonl").write_text(lines, encoding="utf-8")

    def night(self, call: Stage = directly) -> NightReport:
        with self.opened() as house:
            return night(house, choose(load(house.settings.sources), []), Silent(), call)

    @contextmanager
    def opened(self) -> Iterator[House]:
        names = {k.removeprefix("MARKHOUND_").lower(): v for k, v in self.at.environment.items() if "MARKHOUND_" in k}
        before = Path.cwd()
        os.chdir(self.at.folder)
        house = open_house(Settings(**names))  # type: ignore[arg-type]
        try:
            yield house
        finally:
            house.registry.engine.dispose()
            os.chdir(before)

    def keep(self, name: str) -> None:
        """Puts the data folder aside as it is."""
        shutil.rmtree(self.at.folder / name, ignore_errors=True)
        shutil.copytree(self.data, self.at.folder / name)

    def restore(self, name: str) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.at.folder / name, self.data)


def until(stage: str) -> Stage:
    """A night that is killed before that stage, such as "seal corner"."""

    def call(name: str, work: Callable[[], StageReport]) -> StageReport:
        if name == stage:
            raise StoppedHere
        return work()

    return call


def left(house: House) -> dict[str, Any]:
    """All that nights have left: each row of each table, archives and facts, without clocks, ids of runs and places."""
    found: dict[str, Any] = {}
    with reading(house.registry.engine) as session:
        for table in Base.metadata.sorted_tables:
            # Of a clock, whether it is there: it says that an offer is gone, or a lead was told.
            own = [c for c in table.columns if c.name not in _OWN]
            columns = [c.is_(None) if _is_a_clock(c.type) else c for c in own]
            rows = session.execute(select(*columns)).all() if columns else []
            found[table.name] = sorted(json.dumps([_told(value) for value in row], default=repr) for row in rows)
    found["breaches"] = _breaches(house, "")
    for source in sorted((house.base / "seen").glob("*")):
        archive = SeenArchive(source)
        found[f"seen {source.name}"] = sorted((one.key, one.content) for one in archive.newest())
        found[f"damaged {source.name}"] = list(archive.problems)
    nights = sorted(path for path in house.settings.runs_dir.iterdir() if (path / "report.json").exists())
    found["nights"] = len(nights)
    for path in nights[-1:]:
        for facts in sorted(path.glob("*/facts.npy")):
            rows_of_facts = facts_in(facts)
            found[f"facts {facts.parent.name}"] = None if rows_of_facts is None else rows_of_facts.tolist()
        for name in ("matches.jsonl", "weighed.jsonl"):
            found[name] = {one.parent.name: one.read_text("utf-8") for one in sorted(path.glob(f"*/{name}"))}
    return found


# Ids of runs, digests of what has a clock in it, counters of the database, what chance made.
_OWN = frozenset({"run_id", "number", "folder", "digest", "previous", "salt", "value", "body", "listing_body", "asked"})


def _is_a_clock(kind: Any) -> bool:
    return isinstance(kind, DateTime) or (isinstance(kind, TypeDecorator) and isinstance(kind.impl, DateTime))


def _told(value: object) -> object:
    return value if isinstance(value, str | int | float | type(None)) else repr(value)
