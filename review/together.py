"""A lead between several people: taken over, assigned, shown to a second one, escalated."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import Account, May
from accounts.audit import Action
from domain.lead import Lead
from leads.teamwork import Handover, HandoverKind
from review.beside import people
from review.desk import desk_of
from review.forms import read_form
from review.person import log, require, visible_lead

LONGEST_NOTE = 500


async def take_over(request: Request) -> Response:
    """`POST /leads/{lead_id}/take-over`: a lead that somebody else has open becomes one's own, and they are told."""
    await read_form(request)
    account = require(request, May.DECIDE)
    lead = await run_in_threadpool(visible_lead, request, request.path_params["lead_id"])
    desk = desk_of(request)
    await run_in_threadpool(desk.store.team.claim, lead.lead_id, account.name, desk.clock(), by_force=True)
    await run_in_threadpool(log, request, Action.TAKE_OVER, lead.lead_id)
    return RedirectResponse(f"/leads/{lead.lead_id}", 303)


async def hand_over(request: Request) -> Response:
    """`POST /leads/{lead_id}/hand-over`: gives a lead to somebody, with a reason."""
    form = await read_form(request)
    account = require(request, May.DECIDE)
    lead = await run_in_threadpool(visible_lead, request, request.path_params["lead_id"])
    try:
        kind = HandoverKind(form.get("kind", ""))
    except ValueError as error:
        raise HTTPException(400) from error
    to = await run_in_threadpool(_recipient, request, account, lead, kind, form.get("to", ""))
    desk = desk_of(request)
    note = form.get("note", "").strip()[:LONGEST_NOTE]
    handover = Handover(lead.lead_id, kind, account.name, to, note, desk.clock())
    await run_in_threadpool(desk.store.team.hand_over, handover)
    # Whoever is given a lead must find it free.
    await run_in_threadpool(desk.store.team.release, [lead.lead_id], account.name)
    await run_in_threadpool(log, request, Action.HAND_OVER, lead.lead_id, f"{kind.value} {to}".strip())
    return RedirectResponse("/", 303)


def _recipient(request: Request, account: Account, lead: Lead, kind: HandoverKind, name: str) -> str:
    """The person that a lead goes to, checked.

    Raises:
        HTTPException: 400 nobody of that name may decide it; 403 only seniors give leads to others than themselves.
    """
    names = people(desk_of(request), lead, account)
    if kind is HandoverKind.ASSIGNMENT:
        if name not in ("", account.name) and not account.may(May.ASSIGN):
            raise HTTPException(403, "not-allowed")
        if name and name not in names:
            raise HTTPException(400)
        return name
    if kind is HandoverKind.ESCALATION:
        accounts = desk_of(request).accounts.every()
        seniors = [one.name for one in accounts if one.name in names and one.may(May.REVERSE_ANY)]
        chosen = [one for one in seniors if one == name] or [one for one in seniors if one != account.name] or seniors
        if not chosen:
            raise HTTPException(409, "nobody-senior")
        return chosen[0]
    if name not in names or name == account.name:
        raise HTTPException(400)
    return name
