"""What the database says: queue, decisions, precision, registers, deliveries."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from prometheus_client.core import Metric

from domain.lead import LeadState
from flows.house import House
from flows.metrics.family import MOST, Sample, counter, gauge, info, one, seconds
from flows.snapshots import snapshot_path
from flows.tell import register_ages
from leads.certificate import ENOUGH, Certificate
from leads.depth import Depth
from leads.precision import Share

WEEKS = 4  # that the precision speaks of
LATELY = timedelta(weeks=2)  # held against the `BEFORE` before it, to tell whether it fell
BEFORE = timedelta(weeks=8)
SCORERS = 5  # that are told apart, those with most answers


def queue(house: House, _now: datetime) -> Iterator[Metric]:
    """How many leads there are in each state, and how many decisions were made. Counters of the store: no scan."""
    counts = house.leads.counts()
    depth = [((state.value,), float(counts[state])) for state in LeadState]
    yield gauge("leads", "Leads by state; open and changed ones wait for a person.", ("state",), depth)
    log = Depth(house.registry.engine).log()
    yield counter("decisions", "Decisions ever made.", log.decisions)
    yield counter("reversals", "Decisions ever taken back.", log.reversals)


def waiting(house: House, _now: datetime) -> Iterator[Metric]:
    """How long the oldest lead has waited; the age of the newest list."""
    oldest = Depth(house.registry.engine).oldest()
    says = "When the lead that has waited longest was first found; no sample where none waits."
    yield one("queue_oldest_timestamp_seconds", says, seconds(oldest))


def quality(house: House, now: datetime) -> Iterator[Metric]:
    """Precision with its interval, what is missed, and whether precision fell."""
    figures = house.leads.figures
    month = figures.certificate(now - timedelta(weeks=WEEKS))
    shares: list[Sample] = []
    for found in month.precision[:SCORERS]:
        if found.judged.of >= ENOUGH:
            shares += _bounds((found.scorer,), found.judged)
    says = "Share of decided leads that a second person, judging blind, called infringing, with its 95 % interval."
    yield gauge("precision_ratio", says, ("scorer", "bound"), shares)
    judged = [((found.scorer,), float(found.judged.of)) for found in month.precision[:SCORERS]]
    yield gauge("precision_judged", "Leads that were judged blind in the last four weeks.", ("scorer",), judged)
    missed: list[Sample] = []
    if month.missed.found.of >= ENOUGH:
        low, high = month.missed.interval
        missed = [(("estimate",), month.missed.estimate), (("lower",), low), (("upper",), high)]
    yield gauge("missed_leads", "Leads that the last nights missed: an estimate with its interval.", ("bound",), missed)
    lately, whole = figures.certificate(now - LATELY), figures.certificate(now - LATELY - BEFORE)
    says = "How far precision has fallen below the weeks before, between the intervals: above 0 it is no chance."
    yield one("precision_drop_ratio", says, fallen(_all(lately), _all(whole)))


def fallen(lately: Share, whole: Share) -> float | None:
    """Between the upper bound of a late period and the lower bound of what was before it; None where either is thin.

    Args:
        lately: of the late period.
        whole: of the late period and what was before it.
    """
    before = Share(whole.hits - lately.hits, whole.of - lately.of)
    if lately.of < ENOUGH or before.of < ENOUGH:
        return None
    return before.interval[0] - lately.interval[1]


def _all(found: Certificate) -> Share:
    judged = [one.judged for one in found.precision]
    return Share(sum(one.hits for one in judged), sum(one.of for one in judged))


def _bounds(labels: tuple[str, ...], share: Share) -> list[Sample]:
    low, high = share.interval
    return [((*labels, "estimate"), share.value), ((*labels, "lower"), low), ((*labels, "upper"), high)]


def registers(house: House, now: datetime) -> Iterator[Metric]:
    """Age of each register, and whether the index is of the registry that is in force."""
    there = house.registry.registers()
    rights = [((register.name,), float(register.rights)) for register in there[:MOST]]
    yield gauge("register_rights", "Rights of each register.", ("register",), rights)
    ages = register_ages(house, now)[:MOST]
    changed = [((age.register,), age.changed_at.timestamp()) for age in ages if age.changed_at]
    yield gauge("register_changed_timestamp_seconds", "When a register last changed.", ("register",), changed)
    newest = [((age.register,), at) for age in ages if (at := _day(age.newest_record)) is not None]
    yield gauge("register_newest_record_timestamp_seconds", "Day of its newest record.", ("register",), newest)
    stale = [((age.register,), float(bool(age.stale))) for age in ages]
    yield gauge("register_stale", "Whether a register should have changed by now.", ("register",), stale)
    path = snapshot_path(house, there)
    made = path.is_dir()
    imported = max((register.imported_at for register in there), default=None)
    behind = (now - imported).total_seconds() if imported and not made and any(r.rights for r in there) else 0.0
    yield info("index", "The compiled index that belongs to the registry in force.", version=path.name)
    yield one("index_created_timestamp_seconds", "When it was made.", path.stat().st_mtime if made else None)
    yield one("index_behind_registry_seconds", "For how long the registry has had no index; 0 if it has.", behind)


def _day(record: str) -> float | None:
    try:
        return datetime.fromisoformat(record[:10]).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


def deliveries(house: House, _now: datetime) -> Iterator[Metric]:
    """Digests and alerts that have not arrived."""
    standing = house.watches.undelivered()
    says = "Deliveries that are waiting for their first try, failing, or given up."
    numbers = {"waiting": standing.waiting, "failing": standing.failing, "dead": standing.dead}
    yield gauge("deliveries", says, ("state",), (((name,), float(number)) for name, number in numbers.items()))
    yield one("deliveries_failing_since_timestamp_seconds", "Since when the oldest one has been failing.",
              seconds(standing.since))  # fmt: skip
