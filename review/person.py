"""Who asks, what they may see, and the audit log of it."""

from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.requests import Request

from accounts.account import Account, May
from accounts.audit import Action, Entry
from domain.lead import Lead, LeadState
from review.desk import desk_of
from review.filter import Filter, filter_from, read_filter


def person_of(request: Request) -> Account:
    """The account of the session or token that this request came with."""
    account = request.state.account
    assert isinstance(account, Account)
    return account


def require(request: Request, what: May) -> Account:
    """The person, if they may do that.

    Raises:
        HTTPException: 403, they may not.
    """
    account = person_of(request)
    if not account.may(what):
        raise HTTPException(403, "not-allowed")
    return account


def visible_lead(request: Request, lead_id: str) -> Lead:
    """The lead, if there is one and the person may see it; to others it is not there.

    Raises:
        HTTPException: 404.
    """
    account = person_of(request)
    lead = desk_of(request).store.get(lead_id)
    if lead is None or not sees(account, lead):
        raise HTTPException(404)
    return lead


def sees(account: Account, lead: Lead) -> bool:
    """Whether a lead is the person's to see: by holder, and for enforcement only once it is confirmed."""
    if account.sees_confirmed_only and lead.state is not LeadState.CONFIRMED:
        return False
    return account.sees(lead.right.holder)


def asked_filter(request: Request, query: str | None = None) -> Filter:
    """The filter of the address, or of a query string, within what the person may see."""
    account = person_of(request)
    zone = desk_of(request).zone
    if query is None:
        found = read_filter(request.query_params, zone, account.holders)
    else:
        found = filter_from(query, zone, account.holders)
    return found.with_states((LeadState.CONFIRMED,)) if account.sees_confirmed_only else found


def saw(request: Request, leads: Iterable[Lead]) -> None:
    """Notes whose decisions the person saw on a page: they are no blind second reader of those leads any more."""
    account, desk = person_of(request), desk_of(request)
    decided = [lead.lead_id for lead in leads if lead.decision is not None]
    if decided and account.may(May.DECIDE):
        desk.store.checks.seen(decided, account.name, desk.clock())


def log(request: Request, action: Action, subject: str = "", detail: str = "") -> None:
    """Writes a line about this request into the audit log."""
    desk = desk_of(request)
    place = request.client.host if request.client else ""
    desk.accounts.audit.write(Entry(desk.clock(), person_of(request).name, action, subject, detail, place))
