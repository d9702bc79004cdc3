"""The period that a page of figures is about: whole weeks up to today, in the office's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request

from review.desk import desk_of

WEEKS = (1, 4, 13, 52)


@dataclass(frozen=True, slots=True)
class Period:
    """`weeks` weeks, from the beginning of the day `first` (`since`, with a zone) to the end of `today`."""

    weeks: int
    first: date
    today: date
    since: datetime


def period(request: Request) -> Period:
    """The one that an address asks for by `weeks`, four without.

    Raises:
        HTTPException: 400, there is no such choice.
    """
    weeks = request.query_params.get("weeks", "4")
    if weeks not in map(str, WEEKS):
        raise HTTPException(400)
    desk = desk_of(request)
    today = desk.clock().astimezone(desk.zone).date()
    first = today - timedelta(days=7 * int(weeks) - 1)
    return Period(int(weeks), first, today, datetime.combine(first, datetime.min.time(), desk.zone))
