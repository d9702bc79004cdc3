"""What holders and the office are told: digests made, stale registers noticed, everything pending delivered.

A mail server that is down costs a counted warning and a bounded wait, never a night.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.problem import Problem
from domain.report import TELL, StageReport
from flows import runs, stages
from flows.carriers import SettingError, open_carriers
from flows.house import House
from leads.news import Asked, Sighting
from registry.freshness import Freshness, expected_days, freshness
from watches.deliver import Carriers, Delivered, Round
from watches.news import LISTED, Digest, counted, item_of
from watches.watch_list import OFFICE, Schedule, WatchList
from watches.wording import digest_message, stale_alert, trial_message
from watches.words import say

BATCH = 500  # rights looked up by one statement
SHOWN = 100  # problems, as StageReport promises; the counts have them all


@dataclass(frozen=True, slots=True)
class Told:
    """What one run did: digests made, deliveries, stale registers; `busy` where another run was at it."""

    made: int = 0
    deliveries: Delivered = field(default_factory=Delivered)
    stale: tuple[Freshness, ...] = ()
    busy: bool = False


def has_watches_at_once(house: House) -> bool:
    """Whether somebody wants to know before the night is over."""
    return any(watch.schedule is Schedule.AT_ONCE and not watch.paused for watch in house.watches.every())


def tell(house: House, *, at_once: bool = False) -> StageReport:
    """The stage of a night: what is due is made and delivered.

    Args:
        house: whose.
        at_once: only what does not wait for the end of the night.
    """
    active = [watch for watch in house.watches.every() if not watch.paused]
    wanted = [one for one in active if one.schedule is Schedule.AT_ONCE] if at_once else active
    told = run(house, wanted, office=not at_once)
    done = told.deliveries
    problems = [
        *(Problem("watches", 0, sentence, "not-delivered") for sentence in done.failed),
        *(Problem("watches", 0, sentence, "given-up") for sentence in done.dead),
        *(Problem(one.register, 0, stale_sentence(one, "en"), "stale-register") for one in told.stale),
    ]
    counts = (
        ("digests", told.made),
        ("delivered", done.delivered),
        ("failed", len(done.failed)),
        ("given up", len(done.dead)),
        ("waiting", done.waiting),
        ("stale registers", len(told.stale)),
        ("busy", int(told.busy)),
    )
    return StageReport(TELL, "watches", 0.0, counts, tuple(problems[:SHOWN]))


def run(house: House, watches: Sequence[WatchList], *, office: bool, at_any_rate: bool = False) -> Told:
    """Makes what is due for these watches and delivers what is pending of them; one run at a time.

    Args:
        house: whose.
        watches: which; paused ones are left alone.
        office: whether registers are looked at, and alerts delivered.
        at_any_rate: whatever the schedule, and also what should wait for a later round.
    """
    locks = house.base / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    with runs.locked(locks / "watches.tell.lock") as mine:
        if not mine:
            return Told(busy=True)
        now = datetime.now(UTC)
        carriers = open_carriers(house)
        unheard = house.watches.unheard()
        active = [watch for watch in watches if not watch.paused]
        made = sum(
            make_digest(house, watch, now)
            for watch in active
            if watch.watch_id not in unheard and (at_any_rate or _due(house, watch, now))
        )
        stale = _notice_stale(house, carriers.alerts, now) if office else ()
        wanted = frozenset({*(watch.watch_id for watch in active), *([OFFICE] if office else [])})
        return Told(made, Round(house.watches, carriers, at_any_rate).run(wanted), stale)


def start(house: House, watch: WatchList, *, from_start: bool) -> int:
    """Keeps a new watch; how many leads that are there already it will not tell, none where it tells from the start."""
    known = [] if from_start else [one.key for one in house.news.sightings(asked(watch))]
    house.watches.add(watch, known)
    return len(known)


def trial(house: House, watch_id: str) -> Told:
    """Sends a message that says nothing but that it came, once to each target of a watch or of the office.

    Raises:
        watches.store.NoWatchError: no such watch.
        SettingError: there is no way out, or the office has no targets.
    """
    carriers = office_carriers(house) if watch_id == OFFICE else open_carriers(house)
    if watch_id == OFFICE:
        targets, holder, language = carriers.alerts, OFFICE, carriers.language
    else:
        watch = house.watches.get(watch_id)
        targets, holder, language = watch.targets, watch.holder, watch.language
    message = trial_message(watch_id, holder, language, datetime.now(UTC))
    house.watches.put(message, ())
    return Told(1, Round(house.watches, carriers).once(message, targets))


def office_carriers(house: House) -> Carriers:
    """The ways out, where the office has somebody to be told.

    Raises:
        SettingError: it has nobody, or there is no way out.
    """
    carriers = open_carriers(house)
    if not carriers.alerts:
        raise SettingError("MARKHOUND_ALERTS names nobody; put mail or webhook addresses there")
    return carriers


def make_digest(house: House, watch: WatchList, now: datetime) -> bool:
    """Keeps a digest of all that is new for a watch; whether there was anything."""
    told = house.watches.told(watch.watch_id)
    fresh = [one for one in house.news.sightings(asked(watch)) if one.key not in told]
    fresh = _still_the_holders(house, watch.holder, fresh)
    if not fresh:
        return False
    fresh.sort(key=lambda one: (-one.score, one.lead_id))
    leads = house.leads.leads([one.lead_id for one in fresh[:LISTED]])
    places = counted((one.right_id, one.source) for one in fresh)
    digest = Digest(watch.watch_id, watch.holder, len(fresh), places, tuple(map(item_of, leads)))
    keys = [one.key for one in fresh]
    return house.watches.put(digest_message(watch, digest, keys, now), watch.targets, keys)


def asked(watch: WatchList) -> Asked:
    """What a watch asks the leads for."""
    return Asked(watch.holder, watch.states, watch.lowest, watch.right_ids, watch.sources)


def register_ages(house: House, now: datetime) -> tuple[Freshness, ...]:
    """The age of each register, those that a night should import included."""
    awaited = [path.name.split(".")[0] for path in stages.registry_files(house.settings)]
    return freshness(house.registry, expected_days(house.settings.registry_days), awaited, now)


def stale_sentence(one: Freshness, language: str) -> str:
    """Why a register is stale."""
    days = one.age_days if one.record_days is None or one.stale != "old-records" else one.record_days
    return say(f"stale_{one.stale}", language, register=one.register, days=days, expected=one.expected_days)


def _due(house: House, watch: WatchList, now: datetime) -> bool:
    zone = ZoneInfo(house.settings.timezone)
    last = house.watches.last_made(watch.watch_id)
    return watch.due(last.astimezone(zone).date() if last else None, now.astimezone(zone).date())


def _still_the_holders(house: House, holder: str, fresh: Sequence[Sighting]) -> list[Sighting]:
    """Without those whose right is another's by now: a lead keeps the right as it was when it was found."""
    names = sorted({one.right_id for one in fresh})
    moved: set[str] = set()
    for start in range(0, len(names), BATCH):
        known = house.registry.get(names[start : start + BATCH])
        moved |= {name for name, right in known.items() if right.holder != holder}
    return [one for one in fresh if one.right_id not in moved]


def _notice_stale(house: House, alerts: tuple[str, ...], now: datetime) -> tuple[Freshness, ...]:
    stale = tuple(one for one in register_ages(house, now) if one.stale)
    language = house.settings.language
    for one in stale if alerts else ():
        says = (stale_sentence(one, language), say("stale_do", language))
        house.watches.put(stale_alert(one.register, one.since, says, language, now), alerts)
    return stale
