"""The queue page: the best leads first."""

import math
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.lead import LeadState
from review.desk import desk_of, draw
from review.view import LeadView

PAGE = 50
TO_DECIDE = (LeadState.OPEN, LeadState.CHANGED)
ALL = "all"
FILTERS = (("to_decide", TO_DECIDE), *((state.value, (state,)) for state in LeadState), (ALL, ()))
_PLACE = re.compile(r"([0-9.e+-]{1,32}):([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of states, its word, and how many leads it holds."""

    word: str
    states: tuple[LeadState, ...]
    count: int

    @property
    def address(self) -> str:
        """The queue with this filter."""
        query = states_query(self.states)
        return f"/?{query}" if query else "/"


def read_states(values: list[str]) -> tuple[LeadState, ...]:
    """States from the URL (`state=open&state=changed`); none means what awaits a decision, "all" means no filter.

    Raises:
        HTTPException: 400, no such state.
    """
    if not values:
        return TO_DECIDE
    if values == [ALL]:
        return ()
    try:
        return tuple(dict.fromkeys(LeadState(value) for value in values))
    except ValueError as error:
        raise HTTPException(400) from error


def states_query(states: tuple[LeadState, ...]) -> str:
    """The reverse of `read_states`, "" for what awaits a decision."""
    if states == TO_DECIDE:
        return ""
    return urlencode({"state": [state.value for state in states] or ALL}, doseq=True)


def read_place(text: str) -> tuple[float, str] | None:
    """Where a page begins (`after=score:lead_id`), None at the top.

    Raises:
        HTTPException: 400, no such place.
    """
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    try:
        score = float(found[1]) if found else math.nan
    except ValueError:
        score = math.nan
    if found is None or not math.isfinite(score):
        raise HTTPException(400)
    return score, found[2]


def queue(request: Request) -> Response:
    """`GET /`."""
    desk = desk_of(request)
    states = read_states(request.query_params.getlist("state"))
    after = read_place(request.query_params.get("after", ""))
    page = desk.store.page(states, after, PAGE)
    counts = desk.store.counts()
    views = [LeadView(lead, desk.zone) for lead in page.leads]
    decided = request.session.pop("decided", None) if "decided" in request.session else None
    return draw(
        request,
        "queue.html",
        views=views,
        filters=[Filter(name, chosen, sum(counts[state] for state in chosen or LeadState)) for name, chosen in FILTERS],
        states=states,
        to_decide=TO_DECIDE,
        query=states_query(states),
        after=after,
        following=views[-1].place if page.after else "",
        decided=desk.store.get(decided) if decided else None,
    )
