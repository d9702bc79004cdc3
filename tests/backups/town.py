"""An installation's data folder with sealed runs, for tests of backups."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import factories
from sqlalchemy import Engine

from backups.make import Made, Plan, make
from backups.restore import Restored, Target, restore
from database import make_engine
from evidence.ledger import Ledger
from evidence.store import BlobStore
from evidence.verify import verify
from migrations.upgrade import upgrade
from tests.evidence.sealed_run import Custody, custody


@dataclass(frozen=True)
class Town:
    """A data folder, its database's URL (SQLite in it, or a server), and its custody."""

    base: Path
    url: str
    engine: Engine
    custody: Custody

    @property
    def database(self) -> Path | None:
        return Path(self.url.removeprefix("sqlite:///")) if self.url.startswith("sqlite") else None

    def night(self, number: int, *, ended: bool = True) -> Path:
        """A sealed run; one that has ended has a report that says how long the chain is."""
        folder = self.custody.crawl(f"run-{number}", pictures=3)
        self.custody.seal(folder, later=number)
        (folder / "queue.json").write_text("{}", encoding="utf-8")
        (folder.parent / "plan.json").write_text("{}", encoding="utf-8")
        (folder.parent / "lock").touch()
        if ended:
            length, head = self.custody.ledger.head()
            told = {"chain": {"length": length, "head": head}}
            (folder.parent / "report.json").write_text(json.dumps(told), encoding="utf-8")
        return folder

    def plan(self, **more: object) -> Plan:
        return Plan(self.base, self.url, self.database, {"settings.json": b"{}"}, **more)  # type: ignore[arg-type]

    def back_up(self, shelf: Path, **more: object) -> Made:
        shelf.mkdir(exist_ok=True)
        return make(self.plan(**more), shelf, factories.NOW)


@contextmanager
def town(base: Path, url: str = "") -> Iterator[Town]:
    """Makes one with two nights that have ended."""
    base.mkdir(parents=True)
    url = url or f"sqlite:///{base / 'markhound.db'}"
    engine = make_engine(url)
    upgrade(engine)
    made = Town(base, url, engine, custody(engine, base))
    for number in range(2):
        made.night(number)
    yield made
    engine.dispose()


def put_back(backup: Path, base: Path, url: str = "", passphrase: bytes = b"") -> Restored:
    """Restores a backup, with SQLite into the folder itself."""
    database = None if url else base / "markhound.db"
    return restore(backup, Target(base, url or f"sqlite:///{database}", database, passphrase))


def breaches(base: Path, url: str = "") -> list[str]:
    """What `markhound verify` would say of a restored installation."""
    engine = make_engine(url or f"sqlite:///{base / 'markhound.db'}")
    anchors = []
    for report in sorted((base / "runs").glob("*/report.json")):
        chain = json.loads(report.read_text(encoding="utf-8"))["chain"]
        anchors.append((report.parent.name, chain["length"], chain["head"]))
    found = [str(one) for one in verify(Ledger(engine), base, blobs=BlobStore(base / "blobs"), anchors=anchors)]
    engine.dispose()
    return found


def links(base: Path, url: str = "") -> int:
    """How many links the chain of a restored installation has."""
    engine = make_engine(url or f"sqlite:///{base / 'markhound.db'}")
    length, _ = Ledger(engine).head()
    engine.dispose()
    return length
