"""Which rights are compared anew: named one by one, in a file, by their holder, or by when they changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.right import Right
from flows.house import House
from registry.changes import UnknownVersionError, changed_since, version_before

AT_ONCE = 500  # rights of a query


class NoRightsError(LookupError):
    """No right was chosen; the message says why."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for; rights that any of it fits.

    Attributes:
        named: ids.
        holder: as the register writes it, whatever its case; "" for nobody's.
        since: a version ("trademarks@12"), or a day or time from which on rights changed; "" for neither.
    """

    named: tuple[str, ...] = ()
    holder: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rights, by id, and the ids that are in no register."""

    rights: tuple[Right, ...]
    unknown: tuple[str, ...]


def named(values: Iterable[str]) -> tuple[str, ...]:
    """Ids out of what was written: an id, or a file that holds an id a line.

    Raises:
        NoRightsError: a file cannot be read as text.
    """
    found: list[str] = []
    for value in values:
        path = Path(value)
        if not path.is_file():
            found.append(value.strip())
            continue
        try:
            found += [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
        except (OSError, UnicodeDecodeError) as error:
            raise NoRightsError(f"{value} cannot be read ({error}); write one right's id a line, in UTF-8") from error
    return tuple(dict.fromkeys(one for one in found if one))


def choose(house: House, choice: Choice) -> Chosen:
    """The rights of a choice, as they stand in the registry now.

    Raises:
        NoRightsError: there is none.
        registry.changes.UnknownVersionError: the version is not kept.
    """
    ids = dict.fromkeys(choice.named)
    if choice.since:
        ids |= dict.fromkeys(_since(house, choice.since))
    found = dict(_known(house, list(ids)))
    if choice.holder:
        wanted = choice.holder.casefold()
        held = (right for right in house.registry.rights(text=choice.holder) if right.holder.casefold() == wanted)
        found |= {right.right_id: right for right in held}
    if not found:
        raise NoRightsError(_why(choice))
    unknown = tuple(one for one in choice.named if one not in found)
    return Chosen(tuple(found[name] for name in sorted(found)), unknown)


def _why(choice: Choice) -> str:
    if choice.since and not choice.named and not choice.holder:
        return f"no right is new or other since {choice.since}; nothing is to be compared"
    return "no such right is in the registry; `markhound registry list` shows those there are"


def _known(house: House, ids: Sequence[str]) -> Iterator[tuple[str, Right]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_ONCE)):
        yield from house.registry.get(some).items()


def _since(house: House, since: str) -> Iterator[str]:
    """Ids that are new or other since a version of one register, or since a time in all of them."""
    register, at, number = since.rpartition("@")
    if at:
        if not number.isdecimal() or house.registry.register(register) is None:
            known = ", ".join(f"{one.name}@{one.version}" for one in house.registry.registers())
            raise UnknownVersionError(f"there is no version {since}; the present ones are {known or 'none'}")
        yield from changed_since(house.registry, register, int(number))
        return
    try:
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        message = f"--since takes a version such as trademarks@12 or a day such as 2026-11-27, not {since[:40]!r}"
        raise NoRightsError(message) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(house.settings.timezone))
    for one in house.registry.registers():
        yield from changed_since(house.registry, one.name, version_before(house.registry, one.name, moment))
