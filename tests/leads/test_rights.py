"""Leads whose right goes away leave the queue by themselves, and come back with it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine, event

from domain.decision import Decision, Reason, Verdict
from domain.lead import Lead, LeadState
from domain.right import Right, RightStatus
from leads.store import Found, LeadStore, RightsReviewed

DAY = timedelta(days=1)
TODAY = factories.TODAY
CANCELLED = factories.right(status=RightStatus.CANCELLED)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    """One open lead on the right TM-1, whose picture lies beside the data."""
    store = LeadStore(engine, tmp_path)
    store.queue([find()], "run-1", factories.NOW)
    return store


def find(number: int = 1, right_id: str = "TM-1", **fields: object) -> Found:
    listing = factories.listing(f"L-{number}", **fields)
    return Found(listing, factories.right(right_id), factories.match(listing.listing_id, right_id))


def only(store: LeadStore) -> Lead:
    (lead,) = store.page([]).leads
    return lead


def decide(store: LeadStore, verdict: Verdict = Verdict.INFRINGING) -> None:
    lead = only(store)
    store.decide(Decision("d-1", lead.lead_id, verdict, Reason.COUNTERFEIT, "", "Lin", factories.NOW, lead.evidence))


@pytest.mark.parametrize(("right", "says"), [(None, "no longer in the registry"), (CANCELLED, "cancelled")])
def test_a_lead_on_a_right_that_is_gone_leaves_the_queue_and_says_why(
    store: LeadStore, right: Right | None, says: str
) -> None:
    assert store.review_rights({"TM-1": right}, TODAY) == RightsReviewed(lapsed=1)
    lead = only(store)
    assert (lead.state, says in lead.lapsed) == (LeadState.LAPSED, True)
    assert lead.right == (right or factories.right())
    assert store.page([LeadState.OPEN, LeadState.CHANGED]).leads == ()


def test_it_comes_back_with_its_right(store: LeadStore) -> None:
    before = only(store)
    store.review_rights({"TM-1": CANCELLED}, TODAY)
    assert store.review_rights({"TM-1": factories.right()}, TODAY) == RightsReviewed(reopened=1)
    assert only(store) == before


def test_found_again_with_its_right_in_force_it_comes_back_too(store: LeadStore) -> None:
    store.review_rights({"TM-1": None}, TODAY)
    store.queue([find()], "run-2", factories.NOW + DAY)
    assert (only(store).state, only(store).lapsed) == (LeadState.OPEN, "")


def test_an_old_offer_found_again_does_not_bring_back_a_right_that_has_run_out(store: LeadStore) -> None:
    expired = factories.right(expires_on=TODAY - DAY)
    store.review_rights({"TM-1": expired}, TODAY)
    old = replace(find(seen_at=factories.NOW - 9 * DAY), right=expired)
    store.queue([old], "run-2", factories.NOW + DAY)
    assert only(store).state is LeadState.LAPSED


def test_reviewing_twice_changes_nothing_and_locks_nothing(store: LeadStore, engine: Engine) -> None:
    store.review_rights({"TM-1": CANCELLED}, TODAY)
    before = only(store)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, sql, *_: statements.append(sql))
    assert store.review_rights({"TM-1": CANCELLED}, TODAY + DAY) == RightsReviewed()
    assert not any("UPDATE" in sql or "IMMEDIATE" in sql for sql in statements)
    assert only(store) == before


def test_a_lead_shows_its_right_as_the_registry_has_it_now(store: LeadStore, tmp_path: Path) -> None:
    renewed = factories.right(holder="Orwin Works", images=(str(tmp_path / "blobs" / "ab" / "abc"),))
    assert store.review_rights({"TM-1": renewed}, TODAY) == RightsReviewed()
    assert (only(store).right, only(store).state) == (renewed, LeadState.OPEN)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_decided_lead_stays_as_it_was_decided(store: LeadStore, verdict: Verdict) -> None:
    decide(store, verdict)
    before = only(store)
    assert store.review_rights({"TM-1": None}, TODAY) == RightsReviewed()
    assert only(store) == before
    assert list(store.rights_of_open()) == []


def test_a_changed_lead_lapses_and_comes_back_as_changed(store: LeadStore) -> None:
    decide(store)
    store.queue([find(title="Velmora 复刻")], "run-2", factories.NOW + DAY)
    changed = only(store)
    assert store.review_rights({"TM-1": CANCELLED}, TODAY) == RightsReviewed(lapsed=1)
    assert only(store).state is LeadState.LAPSED
    store.review_rights({"TM-1": factories.right()}, TODAY)
    assert only(store) == changed


def test_a_lapsed_lead_can_be_decided(store: LeadStore) -> None:
    store.review_rights({"TM-1": CANCELLED}, TODAY)
    decide(store, Verdict.NOT_INFRINGING)
    assert (only(store).state, only(store).lapsed) == (LeadState.DISMISSED, "")


def test_the_rights_of_all_that_awaits_a_person_are_named_once(store: LeadStore) -> None:
    store.queue([find(n, f"TM-{n:04}") for n in range(2, 1203)], "run-1", factories.NOW)
    store.queue([find(n, "TM-1") for n in range(2, 5)], "run-1", factories.NOW)
    store.review_rights({"TM-0002": None}, TODAY)
    batches = list(store.rights_of_open())
    assert max(map(len, batches)) <= 500
    names = [name for batch in batches for name in batch]
    assert sorted(names) == sorted(["TM-1", *(f"TM-{n:04}" for n in range(2, 1203))])
    total = RightsReviewed()
    for batch in store.rights_of_open():
        total += store.review_rights(dict.fromkeys(batch), TODAY)
    assert total == RightsReviewed(lapsed=1204)
    assert store.counts()[LeadState.LAPSED] == 1205


def test_a_lead_names_the_version_of_the_right_that_it_shows(store: LeadStore) -> None:
    store.queue([replace(find(), registry_version="city@1")], "run-2", factories.NOW + DAY)
    store.review_rights({"TM-1": factories.right()}, TODAY, {"TM-1": "city@2"})
    assert only(store).registry_version == "city@1", "the right is what it was"
    store.review_rights({"TM-1": CANCELLED}, TODAY, {"TM-1": "city@3"})
    assert only(store).registry_version == "city@3"
