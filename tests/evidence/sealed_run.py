"""A crawled folder as a crawl leaves it, for tests of custody."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import factories
from sqlalchemy import Engine, text

from evidence.ledger import Ledger
from evidence.seal import SealReport, seal
from evidence.store import BlobStore


@dataclass(frozen=True)
class Custody:
    """A data folder with its store and its chain."""

    base: Path
    ledger: Ledger
    blobs: BlobStore

    def crawl(self, run_id: str = "run-1", source: str = "town", pictures: int = 2) -> Path:
        """Leaves a folder as a crawl does: listings, captures, a report, pictures named by digest."""
        folder = self.base / "runs" / run_id / source
        (folder / "pictures").mkdir(parents=True)
        for name in ("listings.jsonl", "pages.warc.gz", "crawl.json"):
            (folder / name).write_bytes(f"{name} of {run_id}/{source}\n".encode() * 3)
        for number in range(pictures):
            data = f"picture {number} of {source}".encode() * 4
            (folder / "pictures" / hashlib.sha256(data).hexdigest()).write_bytes(data)
        return folder

    def seal(self, folder: Path, later: int = 0) -> SealReport:
        """Seals such a folder, some seconds later than now."""
        run = (folder.parent.name, folder.name)
        return seal(folder, run, self.base, self.blobs, self.ledger, factories.NOW + timedelta(seconds=later))


def custody(engine: Engine, base: Path) -> Custody:
    """Opens one in an empty folder."""
    return Custody(base, Ledger(engine), BlobStore(base / "blobs"))


def disarm(engine: Engine) -> None:
    """Takes the triggers off that refuse to rewrite the chain, as somebody who owns the database could."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("DROP TRIGGER manifests_append_only ON manifests"))
            return
        for verb in ("update", "delete", "replace"):
            connection.execute(text(f"DROP TRIGGER manifests_no_{verb}"))
