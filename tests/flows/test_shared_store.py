"""The shared store: a version of the registry is there whole or not at all, on every machine."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import factories
import fsspec
import pytest
from installation import Installation, house

from flows import compile_rights
from flows.picture_file import ReadHere
from flows.rights_file import MADE_AT, RightsFile, folder_digest
from flows.shared_store import KEPT, SharedStore, SharedStoreError


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SharedStore]:
    """A folder, and a store of objects, which has neither folders nor renaming."""
    yield SharedStore(f"file://{tmp_path / 'shared'}" if request.param == "file" else "memory://markhound")
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def rights(tmp_path: Path) -> Path:
    return snapshot(tmp_path, "state-1", "Velmora")


def snapshot(folder: Path, name: str, mark: str) -> Path:
    logo = factories.picture(folder / "logo.png", 5)
    made = folder / "index" / name
    compile_rights.write([factories.right("TM-1", mark, images=(str(logo),))], made)
    return made


def test_a_fetched_version_is_the_one_that_was_published(store: SharedStore, rights: Path, tmp_path: Path) -> None:
    version = store.publish(rights)
    with store.opened(version, tmp_path / "cache") as place:
        (place / MADE_AT).unlink()
        assert folder_digest(place) == folder_digest(rights)
        assert version.startswith("state-1-")


def test_pictures_of_a_fetched_version_are_those_of_the_first(store: SharedStore, rights: Path, tmp_path: Path) -> None:
    with store.opened(store.publish(rights), tmp_path / "other" / "cache") as place:
        assert RightsFile(place).views == RightsFile(rights).views
        assert list(RightsFile(place)) == list(RightsFile(rights))


def test_many_processes_of_a_machine_fetch_it_once(store: SharedStore, rights: Path, tmp_path: Path) -> None:
    version = store.publish(rights)

    def born(_number: int) -> int:
        with store.opened(version, tmp_path / "cache") as place:
            return place.stat().st_ino

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(born, range(16)))) == 1


def test_a_damaged_file_is_refused_and_nothing_is_left(store: SharedStore, rights: Path, tmp_path: Path) -> None:
    version = store.publish(rights)
    fs, root = fsspec.core.url_to_fs(store.url)
    fs.pipe_file(f"{root}/index/{version}/rights.jsonl", b"other rights")
    with (
        pytest.raises(SharedStoreError, match=r"rights\.jsonl of version .* is damaged"),
        store.opened(version, tmp_path / "cache"),
    ):
        pass
    assert list((tmp_path / "cache" / "index").iterdir()) == []


def test_a_version_that_was_cut_off_while_it_was_published_is_not_there(
    store: SharedStore, rights: Path, tmp_path: Path
) -> None:
    version = store.publish(rights)
    fs, root = fsspec.core.url_to_fs(store.url)
    fs.rm(f"{root}/index/{version}.json")
    fs.rm(f"{root}/index/{version}/rights.jsonl")
    with pytest.raises(SharedStoreError, match="MARKHOUND_SHARED"), store.opened(version, tmp_path / "cache"):
        pass
    assert store.publish(rights) == version
    with store.opened(version, tmp_path / "cache") as place:
        assert len(RightsFile(place)) == 1


def test_old_versions_go_but_not_the_one_that_is_open(store: SharedStore, tmp_path: Path) -> None:
    versions = [store.publish(snapshot(tmp_path, f"state-{n}", f"Velmora {n}")) for n in range(KEPT + 1)]
    with pytest.raises(SharedStoreError), store.opened(versions[0], tmp_path / "cache"):
        pass
    index = tmp_path / "cache" / "index"
    with store.opened(versions[1], tmp_path / "cache"), store.opened(versions[2], tmp_path / "cache"):
        assert sorted(path.name for path in index.iterdir()) == sorted(versions[1:3])
    with store.opened(versions[3], tmp_path / "cache"):
        assert [path.name for path in index.iterdir()] == [versions[3]]


def test_a_picture_that_does_not_lie_here_comes_from_the_store(store: SharedStore, tmp_path: Path) -> None:
    path = factories.picture(tmp_path / "logo.png", 5)
    digest = sha256(path.read_bytes()).hexdigest()
    store.keep_picture(path, digest)
    read = ReadHere(store.read_picture)
    assert read(f"/nowhere/{digest}") == path.read_bytes()
    assert read(f"/nowhere/{digest[::-1]}") is None
    assert read("/nowhere/logo.png") is None


def test_a_night_leaves_what_it_sealed_in_the_store(small: Installation, tmp_path: Path) -> None:
    at = Installation(
        small.folder, {"MARKHOUND_SHARED": f"file://{tmp_path / 'shared'}", "MARKHOUND_PICTURE_TEXTS": "0"}
    )
    at.run("scan")
    (manifest,) = (tmp_path / "shared" / "runs").glob("*/corner/manifest.json")
    here = small.folder / "data" / manifest.relative_to(tmp_path / "shared")
    assert {path.name for path in manifest.parent.iterdir()} >= {"listings.jsonl", "crawl.json", "manifest.json"}
    assert all(path.read_bytes() == (here.parent / path.name).read_bytes() for path in manifest.parent.iterdir())
    kept = {path.name for path in house(at).blobs.folder.glob("*/*")}
    assert kept
    assert {path.name for path in (tmp_path / "shared" / "blobs").glob("*/*")} == kept
    shutil.rmtree(tmp_path / "shared")
