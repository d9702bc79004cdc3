"""Many complaints in a table, CSV or XLSX, one a line: what is wrong is said by line, and the others are taken."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from domain.complaint import Channel, From, Given, RefusedComplaintError, TakenLine
from domain.problem import Problem
from flows.house import House
from flows.intake import take
from leads.sheet import UnreadableSheetError, day_of, rows_of, text_of

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "url": ("url", "address", "链接", "网址", "商品链接"),
    "text": ("text", "内容", "投诉内容", "举报内容", "情况说明"),
    "pictures": ("pictures", "图片", "照片"),
    "contact": ("contact", "联系方式", "投诉人", "举报人"),
    "by": ("by", "身份", "投诉人类型"),
    "right": ("right", "right_id", "权利编号", "注册号"),
    "deadline": ("deadline", "截止日期", "办理期限"),
}
BY = {
    "": From.CITIZEN, "citizen": From.CITIZEN, "公众": From.CITIZEN, "消费者": From.CITIZEN,
    "holder": From.HOLDER, "权利人": From.HOLDER,
}  # fmt: skip


class UnreadableComplaintsError(UnreadableSheetError):
    """The file is no table of complaints; one sentence that says what to do."""


def take_file(
    house: House, path: Path, by: str, now: datetime, *, pictures: Path | None = None
) -> Iterator[TakenLine | Problem]:  # fmt: skip
    """Takes in every line of a table that can be taken; the same file again gives the same receipts.

    Args:
        house: whose.
        path: CSV in UTF-8 or GB 18030, or XLSX; formulas are not run.
        by: who takes it.
        now: with a zone.
        pictures: the folder that paths of pictures start from; None where a line may name none.

    Raises:
        UnreadableComplaintsError: it is neither, too large, or has neither a column of addresses nor one of texts.
        OSError: it cannot be opened.
    """
    places: dict[str, int] | None = None
    for number, cells in rows_of(path, UnreadableComplaintsError):
        if not any(text_of(cell).strip() for cell in cells):
            continue
        if places is None:
            places = _header(path, [text_of(cell) for cell in cells])
            continue
        values = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        try:
            taken = take(house, _given(values, pictures), Channel.FILE, by, now)
        except RefusedComplaintError as error:
            yield Problem(path.name, number, str(error), "bad-complaint")
            continue
        yield TakenLine(number, taken.complaint.receipt, taken.complaint.complaint_id, taken.new)
    if places is None:
        raise UnreadableComplaintsError(
            f"{path.name} is empty; its first line names the columns: url, text, contact, …"
        )


def _header(path: Path, cells: list[str]) -> dict[str, int]:
    said = [cell.strip().casefold() for cell in cells]
    found = {name: at for name, words in COLUMNS.items() for at, heading in enumerate(said) if heading in words}
    if not {"url", "text"} & found.keys():
        raise UnreadableComplaintsError(
            f"{path.name} has no column url (链接) or text (内容) in its first line; name the columns there"
        )
    return found


def _given(values: Mapping[str, object], pictures: Path | None) -> Given:
    """A line as it was given.

    Raises:
        RefusedComplaintError: a cell cannot be read.
    """
    words = {name: text_of(value).strip() for name, value in values.items()}
    by = BY.get(words.get("by", "").casefold())
    if by is None:
        raise RefusedComplaintError(
            f"{words['by'][:40]!r} is nobody who complains; write citizen (公众) or holder (权利人)"
        )
    return Given(
        addresses=tuple(words.get("url", "").splitlines()),
        text=words.get("text", ""),
        pictures=tuple(_read(name, pictures) for name in words.get("pictures", "").split(";") if name.strip()),
        contact=words.get("contact", ""),
        by=by,
        right_id=words.get("right", ""),
        due_on=_day(values.get("deadline")),
    )


def _day(value: object) -> date | None:
    if not text_of(value).strip():
        return None
    day = day_of(value)
    if day is None:
        raise RefusedComplaintError(f"the deadline must be a day such as 2026-12-01, not {text_of(value)[:40]!r}")
    return day


def _read(name: str, folder: Path | None) -> bytes:
    if folder is None:
        raise RefusedComplaintError(
            "a table that is sent to the page cannot name pictures; take the file in by command"
        )
    path = (folder / name.strip()).resolve()
    # A table comes from outside: it may name what lies beside it, and nothing else.
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise RefusedComplaintError(f"there is no picture {name.strip()[:100]!r} in the folder of the table")
    return path.read_bytes()
