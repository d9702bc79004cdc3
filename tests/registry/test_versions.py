"""Versions of a register: deltas in any order, gates before the swap, and the way back; on both databases."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import factories
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from database import make_engine
from evidence.store import BlobStore
from migrations.upgrade import upgrade
from registry.archive import Archive
from registry.importer import importer_for
from registry.load import LoadReport, Plan, RefusedError, load
from registry.rollback import KEPT, rollback
from registry.store import RegistryStore, VersionKind
from tests.registry.registry_file import many, plain

HEADER = "right_id,kind,mark_text,status,holder,updated_on"


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> RegistryStore:
    return RegistryStore(engine, tmp_path)


def take(store: RegistryStore, path: Path, **plan: object) -> LoadReport:
    blobs = BlobStore(path.parent / "blobs")
    return load(
        store, path, importer_for(path), replace(Plan("city"), **plan), keep_picture=blobs.copy, now=factories.NOW
    )


def back(store: RegistryStore, to: int = 0) -> int:
    return rollback(store, "city", factories.NOW + timedelta(hours=1), to).restores


def marks(store: RegistryStore) -> dict[str, str]:
    return {right.right_id: right.mark_text for right in store.rights()}


def rows(store: RegistryStore) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT * FROM rights ORDER BY right_id"))]


def test_a_delta_adds_and_amends_and_leaves_the_rest(store: RegistryStore, tmp_path: Path) -> None:
    assert take(store, many(tmp_path / "whole.csv", 3)).version == 1
    lines = ("TM-1,trademark,Orwin,registered,,2026-11-20", "TM-9,trademark,Quistrel,registered,,2026-11-20")
    report = take(store, plain(tmp_path / "daily.csv", *lines, header=HEADER), delta=True)
    assert (report.rights, report.version, report.changed) == (2, 2, 2)
    assert marks(store) == {"TM-0": "Velmora 0", "TM-1": "Orwin", "TM-2": "Velmora 2", "TM-9": "Quistrel"}
    (register,) = store.registers()
    assert (register.rights, register.version, register.file) == (4, 2, "whole.csv")
    assert take(store, tmp_path / "daily.csv", delta=True).unchanged
    assert take(store, tmp_path / "whole.csv").unchanged  # the night's refresh does not take the delta away


def test_a_register_may_begin_with_a_delta(store: RegistryStore, tmp_path: Path) -> None:
    take(store, plain(tmp_path / "a.csv", "TM-1,trademark,Velmora,registered,,2026-11-19", header=HEADER), delta=True)
    take(store, plain(tmp_path / "b.csv", "TM-1,trademark,Orwin,registered,,2026-11-20", header=HEADER), delta=True)
    assert marks(store) == {"TM-1": "Orwin"}
    assert (back(store), marks(store)) == (1, {"TM-1": "Velmora"})


def test_a_delta_can_be_put_upon_the_next_whole_file(store: RegistryStore, tmp_path: Path) -> None:
    daily = plain(tmp_path / "daily.csv", "TM-1,trademark,Orwin,registered,,2026-11-20", header=HEADER)
    take(store, many(tmp_path / "a.csv", 3))
    take(store, daily, delta=True)
    take(store, many(tmp_path / "b.csv", 3, mark="Quistrel"))
    assert take(store, daily, delta=True).changed == 1
    assert marks(store) == {"TM-0": "Quistrel 0", "TM-1": "Orwin", "TM-2": "Quistrel 2"}


def test_what_was_said_later_counts_whenever_it_comes(store: RegistryStore, tmp_path: Path) -> None:
    take(store, many(tmp_path / "whole.csv", 1))
    late = plain(tmp_path / "late.csv", "TM-0,trademark,Late,cancelled,,2026-11-20", header=HEADER)
    early = plain(tmp_path / "early.csv", "TM-0,trademark,Early,registered,,2026-11-19", header=HEADER)
    take(store, late, delta=True)
    assert take(store, early, delta=True).changed == 0
    assert marks(store) == {"TM-0": "Late"}


DELTAS = st.lists(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(["Velmora", "Orwin", "Quistrel"]), st.integers(1, 4)),
        min_size=1, max_size=4,
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), DELTAS)
def test_any_order_and_repetition_of_deltas_gives_the_same_registry(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, deltas: list[list[tuple[int, str, int]]]
) -> None:
    def after(order: list[int]) -> list[tuple[object, ...]]:
        folder = tmp_path_factory.mktemp("order")
        engine = make_engine(f"sqlite:///{folder / 'r.db'}")
        upgrade(engine)
        store = RegistryStore(engine, folder)
        take(store, many(folder / "whole.csv", 3))
        for number in order:
            lines = [f"TM-{right},trademark,{mark},registered,,2026-11-0{day}" for right, mark, day in deltas[number]]
            take(store, plain(folder / f"{number}.csv", *lines, header=HEADER), delta=True)
        found = rows(store)
        engine.dispose()
        return found

    every = list(range(len(deltas)))
    again = data.draw(st.lists(st.sampled_from(every), max_size=3))
    assert after(data.draw(st.permutations(every + again))) == after(every)


def test_a_file_that_changes_too_much_at_once_is_refused_unless_said_so(store: RegistryStore, tmp_path: Path) -> None:
    def register(name: str, status: str, holder: str) -> Path:
        return plain(
            tmp_path / name, *(f"TM-{n},trademark,Velmora {n},{status},{holder}," for n in range(60)), header=HEADER
        )

    take(store, register("a.csv", "registered", "Velmora Works"))
    before = rows(store)
    ended, emptied = register("b.csv", "cancelled", "Velmora Works"), register("c.csv", "registered", "")
    with pytest.raises(RefusedError, match=r"changes the status of 60 of 60 rights.*--allow-change"):
        take(store, ended)
    with pytest.raises(RefusedError, match=r"changes the status"):
        take(store, ended, delta=True)
    with pytest.raises(RefusedError, match=r"has `holder` in 0% of its rights where 100% had it.*--allow-change"):
        take(store, emptied)
    assert (rows(store), len(store.versions())) == (before, 1)
    assert take(store, ended, allow_change=True).version == 2


def test_the_way_back_and_back_again(store: RegistryStore, tmp_path: Path) -> None:
    first = many(tmp_path / "first.csv", 3)
    take(store, first)
    take(store, plain(tmp_path / "daily.csv", "TM-1,trademark,Orwin,registered,,2026-11-20", header=HEADER), delta=True)
    with_delta = rows(store)
    bad = many(tmp_path / "bad.csv", 3, mark="Wrong")
    take(store, bad)
    assert (back(store), rows(store)) == (2, with_delta)
    assert (back(store), marks(store)["TM-1"]) == (1, "Velmora 1")
    assert (back(store, 2), rows(store)) == (2, with_delta)
    versions = store.versions("city")
    assert [version.kind for version in versions[3:]] == [VersionKind.ROLLBACK] * 3
    assert [version.number for version in versions] == [1, 2, 3, 4, 5, 6]
    assert [version.number for version in versions if version.withdrawn] == [2, 3]
    assert store.registers()[0].version == 6


def test_a_file_that_was_rolled_back_does_not_come_in_by_itself(store: RegistryStore, tmp_path: Path) -> None:
    good, bad = many(tmp_path / "good.csv", 3), many(tmp_path / "bad.csv", 3, mark="Wrong")
    take(store, good)
    take(store, bad)
    back(store)
    with pytest.raises(RefusedError, match=r"is version 2 of 'city', which was rolled back.*--again"):
        take(store, bad)
    assert take(store, good).unchanged
    assert take(store, bad, again=True).version == 4
    assert marks(store)["TM-0"] == "Wrong 0"


def test_only_what_the_last_states_need_is_kept(store: RegistryStore, tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        take(store, many(tmp_path / "r.csv", 3, mark=f"Velmora {number}"))
    archive = Archive(tmp_path)
    assert [archive.holds("city", number + 1) for number in range(KEPT + 2)] == [False] * 2 + [True] * KEPT
    with pytest.raises(
        RefusedError, match=r"version 1 of 'city' cannot be brought back; those that can are 3, 4, 5, 6"
    ):
        back(store, 1)
    with pytest.raises(RefusedError, match="no register 'town'"):
        rollback(store, "town", factories.NOW)
    assert back(store, 3) == 3


def test_a_damaged_version_is_refused_and_nothing_is_changed(store: RegistryStore, tmp_path: Path) -> None:
    take(store, many(tmp_path / "a.csv", 500))
    take(store, many(tmp_path / "b.csv", 500, mark="Orwin"))
    before = rows(store)
    kept = Archive(tmp_path).path("city", 1)
    kept.write_bytes(kept.read_bytes()[:-100])
    with pytest.raises(RefusedError, match="is damaged"):
        back(store)
    assert rows(store) == before


def test_a_refused_file_leaves_no_draft(store: RegistryStore, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        take(store, plain(tmp_path / "r.csv", "TM-1,patent,Velmora,,,", header=HEADER))
    assert [path for path in (tmp_path / "registry").rglob("*") if path.is_file()] == []


def test_a_right_names_the_version_that_it_is_of(store: RegistryStore, tmp_path: Path) -> None:
    take(store, many(tmp_path / "a.csv", 2))
    take(store, many(tmp_path / "b.csv", 2, mark="Orwin"))
    assert dict(store.named_versions(["TM-0", "TM-7"])) == {"TM-0": "city@2"}


def test_a_right_keeps_all_that_its_register_says(store: RegistryStore, tmp_path: Path) -> None:
    path = tmp_path / "st66.xml"
    path.write_bytes((Path(__file__).parent / "files" / "st66.xml").read_bytes())
    factories.picture(tmp_path / "velmora.png")
    take(store, path)
    read: Callable[[str], object] = store.get(["EM-018000001"])["EM-018000001"].__getattribute__
    assert read("vienna_codes") == ("26.04.18",)
    assert json.loads(json.dumps(read("goods_by_class"))) == [[25, "Coats"], [18, "Bags"]]
    assert [one.name for one in store.get(["EM-018000001"])["EM-018000001"].permissions] == ["Tallow Trading"]
