"""Checks: who is asked what, blind; what is drawn follows from content; what was answered is counted for persons."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from database import make_engine
from domain.check import Answer, Check, CheckKind, Shares
from domain.decision import Decision, Reason, Reversal, Verdict
from domain.lead import Lead
from leads.draw import Lot
from leads.precision import Share
from leads.store import Found, LeadStore
from migrations.upgrade import upgrade

YES, NO = Verdict.INFRINGING, Verdict.NOT_INFRINGING
LATER = factories.NOW + timedelta(hours=1)
SINCE = factories.NOW - timedelta(days=1)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    """Ten leads; every decision is checked."""
    store = LeadStore(engine, tmp_path, Shares(second=1.0, unqueued=1.0, mixed_in=1.0))
    found = [factories.listing(f"L-{n}", f"Velmora 外套 {'甲乙丙丁戊己庚辛壬癸'[n]}") for n in range(10)]
    store.queue([Found(x, factories.right(), factories.match(x.listing_id)) for x in found], "r", factories.NOW)
    return store


def decide(store: LeadStore, lead: Lead, name: str = "Lin", verdict: Verdict = YES) -> str:
    decision_id = f"{name}-{lead.lead_id}"
    store.decide(Decision(decision_id, lead.lead_id, verdict, Reason.UNSTATED, "", name, LATER, lead.evidence))
    return decision_id


def answer(store: LeadStore, check: Check, name: str, verdict: Verdict = YES) -> bool:
    return store.checks.answer(Answer(check.check_id, name, verdict, Reason.UNSTATED, "", LATER))


def test_a_decision_goes_to_one_other_person_once(store: LeadStore) -> None:
    lead = store.page([]).leads[0]
    decide(store, lead)
    assert store.checks.due("Lin", None) is None  # not to whoever decided
    check = store.checks.due("Wu", None)
    assert check is not None
    assert (check.kind, check.subject) == (CheckKind.SECOND, lead.lead_id)
    assert not answer(store, check, "Lin")
    assert answer(store, check, "Wu", NO)
    assert not answer(store, check, "Wu", YES)
    assert not answer(store, check, "Zhao")
    assert store.checks.due("Zhao", None) is None
    after = store.get(lead.lead_id)
    assert after is not None
    assert after.decision is not None
    assert (after.decision.reviewer, after.decision.verdict) == ("Lin", YES)  # an answer decides nothing
    figures = store.figures.quality(SINCE, None)
    assert [(one.lead_id, one.first, one.second) for one in figures.disagreements] == [(lead.lead_id, YES, NO)]
    decide(store, after, "Zhao", NO)
    assert store.figures.quality(SINCE, None).disagreements == ()  # settled


def test_nobody_is_asked_about_what_they_have_seen_or_what_no_longer_stands(store: LeadStore) -> None:
    seen, reversed_, changed = store.page([]).leads[:3]
    names = {decide(store, lead): lead for lead in (seen, reversed_, changed)}
    store.checks.seen([seen.lead_id], "Wu", LATER)
    store.checks.seen([seen.lead_id], "Wu", LATER)  # twice is once
    taken_back = next(name for name, lead in names.items() if lead is reversed_)
    store.reverse([Reversal(taken_back, "Lin", LATER, "")])
    listing = factories.listing(changed.listing.listing_id, "Velmora 雨伞")
    match = factories.match(listing.listing_id)
    store.queue([Found(listing, factories.right(), match)], "r-2", LATER + timedelta(days=1))
    assert store.checks.due("Wu", None) is None
    check = store.checks.due("Zhao", None)
    assert check is not None
    assert check.subject == seen.lead_id
    assert store.checks.asked(check.check_id, "Wu", None) is None
    assert store.checks.asked(check.check_id, "Zhao", None) == check
    assert store.checks.asked(check.check_id, "Zhao", ("another holder",)) is None
    assert store.checks.due("Zhao", ("another holder",)) is None


def test_a_known_answer_is_asked_of_everybody_but_who_gave_it_or_decided_there(store: LeadStore) -> None:
    lead, other = store.page([]).leads[:2]
    decide(store, lead, "Lin")
    first = store.checks.due("Wu", None)
    assert first is not None
    answer(store, first, "Wu")
    store.checks.set_golden(lead, YES, "Senior", LATER)
    assert store.checks.due("Lin", None) is None
    assert store.checks.due("Senior", None) is None
    for name, verdict in (("Wu", YES), ("Zhao", NO)):
        check = store.checks.due(name, None)
        assert check is not None
        assert check.kind is CheckKind.GOLDEN
        assert answer(store, check, name, verdict)
        assert store.checks.due(name, None) is None
    golden = {one.name: one.golden for one in store.figures.quality(SINCE, None).reviewers}
    assert golden == {"Lin": Share(0, 0), "Wu": Share(1, 1), "Zhao": Share(0, 1)}
    known = store.checks.golden(lead.lead_id)
    assert known is not None
    assert known.verdict is YES
    store.checks.set_golden(lead, NO, "Senior", LATER)
    store.checks.end_golden(lead.lead_id)
    assert store.checks.golden(lead.lead_id) is None
    assert store.checks.golden(other.lead_id) is None
    assert store.checks.due("Sun", None) is None


def test_figures_of_persons_are_theirs_and_stand_by_name(store: LeadStore) -> None:
    leads = store.page([]).leads
    for number, lead in enumerate(leads):
        decide(store, lead, ("Wu", "Lin")[number % 2], (YES, NO)[number in (1, 2)])
    for reader in ("Lin", "Wu"):
        while (check := store.checks.due(reader, None)) is not None:
            assert answer(store, check, reader, YES)
    figures = store.figures.quality(SINCE, None)
    assert [one.name for one in figures.reviewers] == ["Lin", "Wu"]
    assert {one.name: (one.precision, one.upheld) for one in figures.reviewers} == {
        "Lin": (Share(4, 5), Share(4, 5)),
        "Wu": (Share(4, 5), Share(4, 5)),
    }
    ((one, other, pair),) = figures.pairs
    assert (one, other, pair.agreed, figures.overall.agreed) == ("Lin", "Wu", Share(8, 10), Share(8, 10))
    assert figures.waiting[CheckKind.SECOND] == 0
    assert [line.value for line in figures.signals] == ["mark_in_title"]
    assert figures.signals[0].precision == Share(8, 10)
    assert store.figures.quality(SINCE, ("nobody",)).reviewers == ()
    assert store.figures.quality(LATER + timedelta(days=1), None).overall.agreed.of == 0


def test_listings_without_a_lead_are_kept_asked_and_counted(store: LeadStore) -> None:
    kept = [factories.listing(f"N-{n}", "家用 雨伞") for n in range(4)]
    assert store.unqueued.keep(kept, factories.NOW) == 4
    assert store.unqueued.keep(kept, LATER) == 0
    for at, number in ((factories.NOW, 900), (LATER, 1000)):
        store.unqueued.counted(f"r-{at:%H}", "town", number, at)
    store.unqueued.counted("r-a", "guild", 500, factories.NOW)
    assert store.checks.due("Lin", ("Velmora Works",)) is None  # whoever sees some holders' leads only
    # One of them becomes a lead meanwhile: it is decided there.
    match = factories.match("N-3")
    store.queue([Found(kept[3], factories.right(), match)], "r-2", LATER)
    asked = []
    while (check := store.checks.due("Lin", None)) is not None:
        assert check.kind is CheckKind.UNQUEUED
        assert check.verdict is None
        listing = store.unqueued.listing(check.subject)
        assert listing is not None
        asked.append(listing.listing_id)
        assert answer(store, check, "Lin", YES if listing.listing_id == "N-0" else NO)
    assert sorted(asked) == ["N-0", "N-1", "N-2"]
    missed = store.figures.overview(SINCE, None, factories.NOW.tzinfo).missed  # type: ignore[arg-type]
    assert (missed.found, missed.listings) == (Share(1, 3), 1500)
    assert missed.interval[0] < missed.estimate == 500 < missed.interval[1]


def test_answers_are_append_only(store: LeadStore, engine: Engine) -> None:
    decide(store, store.page([]).leads[0])
    check = store.checks.due("Wu", None)
    assert check is not None
    answer(store, check, "Wu")
    for statement in ("UPDATE check_answers SET verdict = 'unsure'", "DELETE FROM check_answers"):
        with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="module")
def lot(tmp_path_factory: Any) -> Lot:
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('lot') / 'lot.db'}")
    upgrade(engine)
    return Lot(engine)


@given(name=st.text(max_size=20), low=st.floats(0, 1), high=st.floats(0, 1))
def test_a_draw_is_repeated_and_a_larger_share_holds_the_smaller(lot: Lot, name: str, low: float, high: float) -> None:
    low, high = sorted((low, high))
    assert lot.number("second", name) == lot.number("second", name)
    assert not lot.drawn(0, name)
    assert lot.drawn(1, name)
    assert lot.drawn(high, name) or not lot.drawn(low, name)


def test_the_share_drawn_is_the_share_asked_for_and_differs_by_salt(lot: Lot, tmp_path: Path) -> None:
    names = [str(n) for n in range(4000)]
    drawn = {name for name in names if lot.drawn(0.05, "unqueued", name)}
    # Six standard deviations of a fair draw: a fair one fails once in five hundred million salts.
    assert abs(len(drawn) - 200) < 6 * (4000 * 0.05 * 0.95) ** 0.5
    other = make_engine(f"sqlite:///{tmp_path / 'other.db'}")
    upgrade(other)
    assert drawn != {name for name in names if Lot(other).drawn(0.05, "unqueued", name)}


def test_a_check_follows_by_whom_and_what_and_not_by_when(engine: Engine, tmp_path: Path) -> None:
    shares = Shares(mixed_in=0.3)
    one, other = LeadStore(engine, tmp_path, shares), LeadStore(engine, tmp_path, shares)
    followed = [one.checks.follows("Lin", str(n)) for n in range(300)]
    assert followed == [other.checks.follows("Lin", str(n)) for n in range(300)]
    assert 0 < sum(followed) < 300
    assert followed != [one.checks.follows("Wu", str(n)) for n in range(300)]
