"""Sealing: a run becomes one link of the chain, once."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import factories
import pytest
from sqlalchemy import Engine

from database import make_engine
from evidence.ledger import GENESIS, Ledger, Sealed
from evidence.seal import MANIFEST
from evidence.store import DigestMismatchError, digest_of
from evidence.verify import verify
from tests.evidence.sealed_run import Custody, custody


@pytest.fixture
def town(engine: Engine, tmp_path: Path) -> Custody:
    return custody(engine, tmp_path)


def test_the_manifest_names_every_file_with_its_digest(town: Custody) -> None:
    folder = town.crawl(pictures=3)
    report = town.seal(folder)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    on_disk = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {MANIFEST}
    assert {file["name"] for file in manifest["files"]} == on_disk
    assert all(file["sha256"] == digest_of(folder / file["name"]) for file in manifest["files"])
    assert (report.files, report.pictures) == (7, 3)
    assert report.size == sum((folder / name).stat().st_size for name in on_disk)
    assert report.link.digest == digest_of(folder / MANIFEST)
    assert not Path(report.link.folder).is_absolute()


def test_pictures_come_into_the_store(town: Custody) -> None:
    folder = town.crawl(pictures=2)
    town.seal(folder)
    assert all(town.blobs.path_of(path.name).is_file() for path in (folder / "pictures").iterdir())


def test_sealing_twice_is_one_link(town: Custody) -> None:
    folder = town.crawl()
    first = town.seal(folder)
    before = (folder / MANIFEST).read_bytes()
    again = town.seal(folder, later=60)
    assert again == first
    assert (folder / MANIFEST).read_bytes() == before
    assert town.ledger.links() == (first.link,)


def test_each_run_names_the_one_before_it(town: Custody) -> None:
    links = [town.seal(town.crawl(f"run-{n}"), later=n).link for n in range(3)]
    assert town.ledger.links() == tuple(links)
    assert [link.previous for link in links] == [GENESIS, links[0].digest, links[1].digest]
    assert list(verify(town.ledger, town.base)) == []


def test_sealing_that_was_cut_off_before_the_chain_took_it_is_done_again(town: Custody) -> None:
    town.seal(town.crawl("run-1"))
    folder = town.crawl("run-2")
    (folder / MANIFEST).write_text('{"previous": "of a chain that never was", "files": []}')
    link = town.seal(folder).link
    assert link.digest == digest_of(folder / MANIFEST)
    assert len(town.ledger.links()) == 2
    assert list(verify(town.ledger, town.base)) == []


def test_a_picture_that_is_not_what_its_name_says_is_not_sealed(town: Custody) -> None:
    folder = town.crawl()
    next((folder / "pictures").iterdir()).write_bytes(b"another")
    with pytest.raises(DigestMismatchError):
        town.seal(folder)
    assert town.ledger.links() == ()


def test_a_crawl_that_is_not_complete_is_not_sealed(town: Custody) -> None:
    folder = town.crawl()
    (folder / "crawl.json").unlink()
    with pytest.raises(FileNotFoundError):
        town.seal(folder)
    assert town.ledger.links() == ()


def test_a_source_without_pictures_is_sealed_too(town: Custody) -> None:
    folder = town.crawl(pictures=0)
    (folder / "pictures").rmdir()
    assert town.seal(folder).pictures == 0
    assert list(verify(town.ledger, town.base)) == []


def test_ledgers_that_append_at_once_never_fork_the_chain(database_url: str, engine: Engine) -> None:
    engines = [make_engine(database_url) for _ in range(3)]
    start = threading.Barrier(len(engines))

    def append(opened: Engine) -> None:
        start.wait()
        for _ in range(8):
            name = uuid4().hex
            Ledger(opened).append(lambda previous, name=name: Sealed(name, "town", name, previous, name, factories.NOW))

    with ThreadPoolExecutor(len(engines)) as pool:
        list(pool.map(append, engines))
    for opened in engines:
        opened.dispose()
    links = Ledger(engine).links()
    assert len(links) == 24
    assert [link.previous for link in links] == [GENESIS, *(link.digest for link in links[:-1])]
