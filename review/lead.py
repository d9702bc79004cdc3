"""One lead, side by side, and the decision on it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.decision import Decision, Reason, Verdict
from domain.lead import Lead, LeadState
from leads.store import StaleEvidenceError, UnknownLeadError
from review.desk import Desk, desk_of, draw
from review.forms import read_form
from review.queue import read_states, states_query
from review.view import LeadView

LONGEST_NOTE = 2000
_DECISION_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person had written when a decision could not be recorded."""

    reason: Reason = Reason.UNSTATED
    note: str = ""


def lead(request: Request) -> Response:
    """`GET /leads/{lead_id}`."""
    found = desk_of(request).store.get(request.path_params["lead_id"])
    if found is None:
        raise HTTPException(404)
    return _lead_page(request, found, read_states(request.query_params.getlist("state")))


async def decide(request: Request) -> Response:
    """`POST /leads/{lead_id}/decision`: writes it to the log, then shows the next lead that awaits one."""
    form = await read_form(request)
    desk = desk_of(request)
    states = read_states([state for state in form.get("states", "").split(",") if state])
    decision = _decision(request, form.get("verdict", ""), form.get("reason", "unstated"), form)
    draft = Draft(decision.reason, decision.note)
    try:
        decided = await run_in_threadpool(desk.store.decide, decision)
    except UnknownLeadError as error:
        raise HTTPException(404) from error
    except StaleEvidenceError:
        return await run_in_threadpool(_stale_page, request, decision.lead_id, states, draft)
    request.session["decided"] = decided.lead_id
    following = await run_in_threadpool(_following, desk, states, decided)
    return RedirectResponse(_address(following, states), 303)


def back_to_lead(request: Request) -> Response:
    """`GET /leads/{lead_id}/decision`: a page reloaded after a refused decision is the lead itself."""
    return RedirectResponse(f"/leads/{request.path_params['lead_id']}", 303)


def _decision(request: Request, verdict: str, reason: str, form: Mapping[str, str]) -> Decision:
    decision_id = form.get("decision_id", "")
    if not _DECISION_ID.fullmatch(decision_id):
        raise HTTPException(400)
    try:
        return Decision(
            decision_id=decision_id,
            lead_id=request.path_params["lead_id"],
            verdict=Verdict(verdict),
            reason=Reason(reason),
            note=form.get("note", "").strip()[:LONGEST_NOTE],
            reviewer=request.session["name"],
            decided_at=desk_of(request).clock(),
            evidence=form.get("evidence", ""),
        )
    except ValueError as error:
        raise HTTPException(400) from error


def _stale_page(request: Request, lead_id: str, states: tuple[LeadState, ...], draft: Draft) -> Response:
    found = desk_of(request).store.get(lead_id)
    if found is None:
        raise HTTPException(404)
    return _lead_page(request, found, states, draft)


def _lead_page(request: Request, found: Lead, states: tuple[LeadState, ...], draft: Draft | None = None) -> Response:
    desk = desk_of(request)
    decided = request.session.pop("decided", None) if "decided" in request.session else None
    return draw(
        request,
        "lead.html",
        409 if draft else 200,
        view=LeadView(found, desk.zone),
        log=desk.store.decisions(found.lead_id),
        previous=_address(desk.store.before(states, (found.score, found.lead_id)), states),
        following=_address(_following(desk, states, found), states),
        query=states_query(states),
        states=",".join(state.value for state in states) or "all",
        verdicts=list(Verdict),
        reasons=list(Reason),
        decision_id=secrets.token_hex(16),
        draft=draft or Draft(),
        stale=draft is not None,
        longest_note=LONGEST_NOTE,
        decided=desk.store.get(decided) if decided and decided != found.lead_id else None,
    )


def _following(desk: Desk, states: tuple[LeadState, ...], current: Lead) -> Lead | None:
    """The next lead in the queue; after the last one, the first that is still there."""
    after = desk.store.page(states, (current.score, current.lead_id), 1).leads
    first = after or desk.store.page(states, None, 1).leads
    return next((found for found in first if found.lead_id != current.lead_id), None)


def _address(found: Lead | None, states: tuple[LeadState, ...]) -> str:
    query = states_query(states)
    path = f"/leads/{found.lead_id}" if found else "/"
    return f"{path}?{query}" if query else path
