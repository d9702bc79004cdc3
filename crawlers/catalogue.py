"""Finds platforms and marketplaces: every named spider class in their two folders, each name once."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType, ModuleType

from crawlers import marketplaces
from crawlers import platforms as platform_package
from crawlers.spider import SourceSpider
from domain.catalogue import collect_classes, modules


@cache
def platforms() -> Mapping[str, type[SourceSpider]]:
    """Name to class, of platforms and marketplaces alike; as `collect`, of the two folders."""
    return MappingProxyType(collect(modules(platform_package, marketplaces)))


def collect(found: Iterable[ModuleType]) -> dict[str, type[SourceSpider]]:
    """Name to class of these modules.

    Raises:
        domain.catalogue.DuplicateNameError: a name is claimed twice.
        RuntimeError: a module has no named class.
    """
    return collect_classes(found, SourceSpider)  # type: ignore[type-abstract]  # only its subclasses are taken
