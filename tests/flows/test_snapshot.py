"""The registry as files for matching: one a state, never taken away from a reader, never of another state."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import factories
import pytest
from installation import Installation, house

from domain.right import Right
from flows import rights_file, snapshots
from flows.house import House
from registry.importer import importer_for
from registry.load import Plan, load
from registry.store import RegistryStore


@pytest.fixture
def opened(small: Installation) -> House:
    made = house(small)
    take(made, small.folder / "registry.csv")
    return made


def take(made: House, path: Path, now: datetime = factories.NOW) -> None:
    load(made.registry, path, importer_for(path), Plan("registry"), keep_picture=made.blobs.copy, now=now)


def amend(path: Path, before: str, after: str) -> Path:
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    return path


def marks(path: Path) -> set[str]:
    return {right.mark_text for right in rights_file.RightsFile(path)}


def test_the_same_registry_is_written_once(opened: House) -> None:
    with snapshots.snapshot(opened) as first:
        written = first.stat().st_mtime_ns
    with snapshots.snapshot(opened) as second:
        assert (second, second.stat().st_mtime_ns) == (first, written)


def test_no_scan_takes_the_snapshot_that_another_one_reads(opened: House, small: Installation) -> None:
    with ExitStack() as other:
        old = other.enter_context(snapshots.snapshot(opened))
        take(opened, amend(small.folder / "registry.csv", "Velmora,", "Quibbleton,"))
        with snapshots.snapshot(opened) as new:
            assert (marks(old), marks(new)) == ({"Velmora", ""}, {"Quibbleton", ""})
        assert marks(old) == {"Velmora", ""}, "it was deleted while it was read"
    assert marks(new) == {"Quibbleton", ""}
    assert list(new.parent.iterdir()) == [new], "what nobody reads any more is cleared away"


def test_what_a_killed_process_left_half_made_is_cleared_away(opened: House) -> None:
    with snapshots.snapshot(opened) as path:
        pass
    shutil.rmtree(path)
    left = path.with_name(f"{path.name}.draft")  # a snapshot may be a file or a folder
    left.mkdir()
    (left / "rights.jsonl").write_text("{", encoding="utf-8")
    with snapshots.snapshot(opened) as path:
        assert marks(path) == {"Velmora", ""}
    assert list(path.parent.iterdir()) == [path]


def test_an_import_in_between_never_files_rights_under_another_state(
    opened: House, small: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = small.folder / "registry.csv"
    times = iter(factories.NOW.replace(minute=minute) for minute in range(1, 9))
    real = RegistryStore.rights
    swaps = [("Velmora,", "Quibbleton,"), ("Quibbleton,", "Velmora,")]

    def overtaken(self: RegistryStore, limit: int = 0, text: str = "") -> Iterator[Right]:
        if swaps:
            take(opened, amend(registry, *swaps.pop(0)), next(times))
            found = list(real(self, limit, text))
            if swaps:  # once there and back again: the digest is what it was
                take(opened, amend(registry, *swaps.pop(0)), next(times))
            return iter(found)
        return real(self, limit, text)

    monkeypatch.setattr(RegistryStore, "rights", overtaken)
    with snapshots.snapshot(opened) as path:
        assert marks(path) == {"Velmora", ""}


def test_without_rights_there_is_a_sentence_and_no_snapshot(tmp_path: Path) -> None:
    empty = house(Installation(tmp_path))
    with pytest.raises(snapshots.StageError, match="markhound registry import"), snapshots.snapshot(empty):
        pass
    assert not list((tmp_path / "data").glob("registry/*"))
