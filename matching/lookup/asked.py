"""What is asked of the registry in words, as addresses, forms and options have it: read, checked, written again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from domain.fields import clean
from domain.right import RightKind, RightStatus
from matching.lookup.query import PAGE, Query

LONGEST = 200  # characters of a value
MOST_PAGES = 500
MOST_CODES = 45  # of one kind
TEXTS = ("q", "holder", "number", "class", "locarno", "group", "vienna", "kind", "status", "force")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,15}")
Kind = TypeVar("Kind", bound=StrEnum)
_APART = re.compile(r"[\s,;，、；]+")


class AskedError(ValueError):
    """A question means nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the parameters that it was read from, in one order, without empty ones."""

    query: Query
    pairs: tuple[tuple[str, str], ...]
    page: int = 1

    @property
    def values(self) -> Mapping[str, str]:
        """Every parameter, "" where it asks nothing."""
        return dict.fromkeys(TEXTS, "") | dict(self.pairs)

    @property
    def has_fields(self) -> bool:
        """Whether it asks for more than text."""
        return any(name != "q" for name, _ in self.pairs)

    def address(self, path: str = "/registry", **changes: str) -> str:
        """A page with this question and some parameters changed; an empty value removes one."""
        pairs = [(name, value) for name, value in self.pairs if name not in changes]
        pairs += [(name, value) for name, value in changes.items() if value]
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read_query(given: Mapping[str, str], today: date, holders: tuple[str, ...] | None, most: int = PAGE) -> Asked:
    """The question of an address or a form.

    Args:
        given: as it came.
        today: on which a right must be in force where that is asked.
        holders: those whose rights the person may see; None means all.
        most: rights of a page.

    Raises:
        AskedError: a value means nothing; the sentence says which.
    """
    values = {name: clean(given.get(name, "")).strip() for name in TEXTS}
    for name, value in values.items():
        if len(value) > LONGEST:
            raise AskedError(f"{name} is longer than {LONGEST} characters")
    if values["force"] not in ("", "1"):
        raise AskedError("force must be 1 or left out")
    page = given.get("page", "") or "1"
    if not (page.isascii() and page.isdecimal() and len(page) < 4 and 1 <= int(page) <= MOST_PAGES):
        raise AskedError(f"page must be a number from 1 to {MOST_PAGES}")
    query = Query(
        text=values["q"],
        holder=values["holder"],
        number=values["number"],
        nice=tuple(_class(one) for one in _codes("class", values["class"])),
        locarno=_codes("locarno", values["locarno"]),
        groups=_codes("group", values["group"]),
        vienna=_codes("vienna", values["vienna"]),
        kind=_one_of(RightKind, "kind", values["kind"]),
        status=_one_of(RightStatus, "status", values["status"]),
        in_force_on=today if values["force"] else None,
        holders=holders,
    )
    pairs = tuple((name, value) for name, value in values.items() if value)
    return Asked(replace(query, first=(int(page) - 1) * most, most=most), pairs, int(page))


def _codes(name: str, text: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(one for one in _APART.split(text) if one))
    odd = next((one for one in codes if not _CODE.fullmatch(one)), None)
    if odd is not None or len(codes) > MOST_CODES:
        raise AskedError(f"{name} takes at most {MOST_CODES} codes with commas between them, not {odd or 'so many'!r}")
    return codes


def _class(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 45):
        raise AskedError(f"a Nice class is a number from 1 to 45, not {text!r}")
    return int(text)


def _one_of(kinds: type[Kind], name: str, text: str) -> Kind | None:
    if text and text not in set(kinds):
        raise AskedError(f"{name} must be one of {', '.join(kinds)}, not {text!r}")
    return kinds(text) if text else None
