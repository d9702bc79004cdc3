"""One lead, side by side, and the decision on it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import May
from accounts.audit import Action
from domain.decision import Decision, Reason, Verdict
from domain.lead import Lead, LeadState
from leads.store import ConflictError, StaleEvidenceError, UnknownLeadError
from review.beside import beside
from review.check import check_before, may_set_golden
from review.desk import desk_of, draw
from review.filter import Filter
from review.forms import read_form
from review.held import kinds
from review.outside import outside
from review.packs import case_view, exporting
from review.person import asked_filter, log, person_of, require, saw, visible_lead
from review.reverse import recorded, reversible
from review.view import LeadView
from review.weighing import adds_of

LONGEST_NOTE = 2000
_DECISION_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person had written when a decision could not be recorded, and why it could not: a word, "" for nothing."""

    reason: Reason = Reason.UNSTATED
    note: str = ""
    refused: str = ""


def lead(request: Request) -> Response:
    """`GET /leads/{lead_id}`."""
    wanted = asked_filter(request)
    with desk_of(request).store.one_reading():
        found = visible_lead(request, request.path_params["lead_id"])
        values = _around(request, found, wanted)
    return _lead_page(request, found, wanted, values)


async def decide(request: Request) -> Response:
    """`POST /leads/{lead_id}/decision`: writes it to the log, then shows the next lead that awaits one."""
    form = await read_form(request)
    require(request, May.DECIDE)
    wanted = asked_filter(request, form.get("view", ""))
    decision = read_decision(request, request.path_params["lead_id"], form)
    return await run_in_threadpool(_decide, request, decision, form.get("standing", ""), wanted)


def back_to_lead(request: Request) -> Response:
    """`GET /leads/{lead_id}/decision`: a page reloaded after a refused decision is the lead itself."""
    return RedirectResponse(f"/leads/{request.path_params['lead_id']}", 303)


def read_decision(request: Request, lead_id: str, form: Mapping[str, str], *, evidence: str | None = None) -> Decision:
    """The decision that a form holds.

    Raises:
        HTTPException: 400, it makes no sense.
    """
    decision_id = form.get("decision_id", "")
    if not _DECISION_ID.fullmatch(decision_id):
        raise HTTPException(400)
    try:
        return Decision(
            decision_id=decision_id,
            lead_id=lead_id,
            verdict=Verdict(form.get("verdict", "")),
            reason=Reason(form.get("reason", "unstated")),
            note=form.get("note", "").strip()[:LONGEST_NOTE],
            reviewer=person_of(request).name,
            decided_at=desk_of(request).clock(),
            evidence=form.get("evidence", "") if evidence is None else evidence,
        )
    except ValueError as error:
        raise HTTPException(400) from error


def _decide(request: Request, decision: Decision, standing: str, wanted: Filter) -> Response:
    desk = desk_of(request)
    with desk.store.one_reading():
        shown = visible_lead(request, decision.lead_id)
        claim = desk.store.team.claims([decision.lead_id], desk.clock()).get(decision.lead_id)
        # Before the decision: after it the lead stands elsewhere, and what followed it here would have to be guessed.
        following = desk.store.neighbours(decision.lead_id, wanted.sieve).after
    draft = Draft(decision.reason, decision.note)
    if claim is not None and claim.reviewer != decision.reviewer:
        return _refused(request, shown, wanted, replace(draft, refused="claimed"))
    try:
        with desk.store.one_writing():
            desk.store.decide_all([decision], {decision.lead_id: standing})
            desk.store.team.release([decision.lead_id], decision.reviewer)
            log(request, Action.DECIDE, decision.lead_id, f"{decision.decision_id} {decision.verdict.value}")
    except UnknownLeadError as error:
        raise HTTPException(404) from error
    except (StaleEvidenceError, ConflictError) as error:
        refused = "stale" if isinstance(error, StaleEvidenceError) else "conflict"
        return _refused(request, visible_lead(request, decision.lead_id), wanted, replace(draft, refused=refused))
    request.session["decided"] = decision.lead_id
    address = wanted.address(f"/leads/{following}" if following else "/")
    return RedirectResponse(check_before(request, decision.lead_id, address), 303)


def _refused(request: Request, found: Lead, wanted: Filter, draft: Draft) -> Response:
    with desk_of(request).store.one_reading():
        values = _around(request, found, wanted)
    return _lead_page(request, found, wanted, values, draft)


def _around(request: Request, found: Lead, wanted: Filter) -> dict[str, Any]:
    """What is read for the page of one lead."""
    desk = desk_of(request)
    account = person_of(request)
    history = desk.store.decided_on(found.lead_id)
    decisions = tuple(decision for decision, _ in history)
    neighbours = desk.store.neighbours(found.lead_id, wanted.sieve)
    told = recorded(request)
    following = desk.store.get(neighbours.after) if neighbours.after else None
    return {
        "log": decisions,
        "history": history,
        "reversals": desk.store.reversals(decisions),
        "previous": wanted.address(f"/leads/{neighbours.before}" if neighbours.before else "/"),
        "following": wanted.address(f"/leads/{neighbours.after}" if neighbours.after else "/"),
        "ahead": _pictures(LeadView(following, desk.zone)) if following else [],
        "recorded": told if told and told.lead.lead_id != found.lead_id else None,
        "beside": beside(desk, found, account),
        "usual": desk.store.figures.usual_price(found.lead_id),
        "network": desk.store.networks.of_leads([found.lead_id]).get(found.lead_id, ""),
        **outside(request, found),
        "turn": desk.store.today.turns([found.lead_id]).get(found.lead_id),
        "holds": desk.store.holds.of_leads(found.held),
        "kinds": kinds(found),
        "exporting": exporting(request) if found.state is LeadState.CONFIRMED else (),
        "pack_view": case_view(found, desk.store.group_and_assignee(found.lead_id)[0]),
        "golden": desk.store.checks.golden(found.lead_id) if may_set_golden(account) else None,
    }


def _lead_page(
    request: Request, found: Lead, wanted: Filter, values: dict[str, Any], draft: Draft | None = None
) -> Response:
    desk = desk_of(request)
    account = person_of(request)
    deciding = account.may(May.DECIDE)
    with desk.store.one_writing():
        claim = desk.store.team.claim(found.lead_id, account.name, desk.clock()) if deciding else None
        log(request, Action.VIEW_LEAD, found.lead_id)
    saw(request, (found, *values["beside"].others))
    return draw(
        request,
        "lead.html",
        409 if draft else 200,
        view=LeadView(found, desk.zone, adds_of(desk.pictures.parent, found)),
        due=desk.store.today.urgent.of([found.lead_id]).get(found.lead_id),
        reversible=found.decision is not None and reversible(account, found.decision),
        wanted=wanted,
        verdicts=list(Verdict),
        reasons=list(Reason),
        decision_id=secrets.token_hex(16),
        draft=draft or Draft(),
        longest_note=LONGEST_NOTE,
        deciding=deciding,
        setting=may_set_golden(account),
        claim=claim if claim and claim.reviewer != account.name else None,
        **values,
    )


def _pictures(view: LeadView) -> list[str]:
    """Pictures of the next lead, which the browser may fetch while this one is looked at."""
    return [f"/pictures/{one.digest}" for one in (*view.listing_pictures[:3], *view.right_pictures[:2])]
