"""The blob store: the same bytes once, and a name that keeps its word."""

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.store import BlobStore, DigestMismatchError, digest_of


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def supplied(path: Path, data: bytes = b"a picture") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def files(blobs: BlobStore) -> list[Path]:
    return sorted(path for path in blobs.folder.rglob("*") if path.is_file())


@settings(deadline=None, max_examples=30)
@given(data=st.binary(max_size=200))
def test_what_goes_in_lies_under_its_digest(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    blobs = BlobStore(tmp_path_factory.mktemp("blobs"))
    source = supplied(tmp_path_factory.mktemp("in") / "x.png", data)
    kept = blobs.put(source)
    digest = hashlib.sha256(data).hexdigest()
    assert kept == blobs.path_of(digest) == blobs.copy(source)
    assert (kept.name, kept.parent.name, kept.read_bytes()) == (digest, digest[:2], data)
    assert digest_of(kept) == digest


def test_the_same_bytes_are_kept_once(blobs: BlobStore, tmp_path: Path) -> None:
    names = [supplied(tmp_path / "in" / f"{n}.png") for n in range(3)]
    kept = {blobs.put(names[0]), blobs.put(names[0]), blobs.put(names[1]), blobs.copy(names[2])}
    assert files(blobs) == sorted(kept)
    assert len(kept) == 1


def test_bytes_that_are_not_what_their_name_says_are_refused_and_not_kept(blobs: BlobStore, tmp_path: Path) -> None:
    with pytest.raises(DigestMismatchError, match="0000"):
        blobs.put(supplied(tmp_path / "x.png"), expected="0" * 64)
    assert not blobs.folder.exists()


def test_a_picture_that_is_put_costs_no_second_copy(blobs: BlobStore, tmp_path: Path) -> None:
    source = supplied(tmp_path / "x.png")
    assert blobs.put(source).samefile(source)


def test_without_links_it_is_copied(blobs: BlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("this file system has no links")

    monkeypatch.setattr(os, "link", refuse)
    source = supplied(tmp_path / "x.png")
    kept = blobs.put(source)
    assert not kept.samefile(source)
    assert kept.read_bytes() == source.read_bytes()
    assert files(blobs) == [kept]


def test_a_copy_does_not_change_with_its_original(blobs: BlobStore, tmp_path: Path) -> None:
    source = supplied(tmp_path / "logo.png", b"as supplied")
    kept = blobs.copy(source)
    with source.open("r+b") as file:
        file.write(b"AS")
    assert kept.read_bytes() == b"as supplied"


def test_a_process_that_died_while_putting_does_not_stand_in_the_way(blobs: BlobStore, tmp_path: Path) -> None:
    source = supplied(tmp_path / "x.png")
    digest = digest_of(source)
    folder = blobs.path_of(digest).parent
    folder.mkdir(parents=True)
    # What a kill leaves; in a container the next process has the same number.
    os.link(source, folder / f"{digest}.{os.getpid()}.part")
    assert blobs.put(source).read_bytes() == b"a picture"
    assert source.read_bytes() == b"a picture"


def test_many_who_put_the_same_bytes_at_once_leave_them_whole(blobs: BlobStore, tmp_path: Path) -> None:
    data = os.urandom(200_000)
    for turn in range(10):
        sources = [supplied(tmp_path / str(turn) / f"{n}.png", data + bytes([turn])) for n in range(6)]
        start = threading.Barrier(len(sources))

        def put(source: Path, start: threading.Barrier = start) -> Path:
            start.wait()
            return blobs.put(source) if int(source.stem) % 2 else blobs.copy(source)

        with ThreadPoolExecutor(len(sources)) as pool:
            assert len(set(pool.map(put, sources))) == 1
        assert all(source.read_bytes() == data + bytes([turn]) for source in sources)
    assert len(files(blobs)) == 10
    assert all(digest_of(path) == path.name for path in files(blobs))
