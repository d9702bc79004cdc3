"""Networks in both databases: kept while leads stand, replaced each night, and one filter of the queue."""

from datetime import timedelta
from pathlib import Path

import factories
import pytest
from factories import NOW
from sqlalchemy import Engine

from domain.decision import Decision, Reason, Verdict
from domain.lead import LeadState
from domain.listing import Seller
from domain.network import FactKind, GroupKind, Tie, Trace
from leads.network.raising import MASS_SELLERS, Joined
from leads.network.store import sieve_of
from leads.store import Found, LeadStore, Sieve

DAY = timedelta(days=1)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    return LeadStore(engine, tmp_path)


def find(number: int, seller: str, right: str = "TM-1") -> Found:
    listing = factories.listing(f"L-{number}", f"Velmora 外套 {seller}{number}", seller=Seller(seller, seller))
    return Found(listing, factories.right(right), factories.match(f"L-{number}", right))


def decide(store: LeadStore, number: int, verdict: Verdict) -> None:
    lead = next(one for one in store.every([]) if one.listing.listing_id == f"L-{number}")
    store.decide(Decision(f"d-{number}", lead.lead_id, verdict, Reason.UNSTATED, "", "Lin", NOW + DAY, lead.evidence))


def trace(seller: str, key: str = "0" * 16) -> Trace:
    return Trace(f"town/{seller}", FactKind.WECHAT, key, "qi***8", "https://shop.example/1")


def ties(one: str, other: str) -> tuple[Tie, ...]:
    return (Tie(one, other, FactKind.WECHAT, "qi***8", 2, 0.8, "https://a.example", "https://b.example"),)


JOINED = Joined(("town/a", "town/b"), ties("town/a", "town/b"))


def test_facts_are_kept_once_and_forgotten_with_the_last_lead_of_a_seller(store: LeadStore) -> None:
    store.queue([find(1, "a"), find(2, "b")], "run", NOW)
    store.networks.keep([trace("a"), trace("b"), trace("b", "1" * 16)], NOW)
    store.networks.keep([trace("b")], NOW + DAY)
    assert [one.seller for one in store.networks.traces()] == ["town/a", "town/b", "town/b"]
    decide(store, 2, Verdict.NOT_INFRINGING)
    assert store.networks.forget() == 2
    assert store.networks.traces() == [trace("a")]


def test_a_network_is_a_filter_of_the_queue_and_follows_its_members(store: LeadStore) -> None:
    store.queue([find(1, "a"), find(2, "b"), find(3, "c")], "run", NOW)
    (raised,) = store.networks.replace([JOINED], NOW)
    assert store.networks.get(raised.group_id) == raised
    assert sellers(store, sieve_of(raised)) == {"a", "b"}
    (later,) = store.networks.replace([Joined(("town/a", "town/b", "town/c"), JOINED.ties)], NOW + DAY)
    assert later.group_id == raised.group_id
    assert sellers(store, Sieve(network=raised.group_id)) == {"a", "b", "c"}
    store.networks.replace([], NOW + 2 * DAY)
    assert (store.networks.get(raised.group_id), sellers(store, Sieve(network=raised.group_id))) == (None, set())


def test_the_same_night_twice_is_once_and_an_older_one_changes_nothing(store: LeadStore) -> None:
    store.queue([find(1, "a"), find(2, "b")], "run", NOW)
    once = store.networks.replace([JOINED], NOW)
    assert store.networks.replace([JOINED], NOW) == once
    assert store.networks.replace([], NOW - DAY) == once


def test_leads_queued_again_stay_in_their_network(store: LeadStore) -> None:
    store.queue([find(1, "a"), find(2, "b")], "run", NOW)
    (raised,) = store.networks.replace([JOINED], NOW)
    store.queue([find(1, "a"), find(2, "b")], "run-2", NOW + DAY)
    assert sellers(store, sieve_of(raised)) == {"a", "b"}


def test_a_seller_who_comes_back_after_a_confirmed_lead_is_raised(store: LeadStore) -> None:
    store.queue([find(1, "a"), find(2, "a"), find(3, "b")], "run", NOW)
    decide(store, 1, Verdict.INFRINGING)
    assert store.networks.replace([], NOW + DAY) == [], "what was found before the decision is no return"
    store.queue([find(4, "a")], "run-2", NOW + 2 * DAY)
    (raised,) = store.networks.replace([], NOW + 2 * DAY)
    assert (raised.kind, raised.sellers, raised.since) == (GroupKind.REPEAT, ("town/a",), NOW + DAY)
    assert store.networks.of_sellers(raised, None) == {"town/a": {LeadState.CONFIRMED: 1, LeadState.OPEN: 2}}


def test_many_sellers_on_one_right_in_a_short_time_are_raised_and_scoped_by_holder(store: LeadStore) -> None:
    store.queue([find(n, f"s{n}") for n in range(MASS_SELLERS)], "run", NOW)
    store.queue([find(50, "s1", "TM-2")], "run", NOW)
    (mass,) = store.networks.replace([], NOW + DAY)
    assert (mass.kind, mass.right_id, len(mass.sellers)) == (GroupKind.MASS, "TM-1", MASS_SELLERS)
    assert len(sellers(store, sieve_of(mass))) == MASS_SELLERS
    assert store.networks.of_sellers(mass, ("Somebody Else",)) == {}
    assert store.networks.find(kinds=[GroupKind.NETWORK]) == []


def sellers(store: LeadStore, sieve: Sieve) -> set[str]:
    return {lead.listing.seller.seller_id for lead in store.sift(sieve).leads}
