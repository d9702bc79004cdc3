"""What stands before the reviewers in the morning: the day's list, what is held back, what can be vouched for."""

from datetime import UTC, date, datetime, timedelta

from accounts.account import May
from domain.hold import Hold, HoldKind, HoldOf, HoldState
from domain.problem import Problem
from domain.report import CERTIFY, RANK, StageReport
from flows.house import House
from flows.runs import Run
from leads.certificate import ENOUGH, Certificate, Precision
from leads.holds import Facts
from leads.precision import Share

WEEKS = 4  # of answers and decisions that a certificate speaks of


def rank(house: House, run: Run, today: date) -> StageReport:
    """Ends the holds whose last day is over, then makes the day's list; what is held back stands before it."""
    expired = house.leads.holds.expire(today, run.started_at)
    settings = house.settings
    budget = settings.daily_leads * reviewers(house)
    made = house.leads.today.make(budget, settings.explore_share, run.run_id, run.started_at)
    floods = [(hold, house.leads.holds.facts(hold.hold_id)) for hold in house.leads.holds.find(HoldKind.FLOOD)]
    storms = [(hold, facts) for hold, facts in floods if facts.is_storm]
    others = [(hold, facts) for hold, facts in floods if not facts.is_storm]
    problems = [Problem(hold.hold_id, 0, told(hold, facts), "storm") for hold, facts in storms]
    problems += [Problem(hold.hold_id, 0, told(hold, facts), "held-back") for hold, facts in others]
    counts = (
        ("listed", made.listed),
        ("explored", made.explored),
        ("expected", round(made.expected)),
        ("ties_per_1000", round(made.ties * 1000)),
        ("storms", len(storms)),
        ("held_back", sum(facts.waiting for _, facts in floods)),
        ("expired", expired),
    )
    return StageReport(RANK, "leads", 0.0, counts, tuple(problems[:100]))


def reviewers(house: House) -> int:
    """How many people decide: as the office says, else as many as have an account for it; at least one."""
    if house.settings.reviewers:
        return house.settings.reviewers
    return max(1, sum(one.active and one.may(May.DECIDE) for one in house.accounts.every()))


def told(hold: Hold, facts: Facts) -> str:
    """One sentence of a flood: what, how much, who stands behind it, what to do."""
    what = {
        HoldOf.RIGHT: f"{hold.right_id} fires",
        HoldOf.WORD: f"the word “{hold.value[:60]}” fires for {hold.right_id}",
        HoldOf.VIEW: f"picture {hold.value[:80]} of {hold.right_id} fires",
    }.get(hold.of, f"{hold.right_id} fires")
    numbers = f"on {hold.hits:,} of {hold.listings:,} listings of {hold.source}, where up to {hold.limit:,} are usual"
    behind = f"{facts.waiting:,} lead(s) held back, of {facts.sellers:,} seller(s) in {facts.wordings:,} wording(s)"
    if facts.is_storm:
        kind = "may be one right copied by many sellers at once (群体性侵权), or a word that many use: look first"
    elif facts.is_one_shop:
        kind = "one seller stands for most of it"
    else:
        kind = "several sellers, none of them many"
    until = f" until {hold.until}" if hold.until else ""
    stands = f"it is kept{until}" if hold.state is HoldState.KEPT else "it waits for somebody to look (/held)"
    return f"{what} {numbers}; {behind}: {kind}; {stands}"


def certify(house: House, run: Run) -> StageReport:
    """What the checks of the last weeks vouch for."""
    since = run.started_at - timedelta(weeks=WEEKS)
    found = house.leads.figures.certificate(since)
    sentences = [*_precisions(found, run.started_at), _missed(found), _below(found)]
    problems = tuple(Problem("checks", 0, sentence, "note-certificate") for sentence in sentences)
    judged = sum(one.judged.of for one in found.precision)
    counts = (
        ("judged_blind", judged),
        ("unqueued_looked_at", found.missed.found.of),
        ("explored_decided", found.below.of),
    )
    return StageReport(CERTIFY, "decisions", 0.0, counts, problems)


def _precisions(found: Certificate, until: datetime) -> list[str]:
    days = f"between {found.since.astimezone(UTC):%Y-%m-%d} and {until.astimezone(UTC):%Y-%m-%d}"
    if not found.precision:
        return [f"Precision: no lead was judged blind by a second person {days}; nothing can be said of it."]
    return [_precision(one, days) for one in found.precision]


def _precision(one: Precision, days: str) -> str:
    begin = (
        f"Precision, scorer {one.scorer}: of {one.judged.of:,} decided leads that a second person judged blind {days}"
    )
    if one.judged.of < ENOUGH:
        return f"{begin}, {one.judged.hits:,} were infringing; too few (under {ENOUGH}) for a share."
    upheld = f"; of {one.upheld.of:,} confirmed ones {one.upheld.hits:,} were upheld ({interval(one.upheld)})"
    return (
        f"{begin}, {one.judged.hits:,} were infringing: {interval(one.judged)}"
        f"{upheld if one.upheld.of >= ENOUGH else ''}. {one.unsure:,} more answer(s) were unsure; leads drawn from "
        "below the cut do not count."
    )


def _missed(found: Certificate) -> str:
    share, listings = found.missed.found, found.missed.listings
    drawn = f"of {share.of:,} listings without a lead, drawn by chance and looked at"
    begin = f"Missed: {drawn}, {share.hits:,} were infringing"
    if share.of < ENOUGH:
        return f"{begin}; too few (under {ENOUGH}) to estimate what is missing among {listings:,}."
    low, high = found.missed.interval
    return (
        f"{begin}; among the {listings:,} of the last night of each source that is about {found.missed.estimate:,.0f} "
        f"missed lead(s), with 95 % confidence {low:,.0f} to {high:,.0f}."
    )


def _below(found: Certificate) -> str:
    share = found.below
    begin = f"Below the cut: of {share.of:,} leads drawn from there and decided, {share.hits:,} were infringing"
    if share.of < ENOUGH:
        return f"{begin}; too few (under {ENOUGH}) to estimate what stands there among {found.frame:,}."
    middle, low, high = found.left_below
    return (
        f"{begin}; among {found.frame:,} that is about {middle:,.0f}, with 95 % confidence {low:,.0f} to {high:,.0f}."
    )


def interval(share: Share) -> str:
    """A share with its 95 % interval, in whole percent; outwards, so that it never says more than it knows."""
    low, high = share.interval
    return f"{share.value * 100:.0f} % (95 % interval {int(low * 100)} % to {-int(-high * 100 // 1)} %, Wilson)"
