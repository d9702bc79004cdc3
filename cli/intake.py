"""`markhound intake`: takes a complaint in, captures what it names, and lays what is found on top of the queue."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import BarWatch, VerbError, progress, say, show_json, show_problems, show_table
from cli.referrals import a_day, person
from domain.complaint import Channel, Complaint, From, Given, TakenLine
from domain.problem import Problem
from domain.source import Source
from settings import Settings

if TYPE_CHECKING:
    from flows.house import House


def intake(
    address: Annotated[list[str] | None, typer.Argument(help="Addresses of offers.", metavar="URL…")] = None,
    text: Annotated[str, typer.Option(help="A file with the complainant's words; - for standard input.")] = "",
    picture: Annotated[list[Path] | None, typer.Option(help="A picture; may be given again.")] = None,
    contact: Annotated[str, typer.Option(help="A file with name and contact; - for standard input. Kept apart.")] = "",
    holder: Annotated[bool, typer.Option("--holder", help="A holder complains, not a citizen.")] = False,
    right: Annotated[str, typer.Option(help="The right that they name, by its number.")] = "",
    deadline: Annotated[str, typer.Option(help="Answer owed by this day; default: MARKHOUND_COMPLAINT_DAYS.")] = "",
    table: Annotated[Path | None, typer.Option(help="Many complaints, one a line: CSV or XLSX.")] = None,
    later: Annotated[bool, typer.Option("--later", help="Only take them in; capture them in the morning.")] = False,
    by: Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Takes a complaint in: its pages are captured and compared at once, and what is found stands on top of the queue.

    Example: markhound intake https://shop.example/item/7 --text words.txt --contact contact.txt
    """
    from flows.complaints_stage import work_all
    from flows.house import enter_house

    settings = Settings()
    name = person(settings, by)
    if text == contact == "-":
        raise VerbError("only one of --text and --contact can be standard input; put the other into a file")
    house = enter_house(settings)
    problems: list[Problem] = []
    if table is not None:
        if address or text or picture or contact or holder or right or deadline:
            raise VerbError("--table takes everything from its lines; give nothing else beside it")
        lines = _from_table(house, table, name, problems)
        names = [(line.number, line.complaint_id, line.new) for line in lines]
    else:
        pictures = tuple(_bytes(path) for path in picture or ())
        given = Given(
            addresses=tuple(address or ()),
            text=_words(text),
            pictures=pictures,
            contact=_words(contact),
            by=From.HOLDER if holder else From.CITIZEN,
            right_id=right,
            due_on=a_day(deadline),
        )
        names = [_take(house, given, name)]
    if not later and any(new for _, _, new in names):
        with progress() as bars:
            work_all(house, _sources(settings), BarWatch(bars))
    _tell(house, names, problems, json=json)
    if problems:
        raise typer.Exit(3 if names else 2)


def _take(house: "House", given: Given, by: str) -> tuple[int, str, bool]:
    from flows.intake import take

    taken = take(house, given, Channel.COMMAND, by, datetime.now(UTC))
    return 0, taken.complaint.complaint_id, taken.new or taken.complaint.done_at is None


def _from_table(house: "House", table: Path, by: str, problems: list[Problem]) -> list[TakenLine]:
    from flows.complaint_file import take_file

    lines = []
    for one in take_file(house, table, by, datetime.now(UTC), pictures=table.absolute().parent):
        if isinstance(one, Problem):
            problems.append(one)
        else:
            lines.append(one)
    return lines


def _sources(settings: Settings) -> tuple[Source, ...]:
    from crawlers.sources import load

    return load(settings.sources) if settings.sources.is_file() else ()


def _tell(house: "House", names: list[tuple[int, str, bool]], problems: list[Problem], *, json: bool) -> None:
    taken = [(line, new, one) for line, name, new in names if (one := house.complaints.get(name)) is not None]
    if json:
        show_json({
            "complaints": [{"line": line, "new": new} | _fields(one) for line, new, one in taken],
            "problems": [{"line": one.line, "message": one.message} for one in problems],
        })  # fmt: skip
        return
    show_table(
        f"{len(taken)} complaint(s)",
        ("receipt", "line", "due", "leads", "says"),
        (
            (one.receipt, line or "", one.due_on, len(one.leads), "; ".join(one.says) + ("" if new else " (known)"))
            for line, new, one in taken
        ),
    )
    if problems:
        say(f"{len(problems):,} line(s) could not be taken:")
        show_problems(problems)


def _fields(one: Complaint) -> dict[str, object]:
    return {
        "complaint_id": one.complaint_id,
        "receipt": one.receipt,
        "due_on": one.due_on.isoformat(),
        "captured_at": one.captured_at.isoformat() if one.captured_at else None,
        "leads": list(one.leads),
        "says": list(one.says),
    }


def _words(name: str) -> str:
    if not name:
        return ""
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise VerbError(f"{name} is no text in UTF-8; save it as one") from error


def _bytes(path: Path) -> bytes:
    from flows.complaint_pictures import MOST_BYTES

    if path.stat().st_size > MOST_BYTES:
        raise VerbError(f"{path.name} has more than {MOST_BYTES // 1_000_000} MB; send a smaller picture")
    return path.read_bytes()
