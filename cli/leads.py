"""`markhound leads`: the queue on the command line."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer

from cli.holding import told
from cli.output import VerbError, out, show_json, show_table, visible
from domain.decision import Decision, Reason, Verdict
from domain.decision_json import decision_to
from domain.fields import Json
from domain.lead import Lead, LeadState
from domain.offer import Span
from domain.turn import Turn, turn_to
from settings import Settings

app = typer.Typer(help="List, show and decide leads.", no_args_is_help=True)


@app.command("list")
def list_(
    state: Annotated[list[LeadState] | None, typer.Option(help="Only these states; default: open and changed.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most leads shown.")] = 50,
    today: Annotated[bool, typer.Option("--today", help="Only the day's list, in its order.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Lists leads, best first.

    Example: markhound leads list --state confirmed --json
    """
    from flows.house import enter_house
    from leads.store import Sieve

    sieve = Sieve(tuple(state or (LeadState.OPEN, LeadState.CHANGED)), today=today)
    store = enter_house(Settings()).leads
    leads = store.sift(sieve, limit=limit).leads
    turns = store.today.turns([lead.lead_id for lead in leads])
    if json:
        show_json([summary(lead, turns.get(lead.lead_id)) for lead in leads])
        return
    show_table(
        f"{len(leads)} lead(s)",
        ("lead", "score", "state", "today", "refers to", "title", "source", "seller"),
        (
            (
                lead.lead_id,
                f"{lead.score:.3f}",
                lead.state.value,
                _place(turns.get(lead.lead_id)),
                lead.right.mark_text or lead.right.right_id,
                lead.listing.title[:60],
                lead.listing.source,
                lead.listing.seller.name[:30],
            )
            for lead in leads
        ),
    )


@app.command()
def show(lead_id: str, json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False) -> None:
    """Shows one lead with its signals and decisions.

    Example: markhound leads show 1221669c0b0a7f44df212f8abc2adde0
    """
    from flows.house import enter_house

    house = enter_house(Settings())
    lead = house.leads.get(lead_id)
    if lead is None:
        raise VerbError(f"there is no lead {lead_id}; `markhound leads list` shows those there are")
    decisions = house.leads.decisions(lead_id)
    history = house.history.of(lead.listing.source, lead.listing.listing_id)
    spans = history.spans if history else ()
    turn = house.leads.today.turns([lead_id]).get(lead_id)
    if json:
        over_time = {"decisions": [_decision(one) for one in decisions], "offer": [_span(span) for span in spans]}
        show_json(summary(lead, turn) | over_time)
        return
    lines = [
        f"{lead.listing.title[:200]}",
        f"suspected: refers to {lead.right.mark_text or lead.right.right_id} ({lead.right.holder or 'holder unknown'})",
        f"score {lead.score:.3f} by {lead.scorer}, {lead.state.value}, {lead.listing.url}",
        f"the right is {lead.right.status.value}, as of {lead.registry_version or 'a registry without versions'}",
    ]
    lines += [f"found by the rematch {lead.rematch}, in a listing of an earlier night"] if lead.rematch else []
    lines += [f"  {signal.strength:+.2f} {signal.name}: {signal.detail}" for signal in lead.signals]
    lines += [_why_here(turn)] if turn else []
    lines += [f"  held back: {told(hold)}" for hold in house.leads.holds.of_leads(lead.held)]
    lines += [f"  changed since: {change}" for change in lead.changes]
    lines += [f"  the listing is gone since {lead.gone_since:%Y-%m-%d %H:%M}"] if lead.gone_since else []
    lines += [f"  {_says(span)}" for span in spans[-20:]] if len(spans) > 1 else []
    lines += [
        f"  {d.decided_at:%Y-%m-%d %H:%M} {d.reviewer}: {d.verdict.value} ({d.reason.value}) {d.note}"
        for d in decisions
    ]
    for line in lines:
        out.print(visible(line), markup=False, soft_wrap=True)


@app.command()
def decide(
    lead_id: str,
    verdict: Verdict,
    reason: Annotated[Reason, typer.Option(help="Why.")] = Reason.UNSTATED,
    note: Annotated[str, typer.Option(help="In your words.")] = "",
    reviewer: Annotated[str, typer.Option(help="Your name; default: MARKHOUND_REVIEWER.")] = "",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Writes a decision to the log.

    Example: markhound leads decide 1221669c0b0a7f44df212f8abc2adde0 infringing --reviewer "Lin"
    """
    from accounts.audit import Action, Entry
    from flows.house import enter_house

    settings = Settings()
    name = reviewer or settings.reviewer
    if not name.strip():
        raise VerbError("a decision needs a name: give --reviewer or set MARKHOUND_REVIEWER")
    house = enter_house(settings)
    lead = house.leads.get(lead_id)
    if lead is None:
        raise VerbError(f"there is no lead {lead_id}; `markhound leads list` shows those there are")
    now = datetime.now(UTC)
    decision = Decision(uuid4().hex, lead_id, verdict, reason, note, name, now, lead.evidence)
    decided = house.leads.decide(decision)
    house.accounts.audit.write(Entry(now, name, Action.DECIDE, lead_id, f"{decision.decision_id} {verdict.value} cli"))
    if json:
        show_json(_decision(decision) | {"lead_id": lead_id, "state": decided.state.value})
        return
    out.print(f"{lead_id}: {decided.state.value}", markup=False)


def _place(turn: Turn | None) -> str:
    """A place in the day's list."""
    if turn is None:
        return ""
    return f"{turn.place}, drawn" if turn.explored else f"{turn.place}"


def _why_here(turn: Turn) -> str:
    """Why a lead stands where it does in the day's list."""
    if turn.explored:
        return f"  today {turn.place}: drawn by chance from below the cut, with probability {turn.propensity:.2g}"
    value = f"chance {turn.chance:.2f} × weight {turn.weight:.1f} × fresh {turn.fresh:.2f}"
    return f"  today {turn.place}: {value}"


def _says(span: Span) -> str:
    """What an offer said for a while."""
    facts = span.facts
    until = f" to {span.until:%Y-%m-%d %H:%M}" if span.until else " until now"
    price = f", {facts.price} {facts.currency}" if facts.price else ""
    return f"{span.since:%Y-%m-%d %H:%M}{until}: {facts.title[:120]}{price}, {len(facts.pictures)} picture(s)"


def _span(span: Span) -> dict[str, object]:
    return {
        "title": span.facts.title,
        "price": span.facts.price,
        "currency": span.facts.currency,
        "pictures": list(span.facts.pictures),
        "run_id": span.run_id,
        "since": span.since.isoformat(),
        "until": span.until.isoformat() if span.until else None,
    }


def _decision(decision: Decision) -> Json:
    return decision_to(decision) | {"evidence": decision.evidence}


def summary(lead: Lead, turn: Turn | None = None) -> dict[str, object]:
    """A lead as JSON for scripts, with its place in the day's list; pictures are absolute paths."""
    from pathlib import Path

    from domain.listing_json import listing_to
    from domain.match_json import signal_to

    listing = listing_to(lead.listing, Path("/"))
    if lead.listing.images:
        listing["images"] = list(lead.listing.images)
    for fields, capture in zip(listing.get("captures", ()), lead.listing.captures, strict=True):
        fields["location"] = capture.location
    return {
        "lead_id": lead.lead_id,
        "state": lead.state.value,
        "score": lead.score,
        "scorer": lead.scorer,
        "registry_version": lead.registry_version,
        "right_id": lead.right.right_id,
        "mark_text": lead.right.mark_text,
        "holder": lead.right.holder,
        "first_found": lead.first_found.isoformat(),
        "last_found": lead.last_found.isoformat(),
        "run_id": lead.run_id,
        "rematch": lead.rematch,
        "gone_since": lead.gone_since.isoformat() if lead.gone_since else None,
        "changes": list(lead.changes),
        "held": list(lead.held),
        "why_here": turn_to(turn) if turn else None,
        "signals": [signal_to(signal) for signal in lead.signals],
        "listing": listing,
    }
