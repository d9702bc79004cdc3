"""Referrals by the JSON API: teams' own systems read what they were sent, and say what became of it."""

from datetime import date
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from accounts.account import May
from accounts.audit import Action
from domain.fields import Json, MalformedError, pop_text
from domain.referral import Course, ReferralState, Step, Via
from leads.referral_json import referral_json, step_json
from leads.referrals import RefusedStepsError
from review.api import nothing_left, read_json
from review.desk import desk_of
from review.person import log, person_of, require
from review.referral import LONGEST_NOTE, PAGE, STEP_ID, asked, today, visible_course


def referrals(request: Request) -> Response:
    """`GET /api/referrals`: a page of them, by the same filter as the page."""
    require(request, May.READ)
    wanted, page = asked(request)
    found = desk_of(request).store.referrals.find(wanted, PAGE + 1, PAGE * (page - 1))
    log(request, Action.VIEW_REFERRAL, detail="api")
    told = [referral_json(course, today(request)) for course in found[:PAGE]]
    return JSONResponse({"referrals": told, "page": page + 1 if len(found) > PAGE else None})


def referral(request: Request) -> Response:
    """`GET /api/referrals/{referral_id}`: one with its log."""
    course = visible_course(request, request.path_params["referral_id"])
    log(request, Action.VIEW_REFERRAL, course.referral.referral_id, "api")
    return JSONResponse(_with_log(request, course))


async def report(request: Request) -> Response:
    """`POST /api/referrals/{referral_id}/steps`: writes a step; the same step id twice is one step."""
    fields = await read_json(request)
    return await run_in_threadpool(_report, request, fields)


def _report(request: Request, fields: Json) -> Response:
    require(request, May.REPORT_OUTCOME)
    course = visible_course(request, request.path_params["referral_id"])
    name, desk = course.referral.referral_id, desk_of(request)
    try:
        given = Step(
            step_id=pop_text(fields, "step_id") or uuid4().hex,
            referral_id=name,
            state=ReferralState(pop_text(fields, "state", required=True)),
            on=date.fromisoformat(pop_text(fields, "on", required=True)),
            by=person_of(request).name,
            at=desk.clock(),
            note=pop_text(fields, "note"),
            via=Via.API,
        )
    except (ValueError, MalformedError) as error:
        raise HTTPException(400, str(error)) from error
    nothing_left(fields)
    if not STEP_ID.fullmatch(given.step_id):
        raise HTTPException(400, "step_id must be 32 hex digits")
    if len(given.note) > LONGEST_NOTE:
        raise HTTPException(400, f"the note has more than {LONGEST_NOTE:,} characters")
    try:
        with desk.store.one_writing():
            if desk.store.referrals.record([given], today(request)).new:
                log(request, Action.REPORT_OUTCOME, name, f"{given.state.value} {given.on} api")
    except RefusedStepsError as error:
        raise HTTPException(409, str(error)) from error
    return JSONResponse(_with_log(request, visible_course(request, name)), 201)


def _with_log(request: Request, course: Course) -> Json:
    entries = desk_of(request).store.referrals.log(course.referral.referral_id)
    steps = []
    for step, back in entries:
        taken = {"by": back.by, "at": back.at.isoformat(), "why": back.why} if back else None
        steps.append(step_json(step) | {"taken_back": taken})
    return referral_json(course, today(request)) | {"steps": steps}
