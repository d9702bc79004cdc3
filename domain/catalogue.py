"""One file, one named object: how platforms, signals, importers and export formats are found by their folder."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Protocol, TypeVar


class Named(Protocol):
    """Whatever carries its own name."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)
U = TypeVar("U")


class DuplicateNameError(RuntimeError):
    """Two files hold objects of the same name."""


def collect(package: ModuleType, kind: type[T]) -> dict[str, T]:
    """Imports every module of a package and takes its objects of that kind, by their `name`.

    Args:
        package: the folder, already imported.
        kind: the class of the objects that count; each module holds at least one at its top level.

    Raises:
        DuplicateNameError: two objects share a name.
        RuntimeError: a module holds none.
    """

    def objects(module: ModuleType) -> Iterator[tuple[str, T]]:
        return ((value.name, value) for value in vars(module).values() if isinstance(value, kind))

    return _gather(modules(package), objects, kind.__name__)


def collect_classes(found: Iterable[ModuleType], base: type[U]) -> dict[str, type[U]]:
    """The same for classes: those of a base that a module defines itself, with a `name` of their own.

    Args:
        found: the modules; `modules` gives those of folders.
        base: what the classes that count derive from; each module holds at least one at its top level.

    Raises:
        DuplicateNameError: two classes share a name.
        RuntimeError: a module holds none.
    """

    def classes(module: ModuleType) -> Iterator[tuple[str, type[U]]]:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__:
                name = vars(value).get("name")
                if isinstance(name, str):
                    yield name, value

    return _gather(found, classes, f"{base.__name__} with a `name`")


def modules(*packages: ModuleType) -> Iterator[ModuleType]:
    """Every module of the packages, imported, in the order of their names."""
    for package in packages:
        for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
            yield importlib.import_module(f"{package.__name__}.{info.name}")


def _gather(
    found: Iterable[ModuleType], objects: Callable[[ModuleType], Iterable[tuple[str, U]]], what: str
) -> dict[str, U]:
    taken: dict[str, tuple[U, str]] = {}
    for module in found:
        own = list(objects(module))
        if not own:
            raise RuntimeError(f"{module.__name__} holds no {what}: give it one, or move it out of the folder")
        for name, value in own:
            other, where = taken.setdefault(name, (value, module.__name__))
            if other is not value:
                raise DuplicateNameError(f"{where} and {module.__name__} both have the name {name!r}: rename one")
    return {name: value for name, (value, _) in taken.items()}
