"""`markhound registry search`: rights by a name however it is written, by a picture, by class, holder and number."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import VerbError, say, show_json, show_table
from settings import Settings

if TYPE_CHECKING:
    from matching.lookup.query import Answer, Query
    from matching.pictures.decode import Picture

MOST = 1000


def search(
    text: Annotated[str, typer.Argument(help="A name, a part of one, a title that may hold one, or a number.")] = "",
    picture: Annotated[Path | None, typer.Option(help="A picture that may show a registered one.")] = None,
    holder: Annotated[str, typer.Option(help="Words of the holder's name or of an alias.")] = "",
    number: Annotated[str, typer.Option(help="Part of the right's id or registration number.")] = "",
    nice: Annotated[str, typer.Option("--class", help="Nice classes: 25,18.")] = "",
    locarno: Annotated[str, typer.Option(help="Locarno classes, or their beginnings: 02-04.")] = "",
    group: Annotated[str, typer.Option(help="Similar groups, or their beginnings: 2501.")] = "",
    vienna: Annotated[str, typer.Option(help="Vienna codes, or their beginnings: 26.04.")] = "",
    kind: Annotated[str, typer.Option(help="trademark or design.")] = "",
    status: Annotated[str, typer.Option(help="registered, pending, expired, cancelled or unknown.")] = "",
    in_force: Annotated[bool, typer.Option("--in-force", help="Only what is in force today.")] = False,
    page: Annotated[int, typer.Option(min=1, max=500, help="Which page.")] = 1,
    limit: Annotated[int, typer.Option(min=1, max=MOST, help="Most rights of a page.")] = 30,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Searches the registry. All that is given must hold; the likest come first, and each says how it answers.

    Example: markhound registry search 维磨拉 --class 25
    """
    from dataclasses import replace
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from flows.house import enter_house
    from flows.lookup import HouseRegistry
    from matching.lookup.asked import AskedError, read_query

    given = {"q": text, "holder": holder, "number": number, "class": nice, "locarno": locarno, "group": group}
    given |= {"vienna": vienna, "kind": kind, "status": status, "force": "1" if in_force else "", "page": str(page)}
    if not picture and not any(value for name, value in given.items() if name != "page"):
        raise VerbError("say what to look for: a text, --picture, --class, --holder or another; see --help")
    settings = Settings()
    try:
        query = read_query(given, datetime.now(ZoneInfo(settings.timezone)).date(), None, limit).query
    except AskedError as error:
        raise VerbError(str(error)) from error
    if picture is not None:
        query = replace(query, picture=_picture(picture))
    began = time.perf_counter()
    opened = HouseRegistry(enter_house(settings)).ready()
    ready = time.perf_counter()
    answer = opened.lookup.search(query)
    seconds = time.perf_counter() - ready
    if json:
        show_json(_json(answer, opened.registers, query, seconds))
        return
    _table(answer, query)
    say(
        f"{answer.total:,} right(s) in {seconds * 1000:.0f} ms, {', '.join(opened.registers)} "
        f"opened in {ready - began:.1f} s"
    )


def _picture(path: Path) -> "Picture":
    from matching.pictures.decode import UnreadablePictureError, decode

    try:
        return decode(path.read_bytes())
    except UnreadablePictureError as error:
        raise VerbError(f"{path.name} is no picture that can be read; take a JPEG, PNG, WebP or GIF") from error


def _table(answer: "Answer", query: "Query") -> None:
    show_table(
        f"{query.first + 1 if answer.found else 0} to {query.first + len(answer.found)} of {answer.total:,}",
        ("right", "likeness", "mark", "holder", "classes", "status", "how"),
        (
            (
                one.right.right_id,
                f"{one.likeness:.2f}" if one.signals else "",
                " / ".join(one.right.names) or f"{len(one.right.images)} picture(s)",
                one.right.holder,
                " ".join((*map(str, one.right.nice_classes), *one.right.locarno_classes)),
                one.right.status.value,
                " ".join(signal.detail for signal in one.signals),
            )
            for one in answer.found
        ),
    )


def _json(answer: "Answer", registers: tuple[str, ...], query: "Query", seconds: float) -> dict[str, object]:
    return {
        "registry": list(registers),
        "total": answer.total,
        "first": query.first,
        "milliseconds": round(seconds * 1000, 1),
        "counts": {name: dict(counts) for name, counts in answer.counts.items()},
        "found": [
            {
                "right_id": one.right.right_id,
                "likeness": round(one.likeness, 4),
                "names": list(one.right.names),
                "holder": one.right.holder,
                "nice_classes": list(one.right.nice_classes),
                "locarno_classes": list(one.right.locarno_classes),
                "status": one.right.status.value,
                "how": [signal.detail for signal in one.signals],
            }
            for one in answer.found
        ],
    }
