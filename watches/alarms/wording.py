"""Alerts as messages: one for each rule and kind, however many sources it speaks of."""

from collections.abc import Sequence
from datetime import UTC, datetime

from domain.identity import digest
from watches.alarms.incidents import OVER, Event
from watches.alarms.rules import RULES
from watches.alarms.words import head, todo, what
from watches.letter import alert_body
from watches.message import Kind, Message
from watches.watch_list import OFFICE

LISTED = 30  # incidents that one message names; it says how many more there are


def messages(events: Sequence[Event], language: str, now: datetime) -> tuple[Message, ...]:
    """What is told of these events. Ids come from what is told: the same events are the same messages."""
    groups: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        groups.setdefault((event.incident.rule, event.kind), []).append(event)
    return tuple(_message(kind, group, language, now) for (_, kind), group in groups.items())


def trial(language: str, now: datetime) -> Message:
    """An alert that says nothing but that it came."""
    body = alert_body(head("test", language), (head("test_do", language),))
    return Message(digest("alert", "test", now.isoformat())[:32], OFFICE, Kind.ALERT, language, body, now)


def _message(kind: str, group: Sequence[Event], language: str, now: datetime) -> Message:
    rule = next(rule for rule in RULES if rule.name == group[0].incident.rule)
    incidents = [event.incident for event in group]
    says = [what(rule, one.labels, one.value, language) for one in incidents]
    more = f" ({head('more', language, n=len(says))})" if len(says) > 1 else ""
    lines = [
        f"{said}. {head('since', language, since=f'{datetime.fromtimestamp(one.since, UTC):%Y-%m-%d %H:%M} UTC')}"
        for said, one in zip(says[:LISTED], incidents, strict=False)
    ]
    lines += [head("more", language, n=len(says))] if len(says) > LISTED else []
    lines += [] if kind == OVER else [todo(rule.name, language)]
    parts = [f"{one.rule} {one.labels} {one.since} {one.told}" for one in incidents]
    name = digest("alert", kind, *sorted(parts))[:32]
    body = alert_body(head(kind, language, what=says[0] + more), lines)
    return Message(name, OFFICE, Kind.ALERT, language, body, now)
