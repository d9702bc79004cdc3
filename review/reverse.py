"""Taking decisions back: at once by key, later with a reason; the log keeps both."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import Account, May
from accounts.audit import Action, Entry
from domain.decision import Decision, Reversal
from domain.lead import Lead
from leads.store import NothingToReverseError
from review.desk import desk_of
from review.forms import read_form
from review.person import require, visible_lead

UNDO = timedelta(minutes=10)
LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a person has just decided, so that a page can say so and offer to take it back."""

    lead: Lead
    decision: Decision
    covers: int


def recorded(request: Request) -> Recorded | None:
    """The person's last decision of this session, while an undo by key still works."""
    name = request.session.get("decided")
    if not name:
        return None
    desk = desk_of(request)
    lead = desk.store.get(name)
    decision = lead.decision if lead else None
    if lead is None or decision is None or not undoable(request, decision):
        request.session.pop("decided")
        return None
    return Recorded(lead, decision, len(desk.store.batch(decision.batch)) or 1)


def undoable(request: Request, decision: Decision) -> bool:
    """Whether the decision is the person's own and fresh enough to be taken back without a word."""
    fresh = desk_of(request).clock() - decision.decided_at <= UNDO
    return fresh and decision.reviewer == request.state.account.name


def reversible(account: Account, decision: Decision) -> bool:
    """Whether the person may take that decision back at all."""
    return account.may(May.DECIDE) and (decision.reviewer == account.name or account.may(May.REVERSE_ANY))


async def undo(request: Request) -> Response:
    """`POST /undo`: takes back the last decision of this session, all of it where it covered a group."""
    await read_form(request)
    require(request, May.DECIDE)
    found = await run_in_threadpool(recorded, request)
    if found is None:
        return RedirectResponse("/", 303)
    await run_in_threadpool(_take_back, request, found.decision, "")
    request.session.pop("decided", None)
    return RedirectResponse(f"/leads/{found.lead.lead_id}", 303)


async def reverse(request: Request) -> Response:
    """`POST /decisions/{decision_id}/reverse`: takes back an older decision, with a reason."""
    form = await read_form(request)
    account = require(request, May.DECIDE)
    why = form.get("why", "").strip()[:LONGEST_WHY]
    lead = await run_in_threadpool(visible_lead, request, form.get("lead", ""))
    decision = lead.decision
    if decision is None or decision.decision_id != request.path_params["decision_id"]:
        raise HTTPException(409, "does-not-stand")
    if not reversible(account, decision):
        raise HTTPException(403, "not-allowed")
    if not why:
        raise HTTPException(400, "needs-reason")
    await run_in_threadpool(_take_back, request, decision, why)
    return RedirectResponse(f"/leads/{lead.lead_id}", 303)


def _take_back(request: Request, decision: Decision, why: str) -> None:
    desk = desk_of(request)
    # Of a group, those that still stand: a member that was decided again since keeps its newer decision.
    together = desk.store.standing(desk.store.batch(decision.batch) or (decision,))
    name, at = request.state.account.name, desk.clock()
    try:
        desk.store.reverse([Reversal(one.decision_id, name, at, why) for one in together])
    except NothingToReverseError as error:
        raise HTTPException(409, "does-not-stand") from error
    words = (f"{one.decision_id} {why}".strip() for one in together)
    desk.accounts.audit.write(
        *(Entry(at, name, Action.REVERSE, one.lead_id, said) for one, said in zip(together, words, strict=True))
    )
