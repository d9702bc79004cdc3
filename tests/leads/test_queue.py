"""The queue's filters, search, paging, groups and counters, on both databases, against a plain walk over all leads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from database import writing
from domain.decision import Decision, Reason, Verdict
from domain.lead import Lead, LeadState
from domain.listing import Seller
from leads.facets import facets, seller_value
from leads.harm import harm, rank
from leads.search import fold, needle, parse, query_terms, terms
from leads.store import Found, LeadStore, Sieve

DAY = timedelta(days=1)
TO_DECIDE = (LeadState.OPEN, LeadState.CHANGED)
TITLES = ("Velmora 加厚外套", "托尔万 保温杯 大容量", "Kordina-运动鞋 高仿", "蛋糕 VELMORA 同款", "维摩拉女士外套 包邮")
HOLDERS = ("Velmora Works", "托尔万有限公司", "Kordina AG")


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    return LeadStore(engine, tmp_path)


@pytest.fixture
def town(store: LeadStore) -> LeadStore:
    """Three nights of leads of every kind, some of them decided."""
    rng = Random(3)
    for night in range(3):
        at = factories.NOW + night * DAY
        store.queue([find(night * 40 + number, rng) for number in range(40)], f"run-{night}", at)
    for number, lead in enumerate(store.page([], limit=30).leads):
        verdict = list(Verdict)[number % 3]
        store.decide(Decision(f"d-{number}", lead.lead_id, verdict, Reason.UNSTATED, "", "Lin", at, lead.evidence))
    return store


def find(number: int, rng: Random) -> Found:
    which = rng.randrange(3)
    right = factories.right(f"TM-{which}", TITLES[which].split()[0], holder=HOLDERS[which], nice_classes=(25 + which,))
    seller = Seller(f"S-{rng.randrange(4)}", "小满优选", rng.choice(("临江", "灯桥市 旧港区")))
    source = rng.choice(("town", "guild"))
    title = f"{rng.choice(TITLES)} {number}"
    listing = factories.listing(f"L-{number}", title, source=source, seller=seller)
    main = factories.main_signal(rng.choice(("mark_in_title", "mark_in_brand")))
    return Found(
        listing, right, factories.match(listing.listing_id, right.right_id, rng.choice((0.5, 0.71, 0.9)), main)
    )


FILTERS: dict[str, tuple[Sieve, Callable[[Lead], bool]]] = {
    "right": (Sieve(right_id="TM-1"), lambda lead: lead.right.right_id == "TM-1"),
    "holder": (Sieve(holder=HOLDERS[1]), lambda lead: lead.right.holder == HOLDERS[1]),
    "source": (Sieve(source="guild"), lambda lead: lead.listing.source == "guild"),
    "seller": (Sieve(seller="town/S-2"), lambda lead: seller_value(lead.listing) == "town/S-2"),
    "district": (Sieve(district="临江"), lambda lead: lead.listing.seller.location == "临江"),
    "signal": (Sieve(kind="mark_in_brand"), lambda lead: lead.signals[0].name == "mark_in_brand"),
    "class": (Sieve(goods="26"), lambda lead: lead.right.nice_classes == (26,)),
    "score": (Sieve(lowest=0.6, highest=0.8), lambda lead: lead.score == 0.71),
    "since": (Sieve(since=factories.NOW + DAY), lambda lead: lead.first_found >= factories.NOW + DAY),
    "states": (Sieve(TO_DECIDE), lambda lead: lead.state is LeadState.OPEN),
    "words": (Sieve(words="外套"), lambda lead: "外套" in lead.listing.title),
    "two words": (Sieve(words="velmora 蛋糕"), lambda lead: "蛋糕" in lead.listing.title),
    "one character": (Sieve(words="鞋"), lambda lead: "鞋" in lead.listing.title + lead.right.mark_text),
    "a number": (Sieve(words="L-17"), lambda lead: lead.listing.listing_id == "L-17"),
    "nobody's": (Sieve(assignee="-", source="town"), lambda lead: lead.listing.source == "town"),
    "scope": (Sieve(holders=HOLDERS[:2]), lambda lead: lead.right.holder in HOLDERS[:2]),
    "none": (Sieve(words="nothing-like-it"), lambda lead: False),
    "all at once": (
        Sieve(TO_DECIDE, source="guild", goods="25", kind="mark_in_title", lowest=0.7, words="外套", holders=HOLDERS),
        lambda lead: (
            (lead.state, lead.listing.source, lead.right.nice_classes) == (LeadState.OPEN, "guild", (25,))
            and lead.signals[0].name == "mark_in_title"
            and lead.score >= 0.7
            and "外套" in lead.listing.title
        ),
    ),
}


@pytest.mark.parametrize("bounds", ["as they are", "of few", "of little"])
def test_each_filter_gives_what_a_walk_over_all_leads_gives_in_its_order(
    town: LeadStore, bounds: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The same answers whichever way the database was asked: by numbers, by a walk, by a walk in short stretches.
    if bounds != "as they are":
        monkeypatch.setattr("leads.sieve.FEW", 2)
    if bounds == "of little":
        monkeypatch.setattr("leads.queue.LOOKED_AT", 7)
    everything = list(town.every([]))
    assert len(everything) == 120
    for name, (sieve, wanted) in FILTERS.items():
        page = town.sift(sieve, limit=9)
        found = list(page.leads)
        while page.after is not None:
            page = town.sift(sieve, page.after, 9)
            found += page.leads
        assert [lead.lead_id for lead in found] == [lead.lead_id for lead in everything if wanted(lead)], name
        assert town.count(sieve).total == len(found), name


def test_the_queue_is_sorted_by_points_then_harm_then_the_rest_of_the_score(store: LeadStore) -> None:
    def found(number: int, score: float, nice: int) -> Found:
        right = factories.right(f"TM-{number}", nice_classes=(nice,))
        listing = factories.listing(f"L-{number}")
        return Found(listing, right, factories.match(listing.listing_id, right.right_id, score))

    store.queue([found(1, 0.909, 25), found(2, 0.901, 5), found(3, 0.905, 5), found(4, 0.92, 25)], "r", factories.NOW)
    assert [lead.right.right_id for lead in store.page([]).leads] == ["TM-4", "TM-3", "TM-2", "TM-1"]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_never_ranks_lower_for_the_same_right(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert rank(low, factories.right()) <= rank(high, factories.right()) + 1e-6
    assert harm(factories.right(nice_classes=(25, 5))) > harm(factories.right(nice_classes=(25,)))


texts = st.text(alphabet=st.sampled_from("外套加厚维摩拉 AbcÜß12-_'\"|&*:()\\%"), max_size=12)


@given(texts, texts)
def test_what_stands_in_a_text_is_found_by_its_terms(title: str, query: str) -> None:
    folded, held = fold([title]), terms(fold([title])).split()
    for piece in parse(query):
        if needle(piece) in folded:
            for term, begins in query_terms([piece]):
                assert any(one.startswith(term) if begins else one == term for one in held)


@given(st.text(max_size=30))
def test_no_query_upsets_the_database_of_terms(query: str) -> None:
    assert all(term.isalnum() for term, _ in query_terms(parse(query)))


def test_near_identical_leads_are_one_card_and_a_group(store: LeadStore) -> None:
    def offer(number: int, title: str, seller: str, score: float) -> Found:
        listing = factories.listing(f"L-{number}", title, seller=Seller(seller))
        return Found(listing, factories.right(), factories.match(listing.listing_id, "TM-1", score))

    same = [offer(n, f"Velmora 外套 第{n}款!", "S-1", 0.8 + n / 1000) for n in range(9)]
    other = [offer(20, "Velmora 外套 第1款", "S-2", 0.95), offer(21, "Velmora 帽子", "S-1", 0.7)]
    store.queue([*same, *other], "run-1", factories.NOW)
    page = store.sift(Sieve(TO_DECIDE), limit=2, fold=True)
    assert [lead.listing.listing_id for lead in page.leads] == ["L-20", "L-8"]
    assert page.groups[page.leads[1].lead_id].size == 9
    rest = store.sift(Sieve(TO_DECIDE), page.after, limit=2, fold=True)
    assert [lead.listing.listing_id for lead in rest.leads] == ["L-21"]
    assert rest.after is None
    key = page.groups[page.leads[1].lead_id].key
    assert len(store.sift(Sieve(group_key=key)).leads) == 9
    # A filter that may keep only some of a group shows each lead.
    assert len(store.sift(Sieve(TO_DECIDE, words="外套"), fold=True).leads) == 10


def test_leads_of_one_rank_in_one_group_are_one_card(store: LeadStore) -> None:
    found = [factories.listing(f"L-{n}", f"Velmora 外套 {n}") for n in range(5)]
    store.queue([Found(x, factories.right(), factories.match(x.listing_id)) for x in found], "r", factories.NOW)
    assert len(store.sift(Sieve(TO_DECIDE), fold=True).leads) == 1


def test_neighbours_follow_the_filter_and_begin_again_at_its_end(town: LeadStore) -> None:
    sieve = Sieve(TO_DECIDE, source="guild")
    names = [lead.lead_id for lead in town.sift(sieve, limit=200).leads]
    for number, name in enumerate(names):
        beside = town.neighbours(name, sieve)
        assert beside.before == (names[number - 1] if number else "")
        assert beside.after == names[(number + 1) % len(names)]


def test_counters_are_what_a_count_gives_after_every_kind_of_change(town: LeadStore, engine: Engine) -> None:
    town.queue([find(n, Random(n)) for n in range(30)], "run-9", factories.NOW + 9 * DAY)
    town.review_rights({"TM-0": None}, factories.TODAY)
    with engine.connect() as connection:
        for kind, column in (("source", "source"), ("district", "district"), ("holder", "holder"), ("all", "''")):
            counted = connection.execute(text(f"SELECT {column}, state, count(*) FROM queue GROUP BY 1, 2")).all()
            kept = text(
                "SELECT value, state, sum(number) FROM queue_counts WHERE kind = :kind AND number <> 0 GROUP BY 1, 2"
            )
            found = connection.execute(kept, {"kind": kind}).all()
            assert {(v, s, int(n)) for v, s, n in found} == {(v, s, int(n)) for v, s, n in counted}, kind
        same = "SELECT count(*) FROM queue JOIN leads USING (lead_id) WHERE queue.state = leads.state"
        everything = connection.execute(text("SELECT count(*) FROM leads")).scalar()
        assert connection.execute(text(same)).scalar() == everything == sum(town.counts().values())
    assert town.counts()[LeadState.LAPSED] > 0
    assert sum(town.counts(HOLDERS[:1]).values()) == sum(lead.right.holder == HOLDERS[0] for lead in town.every([]))


def test_a_lead_that_is_found_with_another_text_is_found_by_that_text_only(store: LeadStore) -> None:
    first = Found(factories.listing(title="Velmora 外套"), factories.right(), factories.match())
    store.queue([first], "run-1", factories.NOW)
    changed = replace(first, listing=replace(first.listing, title="Velmora 雨伞"))
    store.queue([changed], "run-2", factories.NOW + DAY)
    assert len(store.sift(Sieve(words="雨伞")).leads) == 1
    assert len(store.sift(Sieve(words="外套")).leads) == 0


def test_a_queue_older_than_its_index_is_taken_in_once(town: LeadStore, engine: Engine) -> None:
    before = [lead.lead_id for lead in town.sift(Sieve(words="外套"), limit=200).leads]
    with writing(engine) as session:
        for table in ("queue", "queue_counts"):
            session.execute(text(f"DELETE FROM {table}"))
        empty = "DELETE FROM queue_search" if engine.dialect.name == "postgresql" else (
            "INSERT INTO queue_search (queue_search) VALUES ('delete-all')"
        )  # fmt: skip
        session.execute(text(empty))
    assert town.catch_up() == 120
    assert town.catch_up() == 0
    assert sorted(lead.lead_id for lead in town.sift(Sieve(words="外套"), limit=200).leads) == sorted(before)
    assert sum(town.counts().values()) == 120


def test_hostile_values_neither_break_the_index_nor_grow_it(store: LeadStore) -> None:
    giant = "外" * 100_000
    for number, name in enumerate(("'; DROP TABLE leads; --", giant, "|%_\\", "\u202egnp.exe", "a" * 70_000)):
        listing = factories.listing(f"L-{number}", f"{name} Velmora", seller=Seller(name, name, name))
        right = factories.right(holder=name)
        store.queue([Found(listing, right, factories.match(listing.listing_id))], "run-1", factories.NOW)
    for lead in store.page([]).leads:
        assert len(facets(lead).text) < 2000
        for sieve in (Sieve(holder=facets(lead).holder), Sieve(seller=facets(lead).seller)):
            assert lead.lead_id in {one.lead_id for one in store.sift(sieve).leads}
    assert store.sift(Sieve(words="% _ \\ ' \" *")).after is None
