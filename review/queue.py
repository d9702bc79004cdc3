"""The queue page: the best leads first, filtered, searched, counted."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from accounts.account import May
from accounts.audit import Action
from domain.lead import LeadState
from leads.store import Counted, Page
from review.desk import Desk, desk_of, draw
from review.filter import TO_DECIDE, Filter, place_text, read_place
from review.network import on_top
from review.packs import exporting
from review.person import asked_filter, log, person_of, saw
from review.reverse import recorded
from review.view import LeadView

PAGE = 30
STATES = (("to_decide", TO_DECIDE), *((state.value, (state,)) for state in LeadState), ("all", ()))
LISTED = ("source", "district", "kind")


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of states: its word, where it leads, and how many leads there are."""

    word: str
    address: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the minimap: scores from `low` to `high`, how many, where it leads; `height` is 0..100."""

    low: float
    high: float
    count: int
    height: float
    address: str


def queue(request: Request) -> Response:
    """`GET /`."""
    desk = desk_of(request)
    wanted = asked_filter(request)
    after = read_place(request.query_params.get("after", ""))
    with desk.store.one_reading():
        day_list = desk.store.today.newest()
        left = desk.store.today.left(wanted.sieve.holders) if day_list else 0
        # Whoever asks for nothing gets the day's list, as long as any of it is left for them.
        asks = any(name != "lang" for name in request.query_params) or wanted.sieve.states != TO_DECIDE
        if left and not asks:
            wanted = wanted.of_today(True)
        page, counted = desk.store.sift_and_count(wanted.sieve, after, PAGE)
        names = [lead.lead_id for lead in page.leads]
        values: dict[str, Any] = {
            "page": page,
            "counted": counted,
            "choices": choices(desk, wanted, left if day_list else None),
            "listed": {kind: desk.store.values(kind) for kind in LISTED},
            "saved": desk.store.team.views(person_of(request).name),
            "claims": desk.store.team.claims(names, desk.clock()),
            "recorded": recorded(request),
            "in_networks": desk.store.networks.of_leads(names),
            "on_top": on_top(request) if _begins(wanted) and not after else [],
            "again": desk.store.referrals.relistings(names),
            "day_list": day_list,
            "urgent": desk.store.today.urgent.of(names),
            "turns": desk.store.today.turns(names) if wanted.sieve.today else {},
        }
    if page.leads:
        log(request, Action.VIEW_QUEUE, detail=wanted.query)
        saw(request, page.leads)
    return draw(
        request,
        "queue.html",
        views=[LeadView(lead, desk.zone) for lead in page.leads],
        folded=_folded(page),
        wanted=wanted,
        columns=columns(wanted, counted),
        after=after,
        following=wanted.address(after=place_text(page.after)) if page.after else "",
        done=day_list is not None and not wanted.pairs and not after,
        empty=_begins(wanted) and not after,
        deciding=person_of(request).may(May.DECIDE),
        exporting=exporting(request) if wanted.sieve.states == (LeadState.CONFIRMED,) else (),
        **values,
    )


def _begins(wanted: Filter) -> bool:
    """Whether it is the queue that a morning begins with."""
    return wanted.sieve.is_plain and wanted.sieve.states == TO_DECIDE


def choices(desk: Desk, wanted: Filter, left: int | None) -> list[Choice]:
    """The states to choose from. Their counts are those of all that the person may see, whatever else is filtered.

    Args:
        desk: reads.
        wanted: the filter that is shown.
        left: of the day's list; None where there is none.
    """
    counts = desk.store.counts(wanted.sieve.holders)
    # Where there is a day's list, the plain address is its own, so the whole queue has to be asked for.
    whole = wanted if left is None else wanted.of_today(False)
    found = [
        Choice(
            word,
            whole.with_states(states).address(),
            sum(counts[state] for state in states or LeadState),
            wanted.sieve.states == states and not wanted.sieve.today,
        )
        for word, states in STATES
    ]
    if left is not None:
        today = wanted.with_states(TO_DECIDE).of_today(True)
        found.insert(0, Choice("today", today.address(), left, wanted.sieve.today))
    return found


def columns(wanted: Filter, counted: Counted) -> list[Column]:
    """The distribution of scores, in the bins that the counters keep."""
    most = max(counted.bins)
    step = 1 / (len(counted.bins) - 1)
    found = []
    for number, count in enumerate(counted.bins):
        low = round(number * step, 2)
        high = min(round(low + step - 0.01, 2), 1.0)
        address = wanted.address(min=f"{low:g}", max=f"{high:g}")
        # A bin that holds anything is seen.
        height = max(count / most * 100, 3) if count else 0
        found.append(Column(low, high, count, height, address))
    return found


def _folded(page: Page) -> dict[str, str]:
    """By lead, the address of the group that it stands for, where that has others."""
    return {name: f"/groups/{group.key}" for name, group in page.groups.items() if group.size > 1}
