"""What is held back: looked at in samples, released or kept; and "never this again", said on a lead."""

from dataclasses import dataclass
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import Account, May
from accounts.audit import Action
from domain.hold import Hold, HoldKind, HoldOf, HoldStep, Step
from domain.identity import digest
from domain.lead import Lead
from domain.signal import Role
from leads.facets import LONGEST, seller_value
from leads.holds import Facts, NoSuchHoldError, TooManyConfirmedError, entry
from leads.never import MOST_CONFIRMED, picture_named, written
from review.desk import desk_of, draw
from review.forms import read_form
from review.person import log, person_of, require, visible_lead
from review.pictures import digest_in
from review.view import LeadView

LONGEST_WHY = 500
STEPS = {"release": Step.RELEASED, "keep": Step.KEPT, "reopen": Step.REOPENED}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a lead offers to be never seen again."""

    of: HoldOf
    value: str

    @property
    def key(self) -> str:
        """Its name in a form: what a disguised word is written with does not come back from a browser as it was."""
        return digest("kind", self.of.value, self.value)[:16]


def held(request: Request) -> Response:
    """`GET /held`: floods, storms first; then what is never wanted again."""
    _unscoped(request)
    holds = desk_of(request).store.holds
    with desk_of(request).store.one_reading():
        floods = [(one, holds.facts(one.hold_id)) for one in holds.find(HoldKind.FLOOD)]
        entries = holds.find(HoldKind.NEVER)
        waiting = holds.waiting([one.hold_id for one in entries])
    log(request, Action.VIEW_HELD)
    return draw(
        request,
        "held.html",
        floods=sorted(floods, key=lambda pair: (not pair[1].is_storm, -pair[1].waiting)),
        entries=[(one, waiting[one.hold_id]) for one in entries],
    )


def hold(request: Request) -> Response:
    """`GET /held/{hold_id}`: one, with a sample and its log."""
    account = _unscoped(request)
    desk = desk_of(request)
    with desk.store.one_reading():
        found = desk.store.holds.get(request.path_params["hold_id"])
        if found is None:
            raise HTTPException(404)
        facts: Facts = desk.store.holds.facts(found.hold_id)
        sample = desk.store.leads(desk.store.holds.sample(found.hold_id))
        steps = desk.store.holds.steps(found.hold_id)
    log(request, Action.VIEW_HELD, found.hold_id)
    return draw(
        request,
        "hold.html",
        hold=found,
        facts=facts,
        views=[LeadView(lead, desk.zone) for lead in sample],
        steps=steps,
        deciding=account.may(May.DECIDE),
        longest_why=LONGEST_WHY,
    )


async def change(request: Request) -> Response:
    """`POST /held/{hold_id}`: releases it, keeps it, or holds back again what was released."""
    form = await read_form(request)
    _unscoped(request)
    account = require(request, May.DECIDE)
    kind, why = STEPS.get(form.get("step", "")), form.get("why", "").strip()[:LONGEST_WHY]
    if kind is None or (kind is Step.KEPT and not why):
        raise HTTPException(400)
    until = _day(form.get("until", "")) if kind is not Step.RELEASED else None
    step = HoldStep(request.path_params["hold_id"], kind, account.name, desk_of(request).clock(), why, until)
    await run_in_threadpool(_change, request, step)
    return RedirectResponse("/held" if kind is not Step.REOPENED else f"/held/{step.hold_id}", 303)


async def never(request: Request) -> Response:
    """`POST /leads/{lead_id}/never`: what this lead rests on is never wanted again for its right."""
    form = await read_form(request)
    account = require(request, May.DECIDE)
    lead = await run_in_threadpool(visible_lead, request, request.path_params["lead_id"])
    chosen = next((one for one in kinds(lead) if one.key == form.get("what", "")), None)
    why = form.get("why", "").strip()[:LONGEST_WHY]
    if chosen is None or not why:
        raise HTTPException(400)
    at, until = desk_of(request).clock(), _day(form.get("until", ""))
    made = entry(lead.right.right_id, chosen.of, chosen.value, account.name, at, why=why, until=until)
    await run_in_threadpool(_add, request, made, even_so=bool(form.get("even_so")))
    return RedirectResponse(f"/leads/{lead.lead_id}", 303)


async def unhold(request: Request) -> Response:
    """`POST /leads/{lead_id}/held/{hold_id}/release`: takes a "never again" back, from a lead that it keeps back."""
    form = await read_form(request)
    account = require(request, May.DECIDE)
    lead = await run_in_threadpool(visible_lead, request, request.path_params["lead_id"])
    name = request.path_params["hold_id"]
    if name not in lead.held:
        raise HTTPException(409, "no-such-hold")
    why = form.get("why", "").strip()[:LONGEST_WHY]
    await run_in_threadpool(
        _change, request, HoldStep(name, Step.RELEASED, account.name, desk_of(request).clock(), why)
    )
    return RedirectResponse(f"/leads/{lead.lead_id}", 303)


def kinds(lead: Lead) -> list[Kind]:
    """What can be said of a lead: its written forms, its pictures that were recognised, its seller."""
    found: dict[Kind, None] = {}
    for signal in lead.signals:
        if signal.role is not Role.MAIN:
            continue
        pictured = signal.region is not None or bool(digest_in(signal.listing_value))
        if pictured:
            found[Kind(HoldOf.PICTURE, picture_named(signal.listing_value))] = None
        if not pictured or signal.name == "mark_in_picture_text":
            found[Kind(HoldOf.WORD, written(signal))] = None
    if seller := seller_value(lead.listing):
        found[Kind(HoldOf.SELLER, seller)] = None
    return [one for one in found if 0 < len(one.value) <= LONGEST]


def _add(request: Request, made: Hold, *, even_so: bool) -> None:
    store = desk_of(request).store
    try:
        with store.one_writing():
            store.holds.add(made, most_confirmed=None if even_so else MOST_CONFIRMED)
            log(request, Action.HOLD, made.hold_id, f"never {made.right_id} {made.of.value} {made.value} {made.why}")
    except TooManyConfirmedError as error:
        raise HTTPException(409, "refused_too-many-confirmed") from error


def _change(request: Request, step: HoldStep) -> None:
    store = desk_of(request).store
    try:
        with store.one_writing():
            found = store.holds.step(step)
            log(request, Action.HOLD, found.hold_id, f"{step.step.value} {found.right_id} {found.of.value} {step.why}")
    except NoSuchHoldError as error:
        raise HTTPException(409, "no-such-hold") from error


def _unscoped(request: Request) -> Account:
    """The person, if they see the leads of every holder: a hold's sample is not cut to some of them."""
    account = require(request, May.READ)
    if account.holders is not None or person_of(request).sees_confirmed_only:
        raise HTTPException(403, "not-allowed")
    return account


def _day(text: str) -> date | None:
    """A day of a form, None for an empty one.

    Raises:
        HTTPException: 400, no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise HTTPException(400) from error
