"""One file, one named object: how platforms, signals, importers and export formats are found by their folder."""

import importlib
import pkgutil
from types import ModuleType
from typing import Protocol, TypeVar


class Named(Protocol):
    """Whatever carries its own name."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


class DuplicateNameError(RuntimeError):
    """Two files of one folder hold objects of the same name."""


def collect(package: ModuleType, kind: type[T]) -> dict[str, T]:
    """Imports every module of a package and takes its objects of that kind, by their `name`.

    Args:
        package: the folder, already imported.
        kind: the class of the objects that count; each module holds at least one at its top level.

    Raises:
        DuplicateNameError: two objects share a name.
        RuntimeError: a module holds none.
    """
    found: dict[str, T] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        objects = [value for value in vars(module).values() if isinstance(value, kind)]
        if not objects:
            raise RuntimeError(f"{module.__name__} holds no {kind.__name__}: give it one, or move it out of the folder")
        for value in objects:
            if found.setdefault(value.name, value) is not value:
                raise DuplicateNameError(f"the name {value.name!r} is taken twice in {package.__name__}: rename one")
    return found
