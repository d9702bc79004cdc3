"""A right out of a table's row, by the names of the registry CSV.

The contract's own importer and that of offices' tables differ in how single values may be written.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from domain.listing_json import resolve
from domain.problem import Problem
from domain.right import Right, RightStatus, UseKind
from registry import values
from registry.importer import Row
from registry.statuses import STATUSES
from registry.values import ValueFault

CONTRACT = (
    "right_id", "kind", "mark_text", "aliases", "images", "holder", "nice_classes", "locarno_classes", "goods",
    "status", "registered_on", "expires_on", "jurisdiction", "authorised_sellers",
)  # fmt: skip
PLAIN = ("status_text", "registration_number", "colour_claim", "disclaimer")
LISTS = ("holder_aliases", "agents", "territory")
BEYOND = (
    *PLAIN, *LISTS, "filed_on", "similar_groups", "vienna_codes", "licensees", "sellers", "well_known", "updated_on",
)  # fmt: skip
COLUMNS = frozenset((*CONTRACT, *BEYOND))


@dataclass(frozen=True, slots=True)
class Style:
    """How a table writes its values.

    Attributes:
        names: splits a list of names, which may hold commas.
        codes: splits a list of classes or codes.
        day: reads a day, told the column's name.
        picture: says where a picture lies.
        status: the meaning of a status; one that is not there is unknown.
    """

    names: Callable[[str], tuple[str, ...]]
    codes: Callable[[str], tuple[str, ...]]
    day: Callable[[str, str], date | None]
    picture: Callable[[str], str]
    status: Mapping[str, RightStatus]


def contract_style(base: Path) -> Style:
    """The registry CSV's own: `;` between values, days of the common calendar, pictures from where its owner says."""
    return Style(values.texts, values.texts, values.day, lambda image: resolve(image, base), STATUSES)


def row(fields: dict[str, str], style: Style, file: str, line: int) -> Iterator[Row | Problem]:
    """The row, behind remarks on it; or what is wrong with it.

    Args:
        fields: texts by column, without space around them.
        style: how values are written.
        file, line: where it stands.
    """
    try:
        made = _right(fields, style)
        as_of = style.day("updated_on", fields.get("updated_on", ""))
    except ValueFault as error:
        yield Problem(file, line, str(error), error.code)
        return
    status = fields.get("status", "")
    if made.status is RightStatus.UNKNOWN and status.lower() not in style.status:
        words = ", ".join(status.value for status in RightStatus)
        message = f"status {status[:40]!r} is not known and is taken as unknown; the words are {words}"
        yield Problem(file, line, message, "note-status")
    if not made.names and not made.images:
        message = "neither text nor pictures, so nothing is compared with it; give mark_text or images"
        yield Problem(file, line, message, "note-nothing-to-compare")
    yield Row(line, made, as_of.isoformat() if as_of else "")


def _right(fields: dict[str, str], style: Style) -> Right:
    get = fields.get
    return values.check(
        Right(
            right_id=fields["right_id"],
            kind=values.kind(fields["kind"]),
            mark_text=get("mark_text", ""),
            aliases=style.names(get("aliases", "")),
            images=tuple(map(style.picture, style.names(get("images", "")))),
            holder=get("holder", ""),
            nice_classes=tuple(map(values.nice, style.codes(get("nice_classes", "")))),
            locarno_classes=tuple(map(values.locarno, style.codes(get("locarno_classes", "")))),
            goods=get("goods", ""),
            status=style.status.get(get("status", "").lower(), RightStatus.UNKNOWN),
            registered_on=style.day("registered_on", get("registered_on", "")),
            expires_on=style.day("expires_on", get("expires_on", "")),
            jurisdiction=get("jurisdiction", ""),
            authorised_sellers=style.names(get("authorised_sellers", "")),
            **_beyond(fields, style),
        )
    )


def _beyond(fields: dict[str, str], style: Style) -> dict[str, Any]:
    """What stands in columns beyond the contract; most tables have none."""
    found: dict[str, Any] = {}
    for name in BEYOND:
        if text := fields.get(name):
            if name in PLAIN:
                found[name] = text
            elif name in LISTS:
                found[name] = style.names(text)
            elif name == "filed_on":
                found[name] = style.day(name, text)
            elif name == "similar_groups":
                found[name] = tuple(map(values.group, style.codes(text)))
            elif name == "vienna_codes":
                found[name] = tuple(map(values.vienna, style.codes(text)))
            elif name == "well_known":
                found[name] = values.yes(name, text)
            elif name != "updated_on":
                use = UseKind.SELLER if name == "sellers" else UseKind.LICENSEE
                permitted = tuple(values.permission(one, use) for one in style.names(text))
                found["permissions"] = (*found.get("permissions", ()), *permitted)
    return found
