"""At which hours a source may be asked: `22:00-06:00`, several separated by commas, in the office's time zone."""

import re
from datetime import time

_SPAN = re.compile(r"\s*([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)\s*")


def parse(text: str) -> tuple[tuple[time, time], ...]:
    """Spans of a declaration, () for an empty one, which means always.

    Raises:
        ValueError: it cannot be read.
    """
    spans = []
    for part in text.split(",") if text.strip() else ():
        found = _SPAN.fullmatch(part)
        if found is None:
            raise ValueError("write hours as 22:00-06:00, several separated by commas")
        first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        spans.append((first, last))
    return tuple(spans)


def is_open(text: str, now: time) -> bool:
    """Whether that time of the day lies in one of the spans; one that ends before it begins goes over midnight."""
    spans = parse(text)
    return not spans or any(
        first <= now < last if first < last else now >= first or now < last for first, last in spans
    )
