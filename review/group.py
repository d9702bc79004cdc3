"""Near-identical leads, or those of a group lead, decided as one: all are listed, what differs most comes first."""

import secrets
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accounts.account import May
from accounts.audit import Action, Entry
from domain.decision import Decision, Reason, Verdict
from domain.identity import digest
from domain.lead import Lead
from domain.network import GroupLead
from leads.facets import title_template
from leads.network.store import sieve_of
from leads.store import ConflictError, Sieve, StaleEvidenceError, UnknownLeadError
from review.desk import desk_of, draw
from review.filter import TO_DECIDE
from review.forms import read_form
from review.lead import LONGEST_NOTE, read_decision
from review.person import log, person_of, require, sees
from review.view import LeadView

MOST = 100  # leads that one decision covers: as many as a person can look over on one page
GUARDED = 10  # from this many on, their number must be written out
FAR = 0.1  # score from the middle one at which a lead is an outlier


@dataclass(frozen=True, slots=True)
class Member:
    """A lead of a group, and how it differs from the rest, "" where it does not."""

    view: LeadView
    differs: tuple[str, ...]


def group(request: Request) -> Response:
    """`GET /groups/{key}`."""
    members = _members(request)
    log(request, Action.VIEW_GROUP, request.path_params["key"], f"{len(members)} leads")
    return _page(request, members)


async def decide(request: Request) -> Response:
    """`POST /groups/{key}/decision`: the same decision on each lead that was ticked, all of them or none."""
    form = await read_form(request, most_fields=MOST * 2 + 20)
    require(request, May.DECIDE)
    return await run_in_threadpool(_decide, request, dict(form))


def _decide(request: Request, form: dict[str, str]) -> Response:
    desk = desk_of(request)
    chosen = {name.removeprefix("lead-"): seen for name, seen in form.items() if name.startswith("lead-")}
    if not chosen:
        return _page(request, _members(request), "none-chosen")
    if len(chosen) >= GUARDED and form.get("count", "").strip() != str(len(chosen)):
        return _page(request, _members(request), "guard", len(chosen))
    leads = {lead.lead_id: lead for lead in desk.store.leads(list(chosen)) if sees(person_of(request), lead)}
    if set(leads) != set(chosen):
        raise HTTPException(404)
    batch = form.get("decision_id", "")
    first = read_decision(request, "", form, evidence="")
    decisions, expected = [], {}
    for name, seen in chosen.items():
        evidence, _, expected[name] = seen.partition(" ")
        decision_id = digest("batch", batch, name)[:32]
        decisions.append(replace(first, decision_id=decision_id, lead_id=name, evidence=evidence, batch=batch))
    claims = desk.store.team.claims(chosen, desk.clock())
    if any(claim.reviewer != first.reviewer for claim in claims.values()):
        return _page(request, _members(request), "claimed")
    try:
        desk.store.decide_all(decisions, expected)
    except UnknownLeadError as error:
        raise HTTPException(404) from error
    except (StaleEvidenceError, ConflictError):
        return _page(request, _members(request), "conflict")
    _log(request, decisions)
    request.session["decided"] = decisions[0].lead_id
    return RedirectResponse("/", 303)


def _log(request: Request, decisions: list[Decision]) -> None:
    entries = (
        Entry(one.decided_at, one.reviewer, Action.DECIDE, one.lead_id, f"{one.decision_id} {one.verdict.value}")
        for one in decisions
    )
    desk_of(request).accounts.audit.write(*entries)


def _members(request: Request) -> list[Member]:
    """The leads of the group that await a decision, those that differ most first.

    Raises:
        HTTPException: 404, there is no such group for this person.
    """
    desk, account = desk_of(request), person_of(request)
    raised = _raised(request)
    wanted = sieve_of(raised) if raised else Sieve(group_key=request.path_params["key"])
    sieve = replace(wanted, states=TO_DECIDE, holders=account.holders)
    leads = [lead for lead in desk.store.sift(sieve, limit=MOST).leads if sees(account, lead)]
    if not leads:
        raise HTTPException(404)
    middle = leads[len(leads) // 2]
    members = [Member(LeadView(lead, desk.zone), _differs(lead, middle, alike=raised is None)) for lead in leads]
    return sorted(members, key=lambda member: (-len(member.differs), member.view.lead.score))


def _raised(request: Request) -> GroupLead | None:
    """The group lead (leads/network/) that the address names; None where it names near-identical leads."""
    return desk_of(request).store.networks.get(request.path_params["key"])


def _differs(lead: Lead, middle: Lead, *, alike: bool) -> tuple[str, ...]:
    """How a lead differs from the middle one of its group; sellers of a group lead need not show the same."""
    found = []
    if abs(lead.score - middle.score) >= FAR:
        found.append("differs_score")
    price, usual = lead.listing.price, middle.listing.price
    if price is not None and usual and not usual / 2 < price < usual * 2:
        found.append("differs_price")
    if {signal.name for signal in lead.signals} != {signal.name for signal in middle.signals}:
        found.append("differs_signals")
    if not alike:
        return tuple(found)
    # A group may hang together by pictures or by titles: whoever decides it must see by which it does not.
    if title_template(lead.listing.title) != title_template(middle.listing.title):
        found.append("differs_title")
    if lead.listing.images[:1] != middle.listing.images[:1]:
        found.append("differs_picture")
    return tuple(found)


def _page(request: Request, members: list[Member], refused: str = "", size: int = 0) -> Response:
    return draw(
        request,
        "group.html",
        409 if refused else 200,
        members=members,
        refused=refused,
        size=size or len(members),
        guarded=len(members) >= GUARDED,
        most=MOST,
        verdicts=list(Verdict),
        reasons=list(Reason),
        decision_id=secrets.token_hex(16),
        longest_note=LONGEST_NOTE,
        deciding=person_of(request).may(May.DECIDE),
        key=request.path_params["key"],
        raised=_raised(request),
    )
