"""What a certificate counts: blind answers only, none from below the cut, by scorer; on both databases."""

from datetime import timedelta
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine

from domain.check import Answer, Shares
from domain.decision import Decision, Reason, Reversal, Verdict
from domain.lead import Lead
from leads.certificate import Certificate
from leads.precision import Share
from leads.store import Found, LeadStore

YES, NO, UNSURE = Verdict.INFRINGING, Verdict.NOT_INFRINGING, Verdict.UNSURE
SINCE = factories.NOW - timedelta(days=1)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    """Ten leads; every decision is read by a second person."""
    store = LeadStore(engine, tmp_path, Shares(second=1.0, unqueued=1.0))
    found = [factories.listing(f"L-{n}", f"Velmora 外套 {'甲乙丙丁戊己庚辛壬癸'[n]}") for n in range(10)]
    store.queue([Found(x, factories.right(), factories.match(x.listing_id)) for x in found], "r", factories.NOW)
    return store


def read(store: LeadStore, lead: Lead, first: Verdict, second: Verdict | None) -> str:
    """A decision, and what a second person says to it; that person saw it if `second` is None."""
    name = f"d-{lead.lead_id}"
    store.decide(Decision(name, lead.lead_id, first, Reason.UNSTATED, "", "Lin", factories.NOW, lead.evidence))
    if second is None:
        store.checks.seen([lead.lead_id], "Wu", factories.NOW)
        return name
    check = store.checks.due("Wu", None)
    assert check is not None
    assert check.subject == lead.lead_id
    assert store.checks.answer(Answer(check.check_id, "Wu", second, Reason.UNSTATED, "", factories.NOW))
    return name


def made(store: LeadStore) -> Certificate:
    return store.figures.certificate(SINCE)


def test_blind_answers_make_the_precision_and_what_was_seen_does_not(store: LeadStore) -> None:
    leads = store.page([]).leads
    for lead, first, second in zip(leads, (YES, YES, NO, YES, YES), (YES, NO, NO, UNSURE, None), strict=False):
        read(store, lead, first, second)
    (one,) = made(store).precision
    assert (one.scorer, one.judged, one.upheld, one.unsure) == ("table-1", Share(1, 3), Share(1, 2), 1)


def test_a_decision_taken_back_is_no_longer_upheld_or_not_but_was_judged(store: LeadStore) -> None:
    name = read(store, store.page([]).leads[0], YES, YES)
    store.reverse([Reversal(name, "Lin", factories.NOW, "slip")])
    (one,) = made(store).precision
    assert (one.judged, one.upheld) == (Share(1, 1), Share(0, 0))


def test_leads_from_below_the_cut_say_what_stands_there_and_nothing_of_the_queue(store: LeadStore) -> None:
    listed = store.today.make(4, 0.5, "r", factories.NOW)
    turns = store.today.turns([lead.lead_id for lead in store.page([]).leads])
    drawn = [store.get(name) for name, turn in turns.items() if turn.explored]
    for lead in drawn:
        assert lead is not None
        read(store, lead, YES if lead is drawn[0] else NO, YES)
    found = made(store)
    assert found.precision == ()
    assert (found.below, found.frame) == (Share(1, 2), listed.frame)
    middle, low, high = found.left_below
    assert 0 <= low < middle == listed.frame / 2 < high <= listed.frame


def test_what_nobody_answered_vouches_for_nothing(store: LeadStore) -> None:
    found = made(store)
    assert (found.precision, found.missed.found, found.below) == ((), Share(0, 0), Share(0, 0))
