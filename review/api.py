"""The JSON API: leads read and decisions posted by other systems, in the name of the account whose token they show."""

import json
import re
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from accounts.account import May
from accounts.audit import Action
from domain.decision import Decision, Reason, Reversal, Verdict
from domain.fields import Json, MalformedError, pop_text
from domain.lead import Lead
from leads.store import ConflictError, NothingToReverseError, StaleEvidenceError, UnknownLeadError
from review.api_schema import description
from review.api_shapes import decision_json, lead_json
from review.desk import desk_of
from review.filter import place_text, read_place
from review.forms import MOST_BYTES, read_body
from review.lead import LONGEST_NOTE
from review.person import asked_filter, log, person_of, require, saw, visible_lead
from review.reverse import LONGEST_WHY, reversible

MOST = 200
USUAL = 50
_DECISION_ID = re.compile("[0-9a-f]{32}")


def openapi(_request: Request) -> Response:
    """`GET /api/openapi.json`: what this API takes and gives."""
    return JSONResponse(description())


def leads(request: Request) -> Response:
    """`GET /api/leads`: a page of the queue, by the same filter as the page."""
    require(request, May.READ)
    limit = request.query_params.get("limit", str(USUAL))
    if not re.fullmatch("[0-9]{1,3}", limit) or not 1 <= int(limit) <= MOST:
        raise HTTPException(400, f"limit must be a number from 1 to {MOST}")
    wanted = asked_filter(request)
    page = desk_of(request).store.sift(wanted.sieve, read_place(request.query_params.get("after", "")), int(limit))
    log(request, Action.VIEW_QUEUE, "api", wanted.query)
    saw(request, page.leads)
    turns = desk_of(request).store.today.turns([lead.lead_id for lead in page.leads])
    found = [lead_json(lead, turns.get(lead.lead_id)) for lead in page.leads]
    return JSONResponse({"leads": found, "after": place_text(page.after) if page.after else None})


def lead(request: Request) -> Response:
    """`GET /api/leads/{lead_id}`: one lead with its decision log."""
    require(request, May.READ)
    found = visible_lead(request, request.path_params["lead_id"])
    log(request, Action.VIEW_LEAD, found.lead_id, "api")
    saw(request, [found])
    return JSONResponse(_with_log(request, found))


def counts(request: Request) -> Response:
    """`GET /api/counts`: leads by state, as far as the account sees them."""
    wanted = asked_filter(request)
    found = desk_of(request).store.counts(wanted.sieve.holders)
    shown = wanted.sieve.states if person_of(request).sees_confirmed_only else tuple(found)
    return JSONResponse({state.value: found[state] for state in shown})


async def decide(request: Request) -> Response:
    """`POST /api/leads/{lead_id}/decisions`: writes a decision; the same decision id twice is one decision."""
    fields = await read_json(request)
    return await run_in_threadpool(_decide, request, fields)


async def reverse(request: Request) -> Response:
    """`POST /api/leads/{lead_id}/reversal`: takes back the decision that stands, with a reason."""
    fields = await read_json(request)
    return await run_in_threadpool(_reverse, request, fields)


def _decide(request: Request, fields: Json) -> Response:
    require(request, May.DECIDE)
    found = visible_lead(request, request.path_params["lead_id"])
    desk = desk_of(request)
    try:
        standing = pop_text(fields, "standing")
        decision = Decision(
            decision_id=pop_text(fields, "decision_id") or uuid4().hex,
            lead_id=found.lead_id,
            verdict=Verdict(pop_text(fields, "verdict", required=True)),
            reason=Reason(pop_text(fields, "reason") or Reason.UNSTATED),
            note=pop_text(fields, "note")[:LONGEST_NOTE],
            reviewer=person_of(request).name,
            decided_at=desk.clock(),
            evidence=pop_text(fields, "evidence", required=True),
        )
    except (ValueError, MalformedError) as error:
        raise HTTPException(400, str(error)) from error
    nothing_left(fields)
    if not _DECISION_ID.fullmatch(decision.decision_id):
        raise HTTPException(400, "decision_id must be 32 hex digits")
    claim = desk.store.team.claims([found.lead_id], desk.clock()).get(found.lead_id)
    if claim is not None and claim.reviewer != decision.reviewer:
        raise HTTPException(409, f"{claim.reviewer} has this lead open until {claim.until.isoformat()}")
    try:
        desk.store.decide_all([decision], {found.lead_id: standing})
    except UnknownLeadError as error:
        raise HTTPException(404) from error
    except (StaleEvidenceError, ConflictError) as error:
        raise HTTPException(409, str(error)) from error
    log(request, Action.DECIDE, found.lead_id, f"{decision.decision_id} {decision.verdict.value} api")
    return JSONResponse(_with_log(request, visible_lead(request, found.lead_id)), 201)


def _reverse(request: Request, fields: Json) -> Response:
    account = require(request, May.DECIDE)
    found = visible_lead(request, request.path_params["lead_id"])
    try:
        name = pop_text(fields, "decision_id", required=True)
        why = pop_text(fields, "why", required=True)[:LONGEST_WHY]
    except MalformedError as error:
        raise HTTPException(400, str(error)) from error
    nothing_left(fields)
    desk = desk_of(request)
    if found.decision is None or found.decision.decision_id != name:
        raise HTTPException(409, "this decision does not stand")
    if not reversible(account, found.decision):
        raise HTTPException(403, "only a senior reviewer takes back what others decided")
    try:
        desk.store.reverse([Reversal(name, account.name, desk.clock(), why)])
    except NothingToReverseError as error:
        raise HTTPException(409, str(error)) from error
    log(request, Action.REVERSE, found.lead_id, f"{name} {why} api")
    return JSONResponse(_with_log(request, visible_lead(request, found.lead_id)), 201)


def _with_log(request: Request, found: Lead) -> Json:
    store = desk_of(request).store
    decisions = store.decisions(found.lead_id)
    back = store.reversals(decisions)
    turn = store.today.turns([found.lead_id]).get(found.lead_id)
    return lead_json(found, turn) | {"decisions": [decision_json(one, back.get(one.decision_id)) for one in decisions]}


async def read_json(request: Request) -> Json:
    """The JSON object that was sent.

    Raises:
        HTTPException: 413 too long, 400 not a JSON object.
    """
    body = await read_body(request, MOST_BYTES)
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "the body must be a JSON object in UTF-8") from error
    if not isinstance(fields, dict):
        raise HTTPException(400, "the body must be a JSON object")
    return fields


def nothing_left(fields: Json) -> None:
    """Refuses what nobody asked for.

    Raises:
        HTTPException: 400, with the names.
    """
    if fields:
        raise HTTPException(400, f"unknown field(s): {', '.join(sorted(fields))[:200]}")


def refused(error: HTTPException) -> Response:
    """An error as JSON."""
    words = {401: "no such token", 403: "your role does not allow that", 404: "there is nothing here", 405: "not here"}
    said = error.detail if " " in error.detail else words.get(error.status_code, "the request cannot be read")
    return JSONResponse({"error": said}, error.status_code, headers=error.headers)
