"""No byte under custody can change unnoticed, in a manifest, a WARC, an index or a picture: flips, cuts, additions."""

import random
from collections.abc import Iterator
from pathlib import Path

import factories
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.run import crawl
from database import make_engine
from evidence.seal import MANIFEST, seal
from evidence.verify import verify
from migrations.upgrade import upgrade
from tests.crawlers.loopback_shop import AGENT, Shop, picture
from tests.evidence.sealed_run import Custody, custody


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Custody]:
    """Three links of a chain: two made up, and a real crawl with its WARC, index and pictures."""
    base = tmp_path_factory.mktemp("custody")
    engine = make_engine(f"sqlite:///{base / 'chain.db'}")
    upgrade(engine)
    made = custody(engine, base)
    made.seal(made.crawl("run-1"))
    made.seal(made.crawl("run-2"), 1)
    shop = Shop()
    shop.answers["/a.png"] = (picture(), "image/png")
    shop.product("/one", image="/a.png", offers={"price": 9})
    shop.index()
    folder = base / "runs" / "run-3" / "shop"
    assert crawl(shop.source(), folder, user_agent=AGENT).error == ""
    (folder / "crawl.log").unlink()
    seal(folder, ("run-3", "shop"), base, made.blobs, made.ledger, factories.NOW)
    shop.server.shutdown()
    shop.server.server_close()
    assert list(verify(made.ledger, made.base)) == []
    yield made
    engine.dispose()


def files(made: Custody) -> list[Path]:
    """Every file under custody, each inode once: a picture of a run and the kept one are the same bytes."""
    found = {}
    for folder in ("runs", "blobs"):
        for path in sorted((made.base / folder).rglob("*")):
            if path.is_file():
                found.setdefault(path.stat().st_ino, path)
    return list(found.values())


def is_noticed(made: Custody, path: Path, at: int, bit: int) -> bool:
    """Whether a flipped bit is; it is put back."""
    with path.open("r+b") as file:
        file.seek(at)
        (was,) = file.read(1)
        file.seek(at)
        file.write(bytes([was ^ (1 << bit)]))
        file.flush()
        noticed = any(verify(made.ledger, made.base))
        file.seek(at)
        file.write(bytes([was]))
    return noticed


def test_every_byte_of_the_manifests_is_watched(sealed: Custody) -> None:
    for path in files(sealed):
        if path.name == MANIFEST:
            for at in range(path.stat().st_size):
                assert is_noticed(sealed, path, at, at % 8), (path, at)


def test_so_are_the_ends_and_a_sample_of_the_larger_ones(sealed: Custody) -> None:
    chance = random.Random(7)
    for path in files(sealed):
        size = path.stat().st_size
        for at in {0, 1, size - 2, size - 1, *(chance.randrange(size) for _ in range(12))}:
            assert is_noticed(sealed, path, at, chance.randrange(8)), (path, at)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 10**9), st.integers(0, 7))
def test_any_bit_anywhere(sealed: Custody, which: int, at: int, bit: int) -> None:
    path = files(sealed)[which % len(files(sealed))]
    assert is_noticed(sealed, path, at % path.stat().st_size, bit)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_file_that_is_shorter_or_longer_is_noticed(sealed: Custody, which: int, size: int) -> None:
    path = files(sealed)[which % len(files(sealed))]
    data = path.read_bytes()
    changed = data[: size % len(data)] if size % 2 else data + bytes(1 + size % 3)
    path.write_bytes(changed)
    try:
        assert any(verify(sealed.ledger, sealed.base))
    finally:
        path.write_bytes(data)


def test_all_was_put_back(sealed: Custody) -> None:
    assert list(verify(sealed.ledger, sealed.base)) == []
