"""Case packs: made of exactly what a filter shows, in the background, and fetched from a page."""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from accounts.account import Account, May
from accounts.audit import Action
from domain.lead import Lead, LeadState
from leads.facets import seller_value
from review.desk import desk_of, draw
from review.forms import read_form
from review.packer import Order, Packer
from review.person import asked_filter, log, person_of, require

LONGEST = 200


def packs(request: Request) -> Response:
    """`GET /packs`: what is being made and what is there."""
    account = require(request, May.EXPORT)
    packer = _packer(request)
    jobs = [job for job in packer.jobs() if _may_have(account, job.order.by)]
    return draw(
        request,
        "packs.html",
        jobs=jobs,
        running=any(not job.error for job in jobs),
        made=[one for one in packer.made() if _may_have(account, one.by)],
    )


async def make(request: Request) -> Response:
    """`POST /packs`: takes an order for the confirmed leads of a filter."""
    form = await read_form(request)
    account = require(request, May.EXPORT)
    packer = _packer(request)
    wanted = asked_filter(request, form.get("view", ""))
    profile = form.get("profile", "")
    # Only what the screen showed, and only what may leave: no other states are quietly left out.
    if profile not in packer.profiles or wanted.sieve.states != (LeadState.CONFIRMED,):
        raise HTTPException(400)
    order = Order(wanted.sieve, wanted.query, profile, form.get("recipient", "").strip()[:LONGEST], account.name)
    await run_in_threadpool(packer.start, order)
    await run_in_threadpool(log, request, Action.EXPORT, "", f"ordered for {profile}: {wanted.query}")
    return RedirectResponse("/packs", 303)


def fetch(request: Request) -> Response:
    """`GET /packs/{name}`."""
    account = require(request, May.EXPORT)
    packer = _packer(request)
    name: str = request.path_params["name"]
    found = next((one for one in packer.made() if one.name == name and _may_have(account, one.by)), None)
    path = packer.path(name) if found else None
    if found is None or path is None:
        raise HTTPException(404)
    log(request, Action.EXPORT, found.case_id, f"fetched {found.digest}")
    return FileResponse(path, media_type="application/zip", filename=name)


def _packer(request: Request) -> Packer:
    packer = desk_of(request).packer
    if packer is None:
        raise HTTPException(404)
    return packer


def _may_have(account: Account, by: str) -> bool:
    """Others' packs may hold leads of holders that the person may not see."""
    return account.holders is None or by == account.name


def case_view(lead: Lead, group: str) -> str:
    """The filter of the case that a confirmed lead belongs to, as an address has it.

    Args:
        lead: which.
        group: key of its near-identical leads, for a listing that names no seller.
    """
    seller = seller_value(lead.listing)
    rest = {"seller": seller} if seller else {"group": group}
    return urlencode({"state": LeadState.CONFIRMED.value, "right": lead.right.right_id} | rest)


def exporting(request: Request) -> tuple[str, ...]:
    """The audiences that a page offers, none where the person may not export."""
    packer = desk_of(request).packer
    return packer.profiles if packer is not None and person_of(request).may(May.EXPORT) else ()
