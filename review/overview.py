"""一图一指数: the figures on one page, each one leading to the leads behind it; drawn here, without a script."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from accounts.account import May
from domain.lead import LeadState
from leads.overview import DECIDED, Day, Line, Overview
from leads.precision import Share
from review.desk import desk_of, draw
from review.period import WEEKS, period
from review.person import require

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
class Step:
    """A step on the way of a lead: its word, how many of those of the step before, and where they are listed."""

    word: str
    share: Share
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a breakdown, and where it leads."""

    line: Line
    address: str


def overview(request: Request) -> Response:
    """`GET /overview?weeks=4`."""
    account = require(request, May.SEE_QUALITY)
    desk = desk_of(request)
    chosen = period(request)
    first = chosen.first
    with desk.store.one_reading():
        figures = desk.store.figures.overview(chosen.since, account.holders, desk.zone)
        outside = desk.store.figures.outcome_of(chosen.since, account.holders)
        loop = desk.store.figures.loop((first, chosen.today), account.holders, desk.zone)
    return draw(
        request,
        "overview.html",
        figures=figures,
        period=chosen,
        choices=WEEKS,
        steps=_steps(figures, first, outside),
        figures_of_loop=loop,
        bars=_bars(figures),
        entries={name: [_entry(name, line, f"{first}") for line in lines] for name, lines in figures.lines.items()},
        address=lambda state: f"/?{urlencode({'state': state, 'since': first})}",
        states=list(LeadState),
        interval=figures.precision.interval,
    )


def _steps(figures: Overview, first: date, outside: tuple[Share, Share]) -> list[Step]:
    """The way of a lead as far as it is recorded here, each step with its share of the one that it comes from."""
    confirmed = figures.states[LeadState.CONFIRMED]
    decided = [("state", state.value) for state in DECIDED]
    ways = (
        ("step_recorded", Share(figures.found, figures.found), [("state", "all")]),
        ("step_decided", figures.settled, decided),
        ("step_confirmed", Share(confirmed, figures.settled.hits), [("state", LeadState.CONFIRMED.value)]),
    )
    steps = [Step(word, share, f"/?{urlencode([*pairs, ('since', str(first))])}") for word, share, pairs in ways]
    referred, handled = outside
    steps.append(Step("step_referred", referred, "/referrals?show=all"))
    steps.append(Step("step_handled", handled, "/referrals?show=ended"))
    return steps


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
    states = [("state", LeadState.CONFIRMED.value), ("state", LeadState.DISMISSED.value)]
    return Entry(line, f"/?{urlencode([*states, (name, line.value), ('since', since)])}")
