"""What was handed to teams: the list, one referral with its log, sending leads, and steps written down by hand."""

import re
from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import Account, May
from accounts.audit import Action
from domain.fields import clean
from domain.lead import Lead, LeadState
from domain.referral import Course, Recipient, Referral, ReferralState, Step, StepBack, referral_id
from leads.facets import seller_value
from leads.passage import AWAITED, ENDED, FOLLOWS, overdue
from leads.referrals import MOST_LEADS, NotReferableError, RefusedStepsError, UnknownReferralError, Wanted
from leads.store import Sieve
from review.desk import desk_of, draw
from review.forms import read_form
from review.person import log, person_of, require, sees, visible_lead

PAGE = 50
LONGEST = 120
LONGEST_NOTE = 2000
STEP_ID = re.compile("[0-9a-f]{32}")
SHOWN = 60  # leads of a referral that its page names
UNDER_WAY = (*AWAITED, ReferralState.APPEALED)
SHOWS: dict[str, tuple[ReferralState, ...]] = {"under_way": UNDER_WAY, "overdue": (), "ended": ENDED, "all": ()}


def today(request: Request) -> date:
    """The office's day."""
    desk = desk_of(request)
    return desk.clock().astimezone(desk.zone).date()


def asked(request: Request) -> tuple[Wanted, int]:
    """The filter of an address, within what the person may see, and its page.

    Raises:
        HTTPException: 400, a value that means nothing.
    """
    params = request.query_params
    show, page = params.get("show", "under_way"), params.get("page", "1")
    if show not in SHOWS or not (page.isascii() and page.isdecimal() and len(page) <= 4 and int(page)):
        raise HTTPException(400)
    team, district = (clean(params.get(name, "")).strip()[:LONGEST] for name in ("team", "district"))
    late_on = today(request) if show == "overdue" else None
    return Wanted(SHOWS[show], team, district, late_on, person_of(request).holders), int(page)


def referrals(request: Request) -> Response:
    """`GET /referrals?show=under_way&team=…&district=…&page=1`."""
    account = require(request, May.READ)
    wanted, page = asked(request)
    store = desk_of(request).store.referrals
    found = store.find(wanted, PAGE + 1, PAGE * (page - 1))
    log(request, Action.VIEW_REFERRAL, detail=str(request.url.query)[:200])
    return draw(
        request,
        "referrals.html",
        courses=found[:PAGE],
        late={course.referral.referral_id: overdue(course, today(request)) for course in found[:PAGE]},
        following=page + 1 if len(found) > PAGE else None,
        show=request.query_params.get("show", "under_way"),
        choices=[*SHOWS],
        team=wanted.team,
        district=wanted.district,
        recipients=store.recipients() if account.holders is None else (),
    )


def referral(request: Request) -> Response:
    """`GET /referrals/{referral_id}`."""
    course = visible_course(request, request.path_params["referral_id"])
    log(request, Action.VIEW_REFERRAL, course.referral.referral_id)
    return _page(request, course)


async def send(request: Request) -> Response:
    """`POST /leads/{lead_id}/refer`: hands the lead, or with it all confirmed ones of its seller on its right, over."""
    form = await read_form(request)
    require(request, May.REFER)
    return await run_in_threadpool(_send, request, form)


async def report(request: Request) -> Response:
    """`POST /referrals/{referral_id}/steps`: writes one step down."""
    form = await read_form(request)
    require(request, May.REPORT_OUTCOME)
    return await run_in_threadpool(_report, request, form)


async def take_back(request: Request) -> Response:
    """`POST /referrals/{referral_id}/back`: takes back the step that it stands at, with a reason."""
    form = await read_form(request)
    require(request, May.REFER)
    return await run_in_threadpool(_take_back, request, form)


def visible_course(request: Request, name: str) -> Course:
    """The referral, if there is one and the person may see it; to others it is not there.

    Raises:
        HTTPException: 404.
    """
    account = require(request, May.READ)
    course = desk_of(request).store.referrals.get(name)
    if course is None or not account.sees(course.referral.holder):
        raise HTTPException(404)
    return course


def case_of(request: Request, lead: Lead, account: Account) -> tuple[str, ...]:
    """The confirmed leads of the same seller on the same right: what a case is. The lead itself is among them."""
    seller = seller_value(lead.listing)
    if not seller:
        return (lead.lead_id,)
    sieve = Sieve((LeadState.CONFIRMED,), lead.right.right_id[:LONGEST], seller=seller, holders=account.holders)
    store, found = desk_of(request).store, [lead.lead_id]
    page = store.sift(sieve, limit=500)
    while True:
        found += [one.lead_id for one in page.leads if one.lead_id != lead.lead_id]
        if page.after is None or len(found) >= MOST_LEADS:
            return tuple(found[:MOST_LEADS])
        page = store.sift(sieve, page.after, 500)


def read_day(text: str) -> date | None:
    """A day of a form, None where it is empty.

    Raises:
        HTTPException: 400, it is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise HTTPException(400) from error


def _send(request: Request, form: Mapping[str, str]) -> Response:
    desk, account = desk_of(request), person_of(request)
    lead = visible_lead(request, request.path_params["lead_id"])
    team, district = (" ".join(form.get(name, "").split())[:LONGEST] for name in ("team", "district"))
    if not team:
        raise HTTPException(400, "needs-team")
    names = case_of(request, lead, account) if form.get("scope") == "seller" else (lead.lead_id,)
    to = Recipient(team, district)
    given = Referral(
        referral_id=referral_id(today(request), to, names),
        right_id=lead.right.right_id,
        holder=lead.right.holder,
        lead_ids=names,
        recipient=to,
        sent_by=account.name,
        sent_at=desk.clock(),
        note=form.get("note", "").strip()[:LONGEST_NOTE],
    )
    try:
        with desk.store.one_writing():
            if desk.store.referrals.send(given, read_day(form.get("due_on", ""))):
                log(request, Action.REFER, given.referral_id, f"{team} {len(names)} lead(s)")
    except NotReferableError as error:
        raise HTTPException(409, "refused_not-referable") from error
    return RedirectResponse(f"/referrals/{given.referral_id}", 303)


def _report(request: Request, form: Mapping[str, str]) -> Response:
    course = visible_course(request, request.path_params["referral_id"])
    on, due_on = read_day(form.get("on", "")), read_day(form.get("due_on", ""))
    if form.get("state", "") not in set(ReferralState) or on is None:
        raise HTTPException(400)
    # A due day is the office's to set, not the team's.
    due_on = due_on if person_of(request).may(May.REFER) else None
    name, desk = course.referral.referral_id, desk_of(request)
    given = Step(
        step_id=form.get("step_id", "") if STEP_ID.fullmatch(form.get("step_id", "")) else uuid4().hex,
        referral_id=name,
        state=ReferralState(form["state"]),
        on=on,
        by=person_of(request).name,
        at=desk.clock(),
        note=form.get("note", "").strip()[:LONGEST_NOTE],
        due_on=due_on,
    )
    try:
        with desk.store.one_writing():
            if desk.store.referrals.record([given], today(request)).new:
                log(request, Action.REPORT_OUTCOME, name, f"{given.state.value} {on}")
    except RefusedStepsError as error:
        return _page(request, visible_course(request, name), error.refused[0].code)
    return RedirectResponse(f"/referrals/{name}", 303)


def _take_back(request: Request, form: Mapping[str, str]) -> Response:
    course = visible_course(request, request.path_params["referral_id"])
    name, why = course.referral.referral_id, form.get("why", "").strip()[:LONGEST_NOTE]
    if not why:
        raise HTTPException(400, "needs-reason")
    desk, step_id = desk_of(request), form.get("step_id", "")
    if course.last.step_id != step_id:
        raise HTTPException(409, "does-not-stand")
    try:
        with desk.store.one_writing():
            desk.store.referrals.take_back(StepBack(step_id, person_of(request).name, desk.clock(), why))
            log(request, Action.TAKE_BACK_OUTCOME, name, f"{step_id} {why}")
    except UnknownReferralError as error:
        raise HTTPException(409, "does-not-stand") from error
    return RedirectResponse(f"/referrals/{name}", 303)


def _page(request: Request, course: Course, refused: str = "") -> Response:
    desk, account = desk_of(request), person_of(request)
    return draw(
        request,
        "referral.html",
        409 if refused else 200,
        course=course,
        referral=course.referral,
        log=desk.store.referrals.log(course.referral.referral_id),
        late=overdue(course, today(request)),
        leads=[lead for lead in desk.store.leads(course.referral.lead_ids[:SHOWN]) if sees(account, lead)],
        follows=FOLLOWS[course.state],
        today=today(request),
        step_id=uuid4().hex,
        refused=refused,
        longest_note=LONGEST_NOTE,
        reporting=account.may(May.REPORT_OUTCOME),
        senior=account.may(May.REFER),
    )
