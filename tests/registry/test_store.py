"""The registry read back: complete, by text as typed, and counted."""

import json
from datetime import date
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine, insert

from database import writing
from domain.right import Right, RightKind, RightStatus
from registry.store import RegistryStore, row_of
from registry.swap import clear
from registry.tables import RegisterRow, RightRow


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> RegistryStore:
    return RegistryStore(engine, tmp_path)


def keep(store: RegistryStore, *rights: Right, register: str = "city") -> None:
    with writing(store.engine) as session:
        session.merge(RegisterRow(name=register, file="r.csv", digest="0", rights=1, imported_at=factories.NOW))
        session.flush()
        session.execute(insert(RightRow), [row_of(store.body(right), register, "") for right in rights])


def test_a_right_comes_back_as_it_was(store: RegistryStore, tmp_path: Path) -> None:
    right = factories.right(
        mark_text="Velmora 维摩拉 🧥 𠮷",
        aliases=("维摩拉",),
        images=(str(tmp_path / "blobs" / "ab" / "abc"),),
        nice_classes=(25, 18),
        locarno_classes=("02-04",),
        registered_on=date(2020, 2, 29),
        expires_on=date(9999, 12, 31),
        authorised_sellers=("S-1",),
    )
    keep(store, right)
    assert list(store.rights()) == [right]
    assert store.get(["TM-1", "absent"]) == {"TM-1": right}


def test_pictures_move_with_the_data_folder(store: RegistryStore, engine: Engine, tmp_path: Path) -> None:
    keep(store, factories.right(images=(str(tmp_path / "blobs" / "abc"),)))
    (right,) = RegistryStore(engine, Path("/elsewhere")).rights()
    assert right.images == ("/elsewhere/blobs/abc",)
    with engine.connect() as connection:
        (body,) = connection.execute(RightRow.__table__.select()).mappings()
    assert json.loads(body["body"])["images"] == ["blobs/abc"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100%", ["100% Velmora"]),
        ("%", ["100% Velmora"]),
        ("_", ["vel_mora"]),
        ("l_m", ["vel_mora"]),
        ("\\", ["back\\slash"]),
        ("'", ["l'Orwin"]),
        ("velmora", ["100% Velmora"]),
        ("维摩", ["维摩拉"]),
        ("holder of", ["vel_mora"]),
        ("absent", []),
    ],
)
def test_searching_takes_every_character_as_typed(store: RegistryStore, text: str, found: list[str]) -> None:
    marks = ("100% Velmora", "vel_mora", "back\\slash", "l'Orwin", "维摩拉")
    holders = {"vel_mora": "Holder of it"}
    keep(store, *(factories.right(f"TM-{n}", mark, holder=holders.get(mark, "x")) for n, mark in enumerate(marks)))
    assert [right.mark_text for right in store.rights(text=text)] == found


def test_a_limit_gives_the_first_by_id(store: RegistryStore) -> None:
    keep(store, *(factories.right(f"TM-{n}") for n in (3, 1, 2)))
    assert [right.right_id for right in store.rights(limit=2)] == ["TM-1", "TM-2"]
    assert len(list(store.rights())) == 3


def test_stats_count_by_kind_status_and_register(store: RegistryStore) -> None:
    keep(store, factories.right("TM-1"), factories.right("TM-2", status=RightStatus.EXPIRED))
    keep(store, factories.right("D-1", kind=RightKind.DESIGN), register="designs")
    assert store.stats() == {
        "kind": {"trademark": 2, "design": 1},
        "status": {"registered": 2, "expired": 1},
        "register": {"city": 2, "designs": 1},
    }


def test_an_empty_registry_has_nothing_to_say(store: RegistryStore) -> None:
    assert (list(store.rights()), store.registers(), store.get([])) == ([], (), {})
    assert store.stats() == {"kind": {}, "status": {}, "register": {}}


def test_clearing_a_register_leaves_the_others(store: RegistryStore) -> None:
    keep(store, factories.right("TM-1"))
    keep(store, factories.right("D-1"), register="designs")
    with writing(store.engine) as session:
        clear(session, "city")
    assert [right.right_id for right in store.rights()] == ["D-1"]


def test_rights_can_be_read_while_others_are_imported(store: RegistryStore) -> None:
    keep(store, *(factories.right(f"TM-{n:05}") for n in range(6_000)))
    reading = store.rights()
    first = next(reading)
    keep(store, factories.right("TM-99999"), register="more")
    assert first.right_id == "TM-00000"
    assert len(list(reading)) >= 5_999
