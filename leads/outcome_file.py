"""Reading what a team filled in: CSV (UTF-8 or GB 18030, as Chinese spreadsheets save it) or XLSX, line by line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.outcome import COLUMNS, READ, STATES, OutcomeLine, state_from
from domain.problem import Problem
from leads.sheet import Cells, UnreadableSheetError, day_of, rows_of, text_of

LONGEST_NOTE = 2_000


class UnreadableOutcomesError(UnreadableSheetError):
    """The file is no table of outcomes; one sentence that says what to do."""


def read(path: Path) -> Iterator[OutcomeLine | Problem]:
    """What the lines of a file report, and what is wrong with those that cannot be read. Lines without anything new to
    say, those whose `new_state` is empty, give nothing.

    Raises:
        UnreadableOutcomesError: it is neither CSV nor XLSX, too large, or lacks a column.
        OSError: it cannot be opened.
    """
    rows = rows_of(path, UnreadableOutcomesError)
    places: dict[str, int] | None = None
    for number, cells in rows:
        if not any(text_of(cell) for cell in cells):
            continue
        if places is None:
            places = _header(path, cells)
            continue
        found = _line(path, number, [cells[places[name]] if places[name] < len(cells) else "" for name in READ])
        if found is not None:
            yield found
    if places is None:
        raise UnreadableOutcomesError(f"{path.name} is empty; make one with `markhound outcomes template`")


def _header(path: Path, cells: Cells) -> dict[str, int]:
    said = [text_of(cell).strip().casefold() for cell in cells]
    places = {name: place for name, words in COLUMNS.items() for place, heading in enumerate(said) if heading in words}
    missing = [" / ".join(dict.fromkeys(COLUMNS[name])) for name in READ if name not in places]
    if missing:
        message = f"{path.name} lacks the column(s) {', '.join(missing)} in its first line"
        raise UnreadableOutcomesError(f"{message}; fill in a file made by `markhound outcomes template`")
    return places


def _line(path: Path, number: int, cells: Sequence[object]) -> OutcomeLine | Problem | None:
    name, said, note = text_of(cells[0]).strip().upper(), text_of(cells[1]).strip(), text_of(cells[3]).strip()
    if not said:
        if note or text_of(cells[2]).strip():
            message = (
                "`new_state` is empty though a day or a note is given; fill it in, or empty the line's other cells"
            )
            return Problem(path.name, number, message, "missing-state")
        return None
    if not name:
        return Problem(path.name, number, "`referral_id` is empty; copy it from the file that was sent", "missing-id")
    state = state_from(said)
    if state is None:
        words = ", ".join(f"{en} ({zh})" for en, zh in STATES.values())
        return Problem(path.name, number, f"{said[:40]!r} is no state; write one of {words}", "bad-state")
    on = day_of(cells[2])
    if on is None:
        message = f"`happened_on` must be a day such as 2026-11-02, not {text_of(cells[2])[:40]!r}"
        return Problem(path.name, number, message, "bad-date")
    if len(note) > LONGEST_NOTE:
        return Problem(
            path.name, number, f"the note has more than {LONGEST_NOTE:,} characters; shorten it", "long-note"
        )
    return OutcomeLine(number, name[:64], state, on, note)
