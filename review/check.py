"""Checks: a decided lead, a known one or a listing without a lead, answered without knowing which, or what others said.

They are mixed in between leads, and look alike, so that an answer says how good decisions are.
"""

import re
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import Account, May
from accounts.audit import Action
from domain.check import Answer, Check, CheckKind
from domain.decision import Reason, Verdict
from review.desk import desk_of, draw
from review.forms import read_form
from review.person import log, person_of, require, visible_lead
from review.reverse import recorded
from review.view import LeadView, ListingView

LONGEST_NOTE = 2000
# Where one goes on: the queue or a lead, within a filter; never another site.
_THEN = re.compile(r"/(?:leads/[0-9a-f]{32})?(?:\?[\x21-\x7e]*)?")


def check_before(request: Request, lead_id: str, address: str) -> str:
    """The address of a check that is to follow the decision on that lead, on the way to `address`; else `address`."""
    checks, account = desk_of(request).store.checks, person_of(request)
    if not checks.follows(account.name, lead_id):
        return address
    found = checks.due(account.name, account.holders, lead_id)
    return f"/checks/{found.check_id}?{urlencode({'then': address})}" if found else address


def may_set_golden(account: Account) -> bool:
    """Whether the person may say which answers are known: those who decide and answer for quality."""
    return account.may(May.SEE_QUALITY) and account.may(May.DECIDE)


def following(request: Request) -> Response:
    """`GET /checks`: the next one for this person, if any is due."""
    account = require(request, May.DECIDE)
    found = desk_of(request).store.checks.due(account.name, account.holders)
    return RedirectResponse(f"/checks/{found.check_id}?then=%2F", 303) if found else draw(request, "no_checks.html")


def check(request: Request) -> Response:
    """`GET /checks/{check_id}`: the lead or listing alone, and the question."""
    account = require(request, May.DECIDE)
    found = _asked(request, account)
    log(request, Action.VIEW_CHECK, found.check_id)
    return draw(
        request,
        "check.html",
        view=_view(request, found),
        check_id=found.check_id,
        then=_then(request.query_params.get("then", "")),
        recorded=recorded(request),
        verdicts=list(Verdict),
        reasons=list(Reason),
        longest_note=LONGEST_NOTE,
    )


async def answer(request: Request) -> Response:
    """`POST /checks/{check_id}`: writes the answer down and goes on; whether it was right is not told here."""
    form = await read_form(request)
    account = require(request, May.DECIDE)
    desk = desk_of(request)
    try:
        given = Answer(
            check_id=request.path_params["check_id"],
            reviewer=account.name,
            verdict=Verdict(form.get("verdict", "")),
            reason=Reason(form.get("reason", "unstated")),
            note=form.get("note", "").strip()[:LONGEST_NOTE],
            answered_at=desk.clock(),
        )
    except ValueError as error:
        raise HTTPException(400) from error
    await run_in_threadpool(_answer, request, given)
    return RedirectResponse(_then(form.get("then", "")), 303)


async def golden(request: Request) -> Response:
    """`POST /leads/{lead_id}/golden`: says what the right answer to a lead is, or that it is no longer asked for."""
    form = await read_form(request)
    account = person_of(request)
    if not may_set_golden(account):
        raise HTTPException(403, "not-allowed")
    lead = await run_in_threadpool(visible_lead, request, request.path_params["lead_id"])
    store, known = desk_of(request).store, form.get("known", "")
    if known not in ("", *Verdict):
        raise HTTPException(400)
    if known:
        at = desk_of(request).clock()
        await run_in_threadpool(store.checks.set_golden, lead, Verdict(known), account.name, at)
    else:
        await run_in_threadpool(store.checks.end_golden, lead.lead_id)
    await run_in_threadpool(log, request, Action.SET_GOLDEN, lead.lead_id, known)
    return RedirectResponse(f"/leads/{lead.lead_id}", 303)


def _asked(request: Request, account: Account) -> Check:
    found = desk_of(request).store.checks.asked(request.path_params["check_id"], account.name, account.holders)
    if found is None:
        raise HTTPException(404)
    return found


def _answer(request: Request, given: Answer) -> None:
    _asked(request, person_of(request))
    store = desk_of(request).store
    with store.one_writing():
        if not store.checks.answer(given):
            raise HTTPException(409)
        log(request, Action.ANSWER_CHECK, given.check_id, given.verdict.value)


def _view(request: Request, found: Check) -> LeadView | ListingView:
    desk = desk_of(request)
    if found.kind is not CheckKind.UNQUEUED:
        return LeadView(visible_lead(request, found.subject), desk.zone)
    listing = desk.store.unqueued.listing(found.subject)
    if listing is None:
        raise HTTPException(404)
    return ListingView(listing)


def _then(address: str) -> str:
    return address if _THEN.fullmatch(address) and not address.startswith("//") else "/"
