"""The registry of a house while it is replaced: a new version is seen without a restart, and never a half one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import factories
import pytest
from installation import Installation, house

from flows import compile_rights, snapshots
from flows.compile_rights import CompileError
from flows.house import House
from flows.lookup import HouseRegistry
from flows.snapshots import prepare_for, snapshot_path
from matching.lookup.query import Query
from registry.future import Future
from registry.importer import importer_for
from registry.load import Plan, RefusedError, load
from registry.rollback import rollback

COLUMNS = "right_id,kind,mark_text,holder,status\n"


@pytest.fixture
def opened(tmp_path: Path) -> House:
    return house(Installation(tmp_path))


def take(opened: House, path: Path, now: datetime, *, delta: bool = False) -> None:
    load(
        opened.registry, path, importer_for(path), Plan("marks", delta=delta, as_of=now.isoformat()),
        keep_picture=opened.blobs.copy, now=now, prepare=prepare_for(opened),
    )  # fmt: skip


def write(path: Path, *marks: str) -> Path:
    rows = "".join(f"TM-{mark},trademark,{mark},Works,registered\n" for mark in marks)
    path.write_text(COLUMNS + rows, encoding="utf-8")
    return path


def names(registry: HouseRegistry) -> set[str]:
    current = registry.current()
    return {one.right.mark_text for one in current.lookup.search(Query(holder="works")).found} if current else set()


def later(hours: int) -> datetime:
    return factories.NOW + timedelta(hours=hours)


def test_each_import_is_seen_at_once_and_those_who_look_keep_what_they_look_at(opened: House, tmp_path: Path) -> None:
    registry = HouseRegistry(opened)
    assert registry.current() is None
    take(opened, write(tmp_path / "marks.csv", "Velmora", "Quistrel"), later(0))
    before = registry.current()
    assert before is not None
    assert (names(registry), before.registers) == ({"Velmora", "Quistrel"}, ("marks@1",))
    take(opened, write(tmp_path / "delta.csv", "Branvelt"), later(1), delta=True)
    assert names(registry) == {"Velmora", "Quistrel", "Branvelt"}
    rollback(opened.registry, "marks", later(2), prepare=prepare_for(opened))
    assert names(registry) == {"Velmora", "Quistrel"}
    now = registry.current()
    assert now is not None
    assert now.registers == ("marks@3",)
    assert not before.folder.exists(), "what no state needs is cleared away"
    assert before.lookup.search(Query("Velm0ra")).total == 1, "but whoever holds it has all of it"


def test_a_night_finds_its_indexes_made(opened: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(opened, write(tmp_path / "marks.csv", "Velmora"), later(0))

    def made(*_: object, **__: object) -> int:
        raise AssertionError("it was there")

    monkeypatch.setattr(compile_rights, "write", made)
    with snapshots.snapshot(opened) as path:
        assert path == snapshot_path(opened, opened.registry.registers())


def test_indexes_that_cannot_be_made_leave_everything_as_it_was(
    opened: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = HouseRegistry(opened)
    take(opened, write(tmp_path / "marks.csv", "Velmora"), later(0))
    with snapshots.snapshot(opened) as before:
        pass

    def full(*_: object, **__: object) -> int:
        raise CompileError("the index of names could not be made: its process ended with -9")

    monkeypatch.setattr(compile_rights, "write", full)
    with pytest.raises(RefusedError, match=r"names could not be made.*nothing was imported"):
        take(opened, write(tmp_path / "marks.csv", "Quistrel"), later(1))
    assert [one.version for one in opened.registry.registers()] == [1]
    assert names(registry) == {"Velmora"}
    assert list(before.parent.iterdir()) == [before]


def test_a_swap_that_fails_takes_its_indexes_away(
    opened: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(opened, write(tmp_path / "marks.csv", "Velmora"), later(0))

    @contextmanager
    def failing(state: Future) -> Iterator[None]:
        with prepare_for(opened)(state):
            raise OSError(28, "No space left on device")
        yield

    path = write(tmp_path / "marks.csv", "Quistrel")
    with pytest.raises(OSError, match="No space"):
        load(
            opened.registry, path, importer_for(path), Plan("marks"), keep_picture=opened.blobs.copy, now=later(1),
            prepare=failing,
        )  # fmt: skip
    (left,) = (opened.base / "index").iterdir()
    assert left == snapshot_path(opened, opened.registry.registers())


def test_the_order_of_lines_changes_no_number(tmp_path: Path) -> None:
    rights = [factories.right(f"TM-{number}", f"Mark{number}") for number in (3, 1, 2)]
    compile_rights.write(rights, tmp_path / "sorted", sort=True)
    compile_rights.write(sorted(rights, key=lambda one: one.right_id), tmp_path / "came")
    for name in ("spans.npy", "validity.npy", "text/name.owner.npy"):
        one, other = (folder / name for folder in (tmp_path / "sorted", tmp_path / "came"))
        if name != "spans.npy":
            assert one.read_bytes() == other.read_bytes(), name
    from flows.rights_file import RightsFile

    assert [right.right_id for right in RightsFile(tmp_path / "sorted")] == ["TM-1", "TM-2", "TM-3"]


def test_processes_make_what_one_process_makes_and_one_that_fails_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights = [factories.right(f"TM-{number}", f"Mark{number}") for number in range(9)]
    compile_rights.write(rights, tmp_path / "here")
    monkeypatch.setattr(compile_rights, "FEW", 3)
    said: list[str] = []
    compile_rights.write(rights, tmp_path / "there", tell=lambda what, done, of: said.append(what))
    for path in (tmp_path / "here").rglob("*.npy"):
        assert path.read_bytes() == (tmp_path / "there" / path.relative_to(tmp_path / "here")).read_bytes(), path.name
    assert {"rights", "names"} <= set(said)
    monkeypatch.setattr(compile_rights, "PARTS", (("names", _fails), ("pictures", compile_rights.PARTS[1][1])))
    with pytest.raises(CompileError, match="index of names could not be made"):
        compile_rights.write(rights, tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert not list(tmp_path.glob("*.part"))


def test_what_a_part_says_of_itself_is_the_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = compile_rights.PARTS[1]
    monkeypatch.setattr(compile_rights, "PARTS", (("names", _has_no_room), others))
    for few in (compile_rights.FEW, 0):
        monkeypatch.setattr(compile_rights, "FEW", few)
        with pytest.raises(CompileError, match=r"index of names could not be made: .*No space left"):
            compile_rights.write([factories.right()], tmp_path / "none")
    assert not list(tmp_path.iterdir())


def _has_no_room(draft: Path, tell: compile_rights.Tell) -> None:
    raise OSError(28, "No space left on device")


def _fails(draft: Path, tell: compile_rights.Tell) -> None:
    raise SystemExit(7)
