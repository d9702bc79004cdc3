"""An incident is told once, reminded of, and ended; a storm is one message; a silence keeps it quiet."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watches.alarms import state
from watches.alarms.incidents import AGAIN, EVERY, FIRED, OVER, REMIND, Event, Incident, Silence, step
from watches.alarms.rules import RULES, Rule, Samples, as_yaml
from watches.alarms.wording import messages
from watches.alarms.words import todo, what
from watches.letter import letter

DEAD = Rule("source-dead", "source_nights_failed", ">=", 3)
SLOW = Rule("disk-low", "disk_free_bytes", "<", 5e9, holds=300)
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def nights(**failed: float) -> dict[str, Samples]:
    return {"source_nights_failed": [((("source", name),), number) for name, number in failed.items()]}


def kinds(events: tuple[Event, ...]) -> list[tuple[str, str]]:
    return [(event.kind, dict(event.incident.labels).get("source", "")) for event in events]


def test_it_is_told_once_then_reminded_of_then_over() -> None:
    incidents, events = step((), [DEAD], nights(town=3, mall=2), (), 0.5)
    assert kinds(events) == [(FIRED, "town")]
    incidents, events = step(incidents, [DEAD], nights(town=4), (), 3600)
    assert not events
    incidents, events = step(incidents, [DEAD], nights(town=4), (), REMIND + 1)
    assert kinds(events) == [(AGAIN, "town")]
    incidents, events = step(incidents, [DEAD], nights(town=0), (), REMIND + 2)
    assert (kinds(events), incidents) == ([(OVER, "town")], ())
    assert step(incidents, [DEAD], nights(town=0), (), REMIND + 3) == ((), ())


def test_what_lasts_too_short_is_never_told() -> None:
    low: dict[str, Samples] = {"disk_free_bytes": [((), 1e9)]}
    incidents, events = step((), [SLOW], low, (), 1)
    assert (len(incidents), events) == (1, ())
    assert step(incidents, [SLOW], {"disk_free_bytes": [((), 9e9)]}, (), 200) == ((), ())
    _, events = step(incidents, [SLOW], low, (), 301)
    assert [event.kind for event in events] == [FIRED]


def test_what_cannot_be_seen_is_not_over() -> None:
    incidents, _ = step((), [DEAD], nights(town=3), (), 1)
    assert step(incidents, [DEAD], {}, (), 100) == (incidents, ())


@pytest.mark.parametrize(
    "silence", [Silence(EVERY, (), 100, "x"), Silence("source-dead", (("source", "town"),), 100, "x")]
)
def test_a_silence_ends_by_itself_and_tells_what_is_still_so(silence: Silence) -> None:
    incidents, events = step((), [DEAD], nights(town=3, mall=3), (silence,), 1)
    assert (FIRED, "town") not in kinds(events)
    assert ((FIRED, "mall") in kinds(events)) == (silence.rule != EVERY)
    _, events = step(incidents, [DEAD], nights(town=3, mall=3), (silence,), 101)
    assert (FIRED, "town") in kinds(events)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), max_size=60))
def test_messages_alternate_whatever_happens(looks: list[tuple[int, bool, bool]]) -> None:
    """Between two beginnings of one incident stands its end; nobody hears of the end of what they never heard of."""
    incidents: tuple[Incident, ...] = ()
    told: list[str] = []
    for number, (failed, seen, quiet) in enumerate(looks):
        now = 1.0 + number * REMIND / 3
        silences = (Silence(EVERY, (), now + 1, "x"),) if quiet else ()
        incidents, events = step(incidents, [DEAD], nights(town=failed) if seen else {}, silences, now)
        told += [event.kind for event in events]
    ends = [kind for kind in told if kind != AGAIN]
    assert ends == [FIRED, OVER] * (len(ends) // 2) + [FIRED] * (len(ends) % 2)
    assert told[:1] in ([], [FIRED])


def test_thirty_dead_sources_are_one_message_that_says_what_to_do() -> None:
    _, events = step((), [DEAD], nights(**{f"s{number}": 3.0 for number in range(40)}), (), 1)
    (message,) = messages(events, "en", NOW)
    said = letter(message, "")
    assert "and 40 more" in said.subject or "(and 40 more)" in said.subject
    assert todo("source-dead", "en") in said.text
    assert json.loads(said.data)["type"] == "markhound.alert"
    assert messages(events, "en", NOW)[0].message_id == message.message_id


def test_every_rule_has_words_in_both_languages() -> None:
    labels = (("part", "p"), ("register", "r"), ("source", "s"), ("stage", "t"))
    for rule in RULES:
        for language in ("en", "zh"):
            assert what(rule, labels, 90_000.0, language)
            assert todo(rule.name, language)
        assert f"alert: {rule.name}" in as_yaml(RULES, {one.name: "x" for one in RULES})
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_state_is_kept_whole_and_a_damaged_one_is_begun_anew(tmp_path: Path) -> None:
    incidents, events = step((), [DEAD], nights(town=3), (), 1)
    kept = state.State(incidents, (Silence(EVERY, (("source", "a"),), 5.0, "为何"),), messages(events, "zh", NOW))
    state.write(tmp_path, kept)
    assert state.read(tmp_path) == kept
    (tmp_path / state.NAME).write_text('{"incidents": 3}', encoding="utf-8")
    assert state.read(tmp_path) == state.State()
