"""One file, one named object: a folder's objects are found, and mistakes are said at start."""

import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest

from domain.catalogue import DuplicateNameError, collect


@dataclass(frozen=True)
class Thing:
    """Stands for a signal, an importer, a format."""

    name: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleType]:
    """Makes an importable folder; each module holds things of the given names."""

    def make(**modules: list[str]) -> ModuleType:
        package = f"things_{uuid4().hex}"
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
        for module, names in modules.items():
            lines = [f"T{n} = Thing({name!r})" for n, name in enumerate(names)]
            (tmp_path / package / f"{module}.py").write_text("\n".join(["from thing_kind import Thing", *lines]))
        monkeypatch.syspath_prepend(tmp_path)
        kind = ModuleType("thing_kind")
        kind.Thing = Thing  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "thing_kind", kind)
        return importlib.import_module(package)

    return make


def test_every_file_s_object_is_found_by_its_own_name(folder: Callable[..., ModuleType]) -> None:
    assert collect(folder(one=["first"], two=["second", "third"]), Thing) == {
        name: Thing(name) for name in ("first", "second", "third")
    }


def test_two_objects_of_one_name_are_refused(folder: Callable[..., ModuleType]) -> None:
    with pytest.raises(DuplicateNameError, match=r"'same'.*rename"):
        collect(folder(one=["same"], two=["same"]), Thing)


def test_a_file_without_an_object_is_refused_by_its_name(folder: Callable[..., ModuleType]) -> None:
    with pytest.raises(RuntimeError, match=r"two holds no Thing"):
        collect(folder(one=["first"], two=[]), Thing)


def test_an_empty_folder_has_nothing(folder: Callable[..., ModuleType]) -> None:
    assert collect(folder(), Thing) == {}
