"""Incidents: what is so for long enough is told once, then from time to time, and once more when it is over. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from watches.alarms.rules import Labels, Rule, Samples

REMIND = 24 * 3_600.0  # seconds between two reminders of what is still so
FIRED, AGAIN, OVER = "fired", "again", "over"
EVERY = "*"  # a silence of all rules


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that a rule found.

    Attributes:
        rule: its name.
        labels: of what.
        since: when it was first found, Unix seconds.
        value: as it was found last.
        told: when somebody was last told of it, 0.0 for never.
    """

    rule: str
    labels: Labels
    since: float
    value: float
    told: float = 0.0

    @property
    def key(self) -> tuple[str, Labels]:
        """What it is, however long it lasts."""
        return self.rule, self.labels


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody is told of a rule for a time.

    Attributes:
        rule: its name, or `EVERY`.
        labels: what an incident must have to be silenced; none for all of that rule.
        until: Unix seconds.
        why: for who comes later.
    """

    rule: str
    labels: Labels
    until: float
    why: str

    def covers(self, incident: Incident, now: float) -> bool:
        """Whether it keeps that one quiet now."""
        return now < self.until and self.rule in (EVERY, incident.rule) and set(self.labels) <= set(incident.labels)


@dataclass(frozen=True, slots=True)
class Event:
    """What is to be told of an incident: that it `fired`, is so `again`, or is `over`."""

    kind: str
    incident: Incident


def step(
    incidents: Sequence[Incident],
    rules: Sequence[Rule],
    families: Mapping[str, Samples],
    silences: Sequence[Silence],
    now: float,
) -> tuple[tuple[Incident, ...], tuple[Event, ...]]:
    """The incidents after another look, and what is to be told of them.

    Where a metric is not known, its incidents stay as they are: what cannot be seen is not over.

    Args:
        incidents: as they were.
        rules: the table.
        families: by name of the metric; those that could not be computed are not in it.
        silences: what is kept quiet.
        now: Unix seconds.
    """
    known = {one.key: one for one in incidents}
    after: list[Incident] = []
    events: list[Event] = []
    for rule in rules:
        mine = [one for one in incidents if one.rule == rule.name]
        found = rule.firing(families, now)
        if found is None:
            after += mine
            continue
        seen: set[tuple[str, Labels]] = set()
        for labels, value in found:
            before = known.get((rule.name, labels), Incident(rule.name, labels, now, value))
            incident, event = _looked_at(rule, replace(before, value=value), silences, now)
            seen.add(incident.key)
            after.append(incident)
            events += [event] if event else []
        events += [Event(OVER, one) for one in mine if one.key not in seen and one.told]
    return tuple(after), tuple(events)


def _looked_at(
    rule: Rule, incident: Incident, silences: Sequence[Silence], now: float
) -> tuple[Incident, Event | None]:
    lasts = now - incident.since >= rule.holds
    quiet = not rule.told or any(silence.covers(incident, now) for silence in silences)
    due = not incident.told or now - incident.told >= REMIND
    if not lasts or quiet or not due:
        return incident, None
    told = replace(incident, told=now)
    return told, Event(AGAIN if incident.told else FIRED, told)
