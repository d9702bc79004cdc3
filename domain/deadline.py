"""Days until an answer is owed: of the calendar, or working days."""

import re
from datetime import date, timedelta

_PERIOD = re.compile(r"\s*(\d{1,3})\s*(working)?\s*", re.ASCII | re.IGNORECASE)
SATURDAY = 5


def due(on: date, period: str) -> date:
    """The last day of a period that begins on the day after; working days are Monday to Friday.

    Args:
        on: the day on which a complaint came in, in the office's time zone.
        period: such as "15" (calendar days) or "7 working".

    Raises:
        ValueError: it is none.
    """
    found = _PERIOD.fullmatch(period)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"{period!r} is no period; write days such as 15, or 7 working")
    days = int(found[1])
    if not found[2]:
        return on + timedelta(days=days)
    day = on
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day
