"""A lead that a rematch found says so for good, and claims no more of its listing than the night that read it."""

from datetime import timedelta
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine

from domain.lead import Lead
from leads.store import Found, LeadStore, Queued, Rematched

DAY = timedelta(days=1)
AGAIN = Rematched("20261125T010000Z-rematch-abc123", factories.NOW)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    return LeadStore(engine, tmp_path)


def find(title: str = "Velmora 加厚外套", right: str = "TM-1") -> Found:
    return Found(factories.listing("L-1", title), factories.right(right), factories.match("L-1", right))


def lead(store: LeadStore, right: str = "TM-1") -> Lead:
    (found,) = (one for one in store.page([]).leads if one.right.right_id == right)
    return found


def test_it_names_the_rematch_and_the_night_and_is_seen_when_the_night_saw_it(store: LeadStore) -> None:
    assert store.queue([find()], "run-1", factories.NOW + 3 * DAY, AGAIN) == Queued(new=1)
    found = lead(store)
    assert (found.rematch, found.run_id) == (AGAIN.rematch_id, "run-1")
    assert (found.first_found, found.last_seen) == (factories.NOW + 3 * DAY, factories.NOW)


def test_a_later_night_finds_it_again_and_what_found_it_first_stays(store: LeadStore) -> None:
    store.queue([find()], "run-1", factories.NOW + 3 * DAY, AGAIN)
    store.queue([find()], "run-2", factories.NOW + 4 * DAY)
    found = lead(store)
    assert (found.rematch, found.run_id, found.last_seen) == (AGAIN.rematch_id, "run-2", factories.NOW + 4 * DAY)


def test_a_night_s_lead_stays_a_night_s_lead(store: LeadStore) -> None:
    store.queue([find()], "run-1", factories.NOW)
    assert store.queue([find()], "run-1", factories.NOW + DAY, AGAIN) == Queued(seen_again=1)
    assert lead(store).rematch == ""


def test_a_rematch_does_not_turn_back_what_a_newer_night_saw(store: LeadStore) -> None:
    store.queue([find("Velmora 棉衣")], "run-2", factories.NOW + DAY)
    store.queue([find(right="TM-2")], "run-1", factories.NOW + 2 * DAY, AGAIN)
    assert lead(store, "TM-2").last_seen == factories.NOW + DAY, "the listing is as the newer night saw it"
