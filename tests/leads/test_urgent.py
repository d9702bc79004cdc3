"""Leads that somebody is owed an answer on stand above the others, those due first on top."""

from datetime import date, timedelta
from pathlib import Path

import factories
from sqlalchemy import Engine

from domain.decision import Decision, Reason, Verdict
from leads.store import Found, LeadStore

NOW = factories.NOW
SOON, LATER = date(2026, 11, 25), date(2026, 12, 9)


def queued(store: LeadStore, *scores: float) -> list[str]:
    found = [
        Found(factories.listing(f"L-{n}", title=f"Velmora 外套 {n} 号 {chr(0x4E00 + n) * 9}"), factories.right(),
              factories.match(f"L-{n}", "TM-1", score))
        for n, score in enumerate(scores)
    ]  # fmt: skip
    store.queue(found, "night", NOW)
    return [one.lead_id for one in found]


def listed(store: LeadStore, names: list[str]) -> list[int]:
    turns = store.today.turns(names)
    return [turns[name].place for name in names if name in turns]


def test_what_is_urgent_goes_above_a_list_that_is_there_and_one_that_comes(engine: Engine, tmp_path: Path) -> None:
    store = LeadStore(engine, tmp_path)
    names = queued(store, 0.99, 0.9, 0.6, 0.55)
    store.today.make(2, 0.0, "night", NOW)
    assert listed(store, names) == [1, 2]
    assert store.today.urgent.raise_to_top({names[3]: LATER}, "x", NOW) == 1
    assert listed(store, names) == [2, 3, 1]
    assert store.today.urgent.raise_to_top({names[2]: SOON, names[1]: LATER}, "x", NOW) == 3
    assert listed(store, names) == [4, 2, 1, 3]
    made = store.today.newest()
    assert made is not None
    assert made.listed == 4
    lead = store.get(names[2])
    assert lead is not None
    at = NOW + timedelta(hours=1)
    store.decide(Decision("d" * 32, names[2], Verdict.UNSURE, Reason.UNSTATED, "", "Lin", at, lead.evidence))
    store.today.make(2, 0.0, "next", NOW + timedelta(days=1))
    assert listed(store, names) == [1, 2], "the two that wait, and nothing beside them: they fill the day"
    assert store.today.urgent.of(names) == {names[1]: LATER, names[2]: SOON, names[3]: LATER}


def test_the_earlier_deadline_counts_and_a_first_list_is_made_of_them(engine: Engine, tmp_path: Path) -> None:
    store = LeadStore(engine, tmp_path)
    names = queued(store, 0.9, 0.8)
    store.today.urgent.raise_to_top({names[1]: LATER}, "x-intake-1", NOW)
    store.today.urgent.raise_to_top({names[1]: SOON}, "x-intake-2", NOW)
    store.today.urgent.raise_to_top({names[1]: LATER}, "x-intake-3", NOW)
    assert store.today.urgent.of(names) == {names[1]: SOON}
    assert listed(store, names) == [1]
    assert store.today.left() == 1
    assert store.today.urgent.raise_to_top({}, "x", NOW) == 0
