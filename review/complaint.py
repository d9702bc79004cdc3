"""Complaints: their list, one of them, its contact, and how each is taken in."""

from collections.abc import Mapping, Sequence
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import Account, May
from accounts.audit import Action
from complaints.store import ComplaintStore, Wanted
from domain.complaint import (
    LONGEST_CONTACT,
    LONGEST_TEXT,
    MOST_PICTURES,
    Channel,
    Complaint,
    From,
    Given,
    RefusedComplaintError,
    TakenLine,
)
from domain.problem import Problem
from leads.complained import leads_of, state
from leads.sheet import UnreadableSheetError
from review.api_schema import CHOICES
from review.desk import desk_of, draw
from review.forms import read_form
from review.person import log, require, sees
from review.taker import Taker
from review.uploads import Upload, read_uploads

PAGE = 50
MOST_BYTES = 60_000_000  # of a form with its pictures
LONGEST_WHY = 1_000


def complaints(request: Request) -> Response:
    """`GET /complaints`."""
    office(request, May.SEE_COMPLAINTS)
    store, show = complaints_of(request), request.query_params.get("show", CHOICES[0])
    page = page_of(request)
    if show not in CHOICES:
        raise HTTPException(400)
    found = store.find(wanted_of(show, today(request)), PAGE + 1, PAGE * (page - 1))
    leads = leads_of(desk_of(request).store, found[:PAGE])
    log(request, Action.VIEW_COMPLAINT, detail=show)
    return draw(
        request,
        "complaints.html",
        rows=[(one, state(desk_of(request).store, one, leads)) for one in found[:PAGE]],
        today=today(request),
        show=show,
        choices=CHOICES,
        following=page + 1 if len(found) > PAGE else 0,
    )


def new(request: Request) -> Response:
    """`GET /complaints/new`: the form."""
    office(request, May.TAKE_COMPLAINTS)
    taker_of(request)
    return form(request)


def form(
    request: Request,
    given: Mapping[str, str] | None = None,
    refused: str = "",
    table: tuple[Sequence[TakenLine], Sequence[Problem]] | None = None,
) -> Response:
    """The form, with what was wrong or what became of a table."""
    return draw(
        request,
        "intake.html",
        400 if refused else 200,
        given=given or {},
        refused=refused,
        table=table,
        today=today(request),
        longest_text=LONGEST_TEXT,
        longest_contact=LONGEST_CONTACT,
        most_pictures=MOST_PICTURES,
    )


async def take(request: Request) -> Response:
    """`POST /complaints`: one complaint, or a table of them."""
    fields, files = await read_uploads(request, MOST_PICTURES + 2, MOST_BYTES)
    return await run_in_threadpool(_take, request, fields, files)


def _take(request: Request, fields: Mapping[str, str], files: Sequence[Upload]) -> Response:
    account, taker = office(request, May.TAKE_COMPLAINTS), taker_of(request)
    tables = [file for file in files if file.field == "table"]
    try:
        if tables:
            return form(request, table=taker.take_table(tables[0].name, tables[0].data, account.name))
        pictures = tuple(file.data for file in files if file.field == "picture")
        complaint, is_new = taker.take(given_in(fields, pictures), Channel.PAGE, account.name)
    except (RefusedComplaintError, UnreadableSheetError) as error:
        return form(request, fields, str(error))
    return RedirectResponse(f"/complaints/{complaint.complaint_id}?{'taken' if is_new else 'known'}=1", 303)


def complaint(request: Request) -> Response:
    """`GET /complaints/{complaint_id}`."""
    account = office(request, May.SEE_COMPLAINTS)
    one = found(request)
    log(request, Action.VIEW_COMPLAINT, one.complaint_id)
    return _drawn(request, account, one)


async def contact(request: Request) -> Response:
    """`POST /complaints/{complaint_id}/contact`: how to reach who made it; the look is logged before it is shown."""
    await read_form(request)
    return await run_in_threadpool(_contact, request)


def _contact(request: Request) -> Response:
    account = office(request, May.SEE_CONTACTS)
    one = found(request)
    log(request, Action.VIEW_CONTACT, one.complaint_id)
    return _drawn(request, account, one, contact=complaints_of(request).contact(one.complaint_id) or "—")


async def close(request: Request) -> Response:
    """`POST /complaints/{complaint_id}/close`: nothing more is done about it."""
    fields = await read_form(request)
    return await run_in_threadpool(_close, request, fields)


def _close(request: Request, fields: Mapping[str, str]) -> Response:
    account = office(request, May.DECIDE)
    one, why = found(request), fields.get("why", "").strip()[:LONGEST_WHY]
    if not why:
        return _drawn(request, account, one, refused="complaint_why_missing")
    if complaints_of(request).close(one.complaint_id, account.name, desk_of(request).clock(), why):
        log(request, Action.CLOSE_COMPLAINT, one.complaint_id)
    return RedirectResponse(f"/complaints/{one.complaint_id}", 303)


async def name_right(request: Request) -> Response:
    """`POST /complaints/{complaint_id}/right`: the right that it is about, named by a person."""
    fields = await read_form(request)
    return await run_in_threadpool(_name_right, request, fields)


def _name_right(request: Request, fields: Mapping[str, str]) -> Response:
    account = office(request, May.DECIDE)
    one, right_id = found(request), fields.get("right_id", "").strip()[:200]
    if not right_id or not taker_of(request).name_right(one, right_id):
        return _drawn(request, account, one, refused="complaint_no_right")
    log(request, Action.NAME_RIGHT, one.complaint_id, right_id)
    return RedirectResponse(f"/complaints/{one.complaint_id}", 303)


def _drawn(request: Request, account: Account, one: Complaint, contact: str = "", refused: str = "") -> Response:
    desk = desk_of(request)
    leads = leads_of(desk.store, [one])
    return draw(
        request,
        "complaint.html",
        400 if refused else 200,
        one=one,
        at=state(desk.store, one, leads),
        leads=[lead for lead in leads.values() if sees(account, lead)],
        late=max(0, (today(request) - one.due_on).days),
        taken="taken" in request.query_params,
        known="known" in request.query_params,
        contact=contact,
        refused=refused,
        longest_why=LONGEST_WHY,
    )


def given_in(fields: Mapping[str, str], pictures: tuple[bytes, ...]) -> Given:
    """What a form says.

    Raises:
        RefusedComplaintError: its day or its kind is none.
    """
    day, by = fields.get("deadline", ""), fields.get("by", "citizen")
    try:
        due_on = date.fromisoformat(day) if day else None
        return Given(
            addresses=tuple(fields.get("addresses", "").splitlines()),
            text=fields.get("text", ""),
            pictures=pictures,
            contact=fields.get("contact", ""),
            by=From(by),
            right_id=fields.get("right_id", ""),
            due_on=due_on,
        )
    except ValueError as error:
        raise RefusedComplaintError(f"{str(error)[:100]}; write a day as 2026-12-01, and citizen or holder") from error


def office(request: Request, what: May) -> Account:
    """The person, if they may do that and see everybody's leads: a complaint may be about anyone's right.

    Raises:
        HTTPException: 403.
    """
    account = require(request, what)
    if account.holders is not None:
        raise HTTPException(403, "not-allowed")
    return account


def found(request: Request) -> Complaint:
    """The complaint of the address.

    Raises:
        HTTPException: 404.
    """
    one = complaints_of(request).get(request.path_params["complaint_id"])
    if one is None:
        raise HTTPException(404)
    return one


def complaints_of(request: Request) -> ComplaintStore:
    """Where complaints are kept.

    Raises:
        HTTPException: 404, nowhere.
    """
    store = desk_of(request).complaints
    if store is None:
        raise HTTPException(404)
    return store


def taker_of(request: Request) -> Taker:
    """Whoever takes complaints in.

    Raises:
        HTTPException: 404, nobody does.
    """
    taker = desk_of(request).taker
    if taker is None:
        raise HTTPException(404)
    return taker


def wanted_of(show: str, on: date) -> Wanted:
    """The list of a choice."""
    late = on if show == "complaints_late" else None
    return Wanted(open_only=show == CHOICES[0], without_lead=show == "complaints_without", late_on=late)


def page_of(request: Request) -> int:
    """The number of the page, from 1.

    Raises:
        HTTPException: 400.
    """
    page = request.query_params.get("page", "1")
    if not (page.isascii() and page.isdecimal() and 1 <= int(page[:6]) <= 9999):
        raise HTTPException(400)
    return int(page[:6])


def today(request: Request) -> date:
    """The day in the desk's zone."""
    desk = desk_of(request)
    return desk.clock().astimezone(desk.zone).date()
