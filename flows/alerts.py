"""A look at the numbers by the table of rules, and the office told of what changed. From a timer, and after each night.

The night need not run for it, nor the database be there.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from flows import runs, tell
from flows.carriers import carriers_of
from flows.house import House
from flows.metrics.family import PREFIX
from flows.metrics.gather import Gathered, gathered, house_if_reached
from settings import Settings
from watches.alarms import state
from watches.alarms.incidents import Event, Incident, Silence, step
from watches.alarms.rules import RULES, Samples
from watches.alarms.wording import messages, trial
from watches.attempt import PassingError, RefusedError
from watches.deliver import Carriers, Delivered, Round
from watches.message import Message

_LOG = logging.getLogger("markhound.alerts")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look found.

    Attributes:
        incidents: what is so now.
        events: what was to be told.
        waiting: messages that could not be handed over and are tried at the next look.
        busy: whether another look was under way; then nothing was done.
        deliveries: what became of the messages in the delivery log.
    """

    incidents: tuple[Incident, ...] = ()
    events: tuple[Event, ...] = ()
    waiting: int = 0
    busy: bool = False
    deliveries: Delivered = field(default_factory=Delivered)


def check(settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Checked:
    """Looks once, and tells what changed; one look at a time.

    Raises:
        SettingError: a setting for deliveries cannot be used.
        NoInstallationError: there is no installation here.
        OSError: what is remembered cannot be written; nothing was told.
    """
    base = settings.data_dir.absolute()
    house = house_if_reached(settings)
    try:
        (base / "locks").mkdir(parents=True, exist_ok=True)
        with runs.locked(base / "locks" / "alerts.lock") as mine:
            return _look(settings, house, clock()) if mine else Checked(busy=True)
    finally:
        if house is not None:
            house.registry.engine.dispose()


def _look(settings: Settings, house: House | None, now: datetime) -> Checked:
    base, carriers = settings.data_dir.absolute(), carriers_of(settings)
    before = state.read(base)
    at = now.timestamp()
    silences = tuple(one for one in before.silences if at < one.until)
    incidents, events = step(before.incidents, RULES, samples(gathered(settings, house)), silences, at)
    fresh = messages(events, settings.language, now) if carriers.alerts else ()
    after = state.State(incidents, silences, (*before.outbox, *fresh))
    state.write(base, after)
    for event in events:
        _LOG.warning("%s: %s", event.kind, event.incident.rule, extra={"data": dict(event.incident.labels)})
    if house is None:
        left = tuple(one for one in after.outbox if not _carried(one, carriers))
        state.write(base, replace(after, outbox=left))
        return Checked(incidents, events, len(left))
    for message in after.outbox:
        house.watches.put(message, carriers.alerts)
    state.write(base, replace(after, outbox=()))
    told = tell.run(house, (), office=True)
    return Checked(incidents, events, told.deliveries.waiting, deliveries=told.deliveries)


def samples(families: Gathered) -> dict[str, Samples]:
    """The numbers by metric; those of a part that is down are not there."""
    return {
        family.name.removeprefix(PREFIX): [
            (tuple(sorted(sample.labels.items())), float(sample.value)) for sample in family.samples
        ]
        for family in families.collect()
    }


def _carried(message: Message, carriers: Carriers) -> bool:
    """Sends past the delivery log, which is away; whether anybody has got it. Ids are the same at each try."""
    arrived = False
    for target in carriers.alerts:
        try:
            carriers.carry(message, target)
            arrived = True
        except (PassingError, RefusedError) as error:
            _LOG.error("an alert could not be sent while the database is away: %s", error)
    return arrived


def after_night(settings: Settings, say: Callable[[str], None]) -> None:
    """The same at the end of a night, where somebody is to be told; what goes wrong costs a line, never the night."""
    if not settings.alerts:
        return
    try:
        checked = check(settings)
    except Exception as error:  # noqa: BLE001 (the rim: the night is over and its results stand)
        _LOG.exception("alerts could not be looked at")
        say(f"alerts could not be looked at: {error}")
        return
    for incident in checked.incidents:
        say(f"alert: {incident.rule} {' '.join(value for _, value in incident.labels)}")


def send_trial(house: House) -> Delivered:
    """Sends an alert that says nothing but that it came.

    Raises:
        SettingError: the office has no targets, or there is no way out.
    """
    carriers = tell.office_carriers(house)
    message = trial(carriers.language, datetime.now(UTC))
    house.watches.put(message, ())
    return Round(house.watches, carriers).once(message, carriers.alerts)


def silence(settings: Settings, wanted: Silence | None, rule: str = "") -> None:
    """Adds a silence; without one, ends those of a rule.

    Raises:
        OSError: it cannot be written.
    """
    base = settings.data_dir.absolute()
    now = state.read(base)
    kept = now.silences if wanted else tuple(one for one in now.silences if one.rule != rule)
    state.write(base, replace(now, silences=(*kept, wanted) if wanted else kept))
