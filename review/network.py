"""Group leads: sellers joined by what they share, sellers who came back, many sellers on one right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from accounts.account import Account, May
from accounts.audit import Action
from domain.lead import LeadState
from domain.network import GroupKind, GroupLead, Tie
from review.desk import desk_of, draw
from review.drawing import draw_group
from review.filter import TO_DECIDE
from review.person import log, person_of, require

LISTED = 200  # group leads of a page
ON_TOP = 3  # that stand above the queue
LOOKED_AT = 12  # newest group leads of which those are taken
PAIRS = 120  # pairs of sellers whose reasons a page lists, strongest first


@dataclass(frozen=True, slots=True)
class SellerView:
    """A seller of a group: its number in the drawing, and its leads by state as far as the person sees them."""

    number: int
    seller: str
    counts: Mapping[LeadState, int]

    @property
    def source(self) -> str:
        """The source that it sells at."""
        return self.seller.partition("/")[0]

    @property
    def name(self) -> str:
        """Its id or name there."""
        return self.seller.partition("/")[2]

    @property
    def to_decide(self) -> int:
        """Leads that await a decision."""
        return sum(self.counts.get(state, 0) for state in TO_DECIDE)

    @property
    def leads(self) -> int:
        """All of its leads in the group."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group lead as far as a person may see it."""

    group: GroupLead
    sellers: tuple[SellerView, ...]
    ties: tuple[Tie, ...]

    @property
    def to_decide(self) -> int:
        """Leads that await a decision."""
        return sum(seller.to_decide for seller in self.sellers)

    @property
    def confirmed(self) -> int:
        """Confirmed leads."""
        return sum(seller.counts.get(LeadState.CONFIRMED, 0) for seller in self.sellers)

    @property
    def pairs(self) -> list[tuple[SellerView, SellerView, list[Tie]]]:
        """Each tied pair with its reasons, strongest first."""
        of = {seller.seller: seller for seller in self.sellers}
        found: dict[tuple[str, str], list[Tie]] = {}
        for tie in self.ties:
            found.setdefault((tie.one, tie.other), []).append(tie)
        return [(of[one], of[other], reasons) for (one, other), reasons in found.items()]


def networks(request: Request) -> Response:
    """`GET /networks`."""
    require(request, May.READ)
    found = visible_groups(request)
    log(request, Action.VIEW_GROUP, detail=f"{len(found)} group leads")
    return draw(request, "networks.html", views=found)


def network(request: Request) -> Response:
    """`GET /networks/{group_id}`."""
    require(request, May.READ)
    view = visible_group(request, request.path_params["group_id"])
    log(request, Action.VIEW_GROUP, view.group.group_id, f"{len(view.sellers)} sellers")
    return draw(
        request,
        "network.html",
        view=view,
        drawing=draw_group([one.seller for one in view.sellers], view.ties),
        pairs=view.pairs[:PAIRS],
        deciding=person_of(request).may(May.DECIDE) and view.to_decide > 0,
    )


def on_top(request: Request) -> list[GroupView]:
    """The newest group leads with something to decide, which stand above the queue."""
    found = [view for view in visible_groups(request, LOOKED_AT) if view.to_decide]
    return found[:ON_TOP]


def visible_groups(request: Request, limit: int = LISTED) -> list[GroupView]:
    """Group leads without their ties, newest first, those that the person may see."""
    desk, account = desk_of(request), person_of(request)
    groups = desk.store.networks.find(limit)
    views = (_seen(account, one, desk.store.networks.of_sellers(one, account.holders)) for one in groups)
    return [view for view in views if view is not None]


def visible_group(request: Request, group_id: str) -> GroupView:
    """One group lead, if the person may see it; to others it is not there.

    Raises:
        HTTPException: 404.
    """
    desk, account = desk_of(request), person_of(request)
    with desk.store.one_reading():
        found = desk.store.networks.get(group_id)
        counts = desk.store.networks.of_sellers(found, account.holders) if found else {}
    view = _seen(account, found, counts) if found else None
    if view is None:
        raise HTTPException(404)
    return view


def _seen(
    account: Account, group: GroupLead, counts: Mapping[str, Mapping[LeadState, int]]
) -> GroupView | None:  # fmt: skip
    """What of a group is the person's to see: of who sees some leads only, sellers with such leads, and their ties."""
    confirmed = account.sees_confirmed_only
    seen = {seller: _states(states, confirmed) for seller, states in counts.items()}
    seen = {seller: states for seller, states in seen.items() if states}
    scoped = confirmed or account.holders is not None
    sellers = [seller for seller in group.sellers if seller in seen or not scoped]
    least = 2 if group.kind is GroupKind.NETWORK else 1
    if len(sellers) < least or not seen:
        return None
    views = tuple(SellerView(number, seller, seen.get(seller, {})) for number, seller in enumerate(sellers, 1))
    return GroupView(group, views, _between(group.ties, sellers))


def _states(states: Mapping[LeadState, int], confirmed_only: bool) -> dict[LeadState, int]:
    return {state: number for state, number in states.items() if not confirmed_only or state is LeadState.CONFIRMED}


def _between(ties: Sequence[Tie], sellers: Sequence[str]) -> tuple[Tie, ...]:
    among = set(sellers)
    return tuple(tie for tie in ties if tie.one in among and tie.other in among)
