"""Finds platforms and marketplaces: every named spider class in their two folders, each name once."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType, ModuleType

from crawlers import marketplaces
from crawlers import platforms as platform_package
from crawlers.spider import SourceSpider


class CatalogueError(ValueError):
    """Two classes claim one name, or a file holds none."""


@cache
def platforms() -> Mapping[str, type[SourceSpider]]:
    """Name to class, of platforms and marketplaces alike.

    Raises:
        CatalogueError: a name is claimed twice, or a file has no named class.
    """
    return collect(_modules(platform_package, marketplaces))


def collect(modules: Iterable[ModuleType]) -> Mapping[str, type[SourceSpider]]:
    """Name to class of the given modules; for `platforms` and its tests.

    Raises:
        CatalogueError: a name is claimed twice, or a module has no named class.
    """
    found: dict[str, type[SourceSpider]] = {}
    for module in modules:
        own = [one for one in vars(module).values() if _is_own(one, module)]
        if not own:
            raise CatalogueError(
                f"{module.__name__} holds no spider class with a `name`; give it one or delete the file"
            )
        for one in own:
            other = found.setdefault(one.name, one)
            if other is not one:
                raise CatalogueError(
                    f"{module.__name__} and {other.__module__} both name their spider {one.name!r}; rename one"
                )
    return MappingProxyType(found)


def _is_own(one: object, module: ModuleType) -> bool:
    """Whether it is a spider class of that module with a name of its own."""
    is_spider = isinstance(one, type) and issubclass(one, SourceSpider)
    return is_spider and one.__module__ == module.__name__ and isinstance(vars(one).get("name"), str)


def _modules(*packages: ModuleType) -> Iterable[ModuleType]:
    for package in packages:
        for entry in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(entry.name)
