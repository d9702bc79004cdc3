"""Complaints by the JSON API: a hotline's or a platform's own system hands them in and asks where they stand."""

from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from accounts.account import May
from accounts.audit import Action
from domain.complaint import Channel, Complaint, From, Given, RefusedComplaintError
from domain.fields import Json, MalformedError, pop_text, pop_texts
from leads.complained import leads_of, state
from review.api import nothing_left, read_json
from review.api_schema import CHOICES
from review.complaint import PAGE, complaints_of, found, office, page_of, taker_of, today, wanted_of
from review.desk import desk_of
from review.person import log


def complaints(request: Request) -> Response:
    """`GET /api/complaints`: a page of them, as the page shows them."""
    office(request, May.SEE_COMPLAINTS)
    store, page = complaints_of(request), page_of(request)
    show = request.query_params.get("show", CHOICES[0])
    if show not in CHOICES:
        raise HTTPException(400, f"show must be one of {', '.join(CHOICES)}")
    listed = store.find(wanted_of(show, today(request)), PAGE + 1, PAGE * (page - 1))
    log(request, Action.VIEW_COMPLAINT, detail=f"{show} api")
    told = [_told(request, one) for one in listed[:PAGE]]
    return JSONResponse({"complaints": told, "page": page + 1 if len(listed) > PAGE else None})


def complaint(request: Request) -> Response:
    """`GET /api/complaints/{complaint_id}`: one; never its contact."""
    office(request, May.SEE_COMPLAINTS)
    one = found(request)
    log(request, Action.VIEW_COMPLAINT, one.complaint_id, "api")
    return JSONResponse(_told(request, one))


async def take(request: Request) -> Response:
    """`POST /api/complaints`: takes one in; the same again is the same one."""
    fields = await read_json(request)
    return await run_in_threadpool(_take, request, fields)


def _take(request: Request, fields: Json) -> Response:
    account, taker = office(request, May.TAKE_COMPLAINTS), taker_of(request)
    try:
        day = pop_text(fields, "deadline")
        given = Given(
            addresses=pop_texts(fields, "addresses"),
            text=pop_text(fields, "text"),
            contact=pop_text(fields, "contact"),
            by=From(pop_text(fields, "by") or From.CITIZEN),
            right_id=pop_text(fields, "right_id"),
            due_on=date.fromisoformat(day) if day else None,
        )
    except (ValueError, MalformedError) as error:
        raise HTTPException(400, str(error)) from error
    nothing_left(fields)
    try:
        one, _ = taker.take(given, Channel.API, account.name)
    except RefusedComplaintError as error:
        raise HTTPException(400, str(error)) from error
    return JSONResponse(_told(request, one), 201)


def _told(request: Request, one: Complaint) -> Json:
    store = desk_of(request).store
    return {
        "complaint_id": one.complaint_id,
        "receipt": one.receipt,
        "by": one.by.value,
        "state": state(store, one, leads_of(store, [one])).value,
        "received_at": one.received_at.isoformat(),
        "due_on": one.due_on.isoformat(),
        "overdue_days": 0 if one.closed_at else max(0, (today(request) - one.due_on).days),
        "addresses": list(one.addresses),
        "text": one.text,
        "right_id": one.right_id,
        "lead_ids": list(one.leads),
        "says": list(one.says),
    }
