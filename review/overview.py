"""一图一指数: the figures on one page, each one leading to the leads behind it; drawn here, without a script."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from accounts.account import May
from domain.lead import LeadState
from leads.overview import Day, Line, Overview
from review.desk import desk_of, draw
from review.person import require

WEEKS = (1, 4, 13, 52)
HEIGHT = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the chart: `found` and `decided` as heights, 0..`HEIGHT`; `x` counts from the first day."""

    day: Day
    x: int
    found: float
    decided: float
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a breakdown, with its interval as percentages, and where it leads."""

    line: Line
    low: float
    high: float
    address: str


def overview(request: Request) -> Response:
    """`GET /overview?weeks=4`."""
    account = require(request, May.SEE_QUALITY)
    weeks = request.query_params.get("weeks", "4")
    if weeks not in map(str, WEEKS):
        raise HTTPException(400)
    desk = desk_of(request)
    today = desk.clock().astimezone(desk.zone).date()
    first = today - timedelta(days=7 * int(weeks) - 1)
    since = datetime.combine(first, datetime.min.time(), desk.zone)
    figures = desk.store.overview(since, account.holders, desk.zone)
    return draw(
        request,
        "overview.html",
        figures=figures,
        weeks=int(weeks),
        choices=WEEKS,
        first=first,
        today=today,
        bars=_bars(figures),
        entries={name: [_entry(name, line, f"{first}") for line in lines] for name, lines in figures.lines.items()},
        address=lambda state: f"/?{urlencode({'state': state, 'since': first})}",
        states=list(LeadState),
        interval=figures.precision.interval,
    )


def _bars(figures: Overview) -> list[Bar]:
    most = max((max(day.found, day.decided) for day in figures.days), default=0) or 1
    return [
        Bar(
            day,
            number,
            day.found / most * HEIGHT,
            day.decided / most * HEIGHT,
            f"/?{urlencode({'state': 'all', 'since': day.day.isoformat()})}",
        )
        for number, day in enumerate(figures.days)
    ]


def _entry(name: str, line: Line, since: str) -> Entry:
    low, high = line.precision.interval
    states = [("state", LeadState.CONFIRMED.value), ("state", LeadState.DISMISSED.value)]
    return Entry(line, low * 100, high * 100, f"/?{urlencode([*states, (name, line.value), ('since', since)])}")
