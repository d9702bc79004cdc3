"""Holds: leads leave the queue with a reason, nothing is lost, and everything comes back; on both databases."""

from datetime import date, timedelta
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from database import writing
from domain.decision import Decision, Reason, Reversal, Verdict
from domain.hold import Hold, HoldKind, HoldOf, HoldState, HoldStep, Step
from domain.lead import Lead, LeadState
from domain.listing import Seller
from leads.holds import NoSuchHoldError, TooManyConfirmedError, entry, flood, measured
from leads.store import Found, LeadStore, Sieve

NIGHT = timedelta(days=1)
TO_DECIDE = (LeadState.OPEN, LeadState.CHANGED)
WORD = entry("TM-1", HoldOf.WORD, "velmora", "Lin", factories.NOW, why="a street's name")


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    """Six leads on one right and one on another: by two words, of three sellers."""
    store = LeadStore(engine, tmp_path)
    store.queue([find(number) for number in range(6)] + [find(0, right_id="TM-2")], "run-1", factories.NOW)
    return store


def find(number: int, *, right_id: str = "TM-1", word: str = "", floods: tuple[str, ...] = ()) -> Found:
    word = word or ("Velmora" if number % 2 else "维摩拉")
    listing = factories.listing(f"L-{number}", f"{word} 外套 {number}", seller=Seller(f"S-{number % 3}"))
    right = factories.right(right_id)
    main = factories.main_signal(right_value="Velmora")
    main = type(main)(main.name, main.role, main.strength, word, "Velmora", main.detail, main.span)
    return Found(listing, right, factories.match(listing.listing_id, right_id, 0.9, main), "", floods)


def held(store: LeadStore) -> set[str]:
    return {lead.listing.listing_id + lead.right.right_id for lead in store.every([LeadState.HELD])}


def one(store: LeadStore, listing_id: str) -> Lead:
    return next(
        lead for lead in store.every([]) if lead.listing.listing_id == listing_id and lead.right.right_id == "TM-1"
    )


def decide(store: LeadStore, lead: Lead, verdict: Verdict = Verdict.INFRINGING) -> str:
    name = f"d-{lead.lead_id}"
    store.decide(Decision(name, lead.lead_id, verdict, Reason.UNSTATED, "", "Wu", factories.NOW, lead.evidence))
    return name


def back(hold: Hold, step: Step = Step.RELEASED, until: date | None = None) -> HoldStep:
    return HoldStep(hold.hold_id, step, "Wu", factories.NOW, "looked", until)


def test_never_again_applies_now_to_its_right_alone_and_to_coming_nights(store: LeadStore) -> None:
    assert store.holds.add(WORD, most_confirmed=3) == 3
    assert held(store) == {"L-1TM-1", "L-3TM-1", "L-5TM-1"}
    assert store.counts()[LeadState.HELD] == 3
    assert len(store.sift(Sieve(TO_DECIDE)).leads) == 4
    assert one(store, "L-1").held == (WORD.hold_id,)
    store.queue([find(7), find(8), find(1)], "run-2", factories.NOW + NIGHT)
    assert held(store) == {"L-1TM-1", "L-3TM-1", "L-5TM-1", "L-7TM-1"}


def test_taking_it_back_brings_every_lead_back_and_the_log_keeps_both(store: LeadStore) -> None:
    store.holds.add(WORD, most_confirmed=3)
    store.queue([find(7)], "run-2", factories.NOW + NIGHT)
    store.holds.step(back(WORD))
    assert held(store) == set()
    assert len(store.sift(Sieve(TO_DECIDE)).leads) == 8
    assert [step.step for step in store.holds.steps(WORD.hold_id)] == [Step.OPENED, Step.RELEASED]
    with pytest.raises(NoSuchHoldError):
        store.holds.step(back(WORD))
    store.holds.step(back(WORD, Step.REOPENED))
    assert len(held(store)) == 4
    assert store.holds.find() == (store.holds.get(WORD.hold_id),)


def test_what_two_entries_hold_stays_until_both_are_taken_back(store: LeadStore) -> None:
    seller = entry("TM-1", HoldOf.SELLER, "town/S-1", "Lin", factories.NOW, why="licensed")
    store.holds.add(WORD, most_confirmed=3)
    store.holds.add(seller, most_confirmed=3)
    assert held(store) == {"L-1TM-1", "L-3TM-1", "L-5TM-1", "L-4TM-1"}
    store.holds.step(back(WORD))
    assert held(store) == {"L-1TM-1", "L-4TM-1"}
    store.holds.step(back(seller))
    assert held(store) == set()


def test_an_entry_that_confirmed_leads_would_fall_under_is_refused(store: LeadStore) -> None:
    for name in ("L-1", "L-3"):
        decide(store, one(store, name))
    with pytest.raises(TooManyConfirmedError, match="2 confirmed"):
        store.holds.add(WORD, most_confirmed=2)
    assert held(store) == set()
    assert store.holds.find() == ()
    assert store.holds.add(WORD, most_confirmed=None) == 1
    assert one(store, "L-1").state is LeadState.CONFIRMED, "what was decided stays so"


def test_a_decision_that_is_taken_back_falls_under_the_hold(store: LeadStore) -> None:
    name = decide(store, one(store, "L-1"))
    store.holds.add(WORD, most_confirmed=3)
    store.reverse([Reversal(name, "Wu", factories.NOW, "")])
    assert one(store, "L-1").state is LeadState.HELD
    store.holds.step(back(WORD))
    assert one(store, "L-1").state is LeadState.OPEN


def test_a_right_that_lapses_takes_its_held_leads_along_and_brings_them_back_held(store: LeadStore) -> None:
    store.holds.add(WORD, most_confirmed=3)
    store.review_rights({"TM-1": None}, factories.TODAY)
    assert store.counts()[LeadState.LAPSED] == 6
    store.review_rights({"TM-1": factories.right()}, factories.TODAY)
    assert (store.counts()[LeadState.LAPSED], len(held(store))) == (0, 3)


def test_an_entry_ends_with_its_last_day(store: LeadStore) -> None:
    until = factories.TODAY + NIGHT
    store.holds.add(
        entry("TM-1", HoldOf.WORD, "velmora", "Lin", factories.NOW, why="a sale", until=until), most_confirmed=3
    )
    assert store.holds.expire(until, factories.NOW + NIGHT) == 0
    assert store.holds.expire(until + NIGHT, factories.NOW + 2 * NIGHT) == 1
    assert held(store) == set()
    assert store.holds.steps(WORD.hold_id)[-1].step is Step.EXPIRED


def test_a_flood_holds_new_leads_only_and_gives_them_all_back(store: LeadStore) -> None:
    storm = measured(flood("TM-1", HoldOf.RIGHT, "", "town", factories.NOW + NIGHT), 40, 900, 20)
    store.holds.opened([storm])
    store.holds.opened([storm])
    finds = [find(number, floods=(storm.hold_id,)) for number in range(40)]
    for _ in range(2):  # a stage that is done again holds back the same ones
        store.queue(finds, "run-2", factories.NOW + NIGHT)
        assert len(held(store)) == 34
        assert one(store, "L-1").state is LeadState.OPEN, "what was in the queue before stays there"
    facts = store.holds.facts(storm.hold_id)
    assert (facts.caught, facts.waiting, facts.sellers, facts.largest) == (34, 34, 3, 12)
    assert not facts.is_storm
    sample = store.holds.sample(storm.hold_id)
    assert len(set(sample)) == 20
    assert sample == store.holds.sample(storm.hold_id)
    assert store.hits.floods("town") == {("right", "TM-1", ""): store.holds.get(storm.hold_id)}
    decide(store, one(store, "L-9"))
    assert store.holds.facts(storm.hold_id).confirmed == 1
    store.holds.step(back(storm))
    assert held(store) == set()
    assert store.hits.released("town") == {("right", "TM-1", ""): 40}
    assert store.hits.released("guild") == {}


def test_a_flood_that_somebody_keeps_holds_until_that_day(store: LeadStore) -> None:
    storm = flood("TM-1", HoldOf.WORD, "velmora", "town", factories.NOW)
    store.holds.opened([storm])
    kept = store.holds.step(back(storm, Step.KEPT, factories.TODAY))
    assert (kept.state, kept.until) == (HoldState.KEPT, factories.TODAY)
    assert store.holds.find(HoldKind.FLOOD) == (kept,)
    assert store.holds.expire(factories.TODAY + NIGHT, factories.NOW) == 1
    # What only a calendar let go was looked at by nobody: it allows nothing.
    assert store.hits.released("town") == {}


def test_many_sellers_of_whom_none_has_most_may_be_a_storm(store: LeadStore) -> None:
    storm = flood("TM-1", HoldOf.RIGHT, "", "town", factories.NOW)
    store.holds.opened([storm])
    finds = []
    for number in range(10, 40):
        made = find(number, floods=(storm.hold_id,))
        finds.append(Found(
            factories.listing(f"L-{number}", f"Velmora 外套 {'甲乙丙丁戊'[number % 5]}", seller=Seller(f"N-{number}")),
            made.right, made.match, "", made.floods,
        ))  # fmt: skip
    store.queue(finds, "run-2", factories.NOW + NIGHT)
    facts = store.holds.facts(storm.hold_id)
    assert (facts.sellers, facts.wordings) == (30, 5)
    assert facts.is_storm
    assert not facts.is_one_shop


def test_the_log_of_a_hold_cannot_be_rewritten(store: LeadStore, engine: Engine) -> None:
    store.holds.add(WORD, most_confirmed=3)
    for statement in ("UPDATE hold_steps SET why = 'x'", "DELETE FROM hold_steps"):
        with pytest.raises(DatabaseError, match=r"append-only|refuse"), writing(engine) as session:
            session.execute(text(statement))


def test_past_nights_are_counted_by_source_and_a_run_done_again_counts_once(store: LeadStore) -> None:
    velmora, other = ("word", "TM-1", "velmora"), ("right", "TM-2", "")
    for night, hits in enumerate((5, 0, 9)):
        for _ in range(2):
            counts = {velmora: hits} if hits else {other: 1}
            store.hits.counted("town", f"run-{night}", factories.NOW + night * NIGHT, 100, counts)
    later = factories.NOW + 3 * NIGHT
    past = store.hits.past("town", later, [velmora, other])
    assert {what: sorted(numbers) for what, numbers in past.items()} == {velmora: [0, 5, 9], other: [0, 0, 1]}
    assert store.hits.past("town", factories.NOW, [velmora]) == {velmora: ()}
    assert store.hits.past("guild", later, [velmora]) == {velmora: ()}
