"""Reads sources.toml: each table `[sources.NAME]` becomes a Source."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from crawlers.catalogue import platforms
from crawlers.hours import parse as parse_hours
from domain.source import IDS_BY, Limits, Politeness, Source

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_TEXTS = frozenset({"start", "allow", "private_hosts", "keywords"})
_TABLES = frozenset({"politeness", "limits", "options", "nice"})
_NICE = range(1, 46)


class SourcesError(ValueError):
    """One sentence: what is wrong in the file, and what to do."""


def load(path: Path) -> tuple[Source, ...]:
    """The sources of a file, in its order.

    Args:
        path: a TOML file; relative feed paths in it start at its folder.

    Raises:
        SourcesError: the file is missing, is no TOML, or declares something that does not exist.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = "there is no such file; make one with `markhound init`, or name another with MARKHOUND_SOURCES"
        raise SourcesError(f"{path}: {message}") from error
    except (ValueError, RecursionError) as error:  # tomllib also passes on what int() says of too many digits
        raise SourcesError(f"{path}: not valid TOML: {error}") from error
    declared = tables.pop("sources", {})
    if tables:
        raise SourcesError(f"{path}: unknown table [{next(iter(tables))}]; a source is declared as [sources.NAME]")
    if not isinstance(declared, dict):
        raise SourcesError(f"{path}: `sources` must be a table; a source is declared as [sources.NAME]")
    seen: dict[str, str] = {}
    for name in declared:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise SourcesError(f"{path}: [sources.{name}] and [sources.{other}] differ only in case; rename one")
    return tuple(_source(name, table, path) for name, table in declared.items())


def _source(name: str, table: Any, path: Path) -> Source:
    where = f"{path}: [sources.{name}]"
    if not _NAME.fullmatch(name):
        raise SourcesError(f"{where}: a name is letters, digits and dashes, at most 64")
    if not isinstance(table, dict):
        raise SourcesError(f"{where} must be a table")
    known = {one.name for one in fields(Source)} - {"name"}
    _refuse_unknown(table, known, where)
    for key in ("platform", "start"):
        if key not in table:
            raise SourcesError(f"{where} needs `{key}`")
    values = {key: _value(Source, key, value, where) for key, value in table.items() if key not in _TABLES}
    kind = platforms().get(values["platform"])
    if kind is None:
        raise SourcesError(
            f"{where}: there is no platform {values['platform']!r}; known are {', '.join(sorted(platforms()))}"
        )
    if kind.takes_files:
        values["start"] = tuple(
            place if "://" in place else str((path.parent / place).absolute()) for place in values["start"]
        )
    return Source(
        name=name,
        **values,
        politeness=_part(Politeness, table.get("politeness", {}), f"{where[:-1]}.politeness]"),
        limits=_part(Limits, table.get("limits", {}), f"{where[:-1]}.limits]"),
        options=_options(table.get("options", {}), f"{where[:-1]}.options]"),
        nice=_nice(table.get("nice", {}), f"{where[:-1]}.nice]"),
    )


def _part(kind: Any, table: Any, where: str) -> Any:
    if not isinstance(table, dict):
        raise SourcesError(f"{where} must be a table")
    _refuse_unknown(table, {one.name for one in fields(kind)}, where)
    return kind(**{key: _value(kind, key, value, where) for key, value in table.items()})


def _value(kind: Any, key: str, value: Any, where: str) -> Any:
    """A value of the type that the dataclass's default has; numbers within their bounds."""
    if key in _TEXTS:
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise SourcesError(f'{where}: `{key}` must be a list of texts, such as ["https://shop.example/"]')
        return tuple(value)
    default = next(one.default for one in fields(kind) if one.name == key)
    wanted = str if default is MISSING else type(default)
    fits = type(value) is wanted or (wanted is float and type(value) is int)
    if key in BOUNDS:
        least, most = BOUNDS[key]
        if not fits or not least <= value <= most:  # nan is within no bounds
            raise SourcesError(f"{where}: `{key}` must be {_WORDS[wanted]} from {least:,} to {most:,}{_not(value)}")
        return wanted(value)
    if not fits:
        raise SourcesError(f"{where}: `{key}` must be {_WORDS[wanted]}{_not(value)}")
    if key == "hours":
        try:
            parse_hours(value)
        except ValueError as error:
            raise SourcesError(f"{where}: `hours` cannot be read: {error}") from error
    if key == "ids_by" and value not in IDS_BY:
        raise SourcesError(f"{where}: `ids_by` must be one of {', '.join(IDS_BY)}, not {value!r}")
    return value


def _not(value: Any) -> str:
    """The value for a sentence, where it is short enough to help."""
    shown = "" if isinstance(value, int) and value.bit_length() > 100 else repr(value)
    return f", not {shown}" if 0 < len(shown) <= 40 else ""


BOUNDS: dict[str, tuple[float, float]] = {
    "delay": (0, 3_600),
    "concurrency": (1, 64),
    "max_requests": (0, 100_000_000),
    "daily_requests": (0, 100_000_000),
    "page_bytes": (1_000, 1_000_000_000),
    "picture_bytes": (1_000, 1_000_000_000),
    "picture_pixels": (1_000, 1_000_000_000),
    "redirects": (0, 50),
    "timeout": (0.1, 3_600),
    "pictures": (0, 200),
    "minutes": (0, 10_080),
    "keywords_a_night": (1, 1_000_000),
    "recheck_days": (0, 365),
    "min_listings": (0, 100_000_000),
    "max_listings": (0, 100_000_000),
}
"""Least and most of every number: beyond lies a slip of the pen, or what Scrapy takes for "no limit"."""

_WORDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _options(table: Any, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(table, dict) or not all(isinstance(value, str | bool) for value in table.values()):
        raise SourcesError(f"{where} must hold texts only, or true and false for yes and no")
    said = ((name, value if isinstance(value, str) else "yes" if value else "no") for name, value in table.items())
    return tuple(said)


def _nice(table: Any, where: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    if not isinstance(table, dict):
        raise SourcesError(f"{where} must be a table, such as 灯具 = [11]")
    for word, classes in table.items():
        if (
            not isinstance(classes, list)
            or not classes
            or not all(type(one) is int and one in _NICE for one in classes)
        ):
            raise SourcesError(f"{where}: `{word}` must be a list of Nice classes from 1 to 45, such as [11, 21]")
    return tuple((word, tuple(classes)) for word, classes in table.items())


def _refuse_unknown(table: dict[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise SourcesError(f"{where}: unknown key `{key}`; known are {', '.join(sorted(known))}")


def choose(sources: tuple[Source, ...], names: Sequence[str]) -> tuple[Source, ...]:
    """The named sources, or all that are enabled where none is named, in the order of the file.

    Raises:
        SourcesError: a name is not declared, or nothing is left to read.
    """
    known = {source.name for source in sources}
    for name in names:
        if name not in known:
            raise SourcesError(f"there is no source {name!r}; declared are {', '.join(sorted(known)) or 'none'}")
    chosen = tuple(source for source in sources if (source.name in names if names else source.enabled))
    if not chosen:
        raise SourcesError("no source is declared and enabled; declare one as docs/add-a-marketplace.md shows")
    return chosen
