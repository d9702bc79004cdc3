"""A day's list in the database: its order, what is drawn and how likely, paging and neighbours; on both databases."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine

from domain.decision import Decision, Reason, Verdict
from domain.lead import LeadState
from domain.listing import Seller
from leads.store import Found, LeadStore, Sieve

TODAY = Sieve((LeadState.OPEN, LeadState.CHANGED), today=True)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    """Forty leads of twenty groups, and a list of ten of them, of which two are drawn."""
    store = LeadStore(engine, tmp_path)
    store.queue([find(number) for number in range(40)], "run-1", factories.NOW)
    made = store.today.make(10, 0.2, "run-1", factories.NOW)
    assert (made.budget, made.listed, made.explored, made.frame) == (10, 10, 2, 32)
    return store


def find(number: int) -> Found:
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    title = f"Velmora 外套 {letters[number % 20]} {number}"
    listing = factories.listing(f"L-{number}", title, seller=Seller(f"S-{number % 20}"))
    right = factories.right(f"TM-{number % 7}")
    return Found(listing, right, factories.match(listing.listing_id, right.right_id, 0.5 + number / 100))


def places(store: LeadStore) -> list[int]:
    leads = store.sift(TODAY).leads
    turns = store.today.turns([lead.lead_id for lead in leads])
    return [turns[lead.lead_id].place for lead in leads]


def test_the_list_is_shown_in_its_order_and_page_by_page(store: LeadStore) -> None:
    assert places(store) == list(range(1, 11))
    whole = [lead.lead_id for lead in store.sift(TODAY).leads]
    page, found = store.sift(TODAY, limit=3), []
    while True:
        found += page.leads
        if page.after is None:
            break
        page = store.sift(TODAY, page.after, 3)
    assert [lead.lead_id for lead in found] == whole
    counted = store.sift_and_count(TODAY, None, 4)
    assert (len(counted[0].leads), counted[1].total) == (4, 10)
    for number, name in enumerate(whole):
        beside = store.neighbours(name, TODAY)
        assert beside.before == (whole[number - 1] if number else "")
        assert beside.after == whole[(number + 1) % 10]


def test_each_says_why_it_is_there_and_how_likely_it_was(store: LeadStore) -> None:
    turns = store.today.turns([lead.lead_id for lead in store.page([], limit=40).leads]).values()
    drawn = [turn for turn in turns if turn.explored]
    assert len(turns) == 10
    assert [turn.propensity for turn in drawn] == [2 / 32, 2 / 32]
    assert all(turn.propensity == 1 for turn in turns if not turn.explored)
    assert all(0.5 <= turn.chance < 0.9 and turn.weight > 1 and 0 < turn.fresh <= 1 for turn in turns)
    assert store.today.explored([turn.lead_id for turn in turns]) == {turn.lead_id: 2 / 32 for turn in drawn}


def test_what_is_decided_leaves_the_list_and_the_rest_of_the_queue_stays_reachable(store: LeadStore) -> None:
    first = store.sift(TODAY).leads[0]
    store.decide(
        Decision("d", first.lead_id, Verdict.UNSURE, Reason.UNSTATED, "", "Lin", factories.NOW, first.evidence)
    )
    assert places(store) == list(range(2, 11))
    assert len(store.sift(Sieve((LeadState.OPEN,)), limit=50).leads) == 39
    assert store.neighbours(first.lead_id, TODAY).after == store.sift(TODAY).leads[0].lead_id


def test_the_same_night_again_is_the_same_list_and_the_next_night_s_takes_its_place(store: LeadStore) -> None:
    before = [lead.lead_id for lead in store.sift(TODAY).leads]
    store.today.make(10, 0.2, "run-1", factories.NOW)
    assert [lead.lead_id for lead in store.sift(TODAY).leads] == before
    store.today.make(4, 0.0, "run-2", factories.NOW + timedelta(days=1))
    assert places(store) == [1, 2, 3, 4]
    newest = store.today.newest()
    assert newest is not None
    assert (newest.run_id, newest.explored) == ("run-2", 0)


def test_a_filter_and_a_scope_narrow_the_list(store: LeadStore) -> None:
    rights = {lead.right.right_id for lead in store.sift(TODAY).leads}
    one = sorted(rights)[0]
    narrowed = Sieve((LeadState.OPEN,), right_id=one, today=True)
    assert {lead.right.right_id for lead in store.sift(narrowed).leads} == {one}
    assert store.sift(Sieve((LeadState.OPEN,), holders=("Nobody",), today=True)).leads == ()


def test_without_a_list_and_without_leads_there_is_nothing_to_show(engine: Engine, tmp_path: Path) -> None:
    store = LeadStore(engine, tmp_path)
    assert store.sift(TODAY).leads == ()
    made = store.today.make(10, 0.5, "run-1", factories.NOW)
    assert (made.listed, made.frame, made.ties) == (0, 0, 0)
    assert store.today.turns(["0" * 32]) == {}


def test_a_copy_does_not_stand_beside_its_original_unless_it_was_drawn(engine: Engine, tmp_path: Path) -> None:
    store = LeadStore(engine, tmp_path)
    copies = [factories.listing(f"C-{n}", f"Velmora 外套 {n}") for n in range(30)]
    other = factories.listing("O-1", "托尔万 保温杯", seller=Seller("S-2"))
    store.queue([Found(x, factories.right(), factories.match(x.listing_id)) for x in copies], "r", factories.NOW)
    store.queue([Found(other, factories.right("TM-2"), factories.match("O-1", "TM-2", 0.6))], "r", factories.NOW)
    store.today.make(3, 0.0, "r", factories.NOW)
    assert [lead.listing.listing_id[0] for lead in store.sift(TODAY).leads] == ["C", "O"]


def test_where_every_score_is_the_same_the_order_still_means_something(engine: Engine, tmp_path: Path) -> None:
    store = LeadStore(engine, tmp_path)
    offers = [
        factories.listing(f"L-{n}", f"Velmora 外套{'新' * (n % 40)}款", price=Decimal(n), seller=Seller(f"S-{n}"))
        for n in range(1, 150)
    ]
    store.queue([Found(x, factories.right(), factories.match(x.listing_id)) for x in offers], "r", factories.NOW)
    assert store.today.make(10, 0.0, "r", factories.NOW).ties < 0.01
    # Nothing tells apart what is the same but for who sells it, and that is said.
    same = [factories.listing(f"M-{n}", "Velmora 帽子", seller=Seller(f"T-{n}")) for n in range(149)]
    store.queue([Found(x, factories.right(), factories.match(x.listing_id)) for x in same], "r", factories.NOW)
    assert store.today.make(10, 0.0, "r", factories.NOW).ties == 0.5


def test_a_listing_s_second_right_does_not_take_the_place_of_another_listing(engine: Engine, tmp_path: Path) -> None:
    """What makes a listing suspect lifts every name that it seems to hold; most often one of them is meant."""
    store = LeadStore(engine, tmp_path)
    likely = factories.listing("L-1", "Velmora Orwinda 外套")
    finds = [
        Found(likely, factories.right(right), factories.match("L-1", right, score))
        for right, score in (("TM-1", 0.9), ("TM-2", 0.85))
    ]
    other = factories.listing("L-2", "Quistrel 长裤", seller=Seller("S-2"))
    finds.append(Found(other, factories.right("TM-3"), factories.match("L-2", "TM-3", 0.6)))
    store.queue(finds, "run-1", factories.NOW)
    store.today.make(2, 0.0, "run-1", factories.NOW)
    assert [lead.right.right_id for lead in store.sift(TODAY).leads] == ["TM-1", "TM-3"]
