"""Who is put together: by independent reasons, never by one courier, one photo, one agent."""

from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.network import FactKind
from leads.network.joining import Shared, groups
from leads.network.weights import MOST_HOLDERS

K = FactKind
MARKET = 10_000


def shared(kind: FactKind, *holders: int, more: int = 0) -> Shared:
    return Shared(kind, tuple(sorted(holders)), len(holders) + more)


def ring(*members: int) -> list[Shared]:
    """What a ring has: a number, three photos, a text."""
    return [shared(K.WECHAT, *members), *(shared(K.PICTURE, *members) for _ in range(3)), shared(K.TEMPLATE, *members)]


def found(facts: list[Shared], seeds: range | set[int] = range(100)) -> list[set[int]]:
    return [set(one) for one in groups(facts, seeds, MARKET)]


def test_two_independent_reasons_join_and_one_alone_does_not() -> None:
    assert found([shared(K.PHONE, 1, 2)]) == []
    assert found([shared(K.PHONE, 1, 2), shared(K.WECHAT, 1, 2), shared(K.QQ, 1, 2)]) == [], "a courier has all three"
    assert found([shared(K.PICTURE, 1, 2) for _ in range(9)]) == [], "a wholesaler has many photos"
    assert found([shared(K.PHONE, 1, 2), shared(K.PICTURE, 1, 2)]) == [{1, 2}]
    assert found([shared(K.ADDRESS, 1, 2), shared(K.PHONE, 1, 2)]) == [{1, 2}]


def test_a_licence_number_joins_by_itself() -> None:
    assert found([shared(K.LICENCE, 1, 2, 3)]) == [{1, 2, 3}]


def test_leads_on_one_right_join_nobody() -> None:
    assert found([shared(K.RIGHT, *range(20))]) == []


def test_what_many_sellers_hold_says_nothing() -> None:
    courier, chart = shared(K.PHONE, 1, 2, more=MOST_HOLDERS), shared(K.PICTURE, 1, 2, more=MOST_HOLDERS)
    assert found([courier, chart]) == []


def test_in_a_small_market_a_courier_is_known_by_a_smaller_share() -> None:
    facts = ring(*range(15))
    assert groups(facts, range(15), 250) == []
    assert groups(facts, range(15), MARKET) == [frozenset(range(15))]


@pytest.mark.parametrize("size", [2, 3, 4, 7, 12, 20, 30])
def test_a_ring_that_shares_everything_is_one_group_whatever_its_size(size: int) -> None:
    assert found(ring(*range(size))) == [set(range(size))]


def test_the_rarer_the_fact_the_sooner_it_joins() -> None:
    rare = [shared(K.PHONE, 1, 2), shared(K.PICTURE, 1, 2)]
    common = [shared(K.PHONE, 1, 2, more=40), shared(K.PICTURE, 1, 2, more=40)]
    assert (found(rare), found(common)) == ([{1, 2}], [])


def test_a_courier_and_a_photo_that_two_rings_have_in_common_do_not_make_them_one() -> None:
    both = [shared(K.PHONE, 1, 2, 3, 11, 12, 13), shared(K.PICTURE, 1, 2, 3, 11, 12, 13)]
    assert found([*ring(*range(1, 8)), *ring(*range(11, 18)), *both]) == [set(range(1, 8)), set(range(11, 18))]


def test_a_member_who_shows_part_of_what_the_ring_has_belongs_to_it() -> None:
    facts = [*ring(1, 2, 3, 4, 5), *(shared(K.PICTURE, 3, 4, 9) for _ in range(3))]
    assert found(facts) == [{1, 2, 3, 4, 5, 9}]


def test_an_honest_customer_of_the_rings_courier_does_not() -> None:
    facts = [*ring(1, 2, 3, 4, 5), shared(K.PHONE, 3, 9, more=10), shared(K.PICTURE, 4, 9, more=20)]
    assert found(facts) == [{1, 2, 3, 4, 5}]


def test_a_group_without_a_seller_that_has_a_lead_is_nobodys_business() -> None:
    assert found(ring(1, 2, 3), seeds={9}) == []
    assert found(ring(1, 2, 3), seeds={3}) == [{1, 2, 3}]


_KINDS = st.sampled_from([kind for kind in FactKind if kind is not K.RIGHT])
_FACTS = st.lists(
    st.tuples(_KINDS, st.sets(st.integers(0, 15), min_size=2, max_size=8), st.integers(0, 30)), max_size=25
)


@given(_FACTS)
def test_nobody_is_in_two_groups_and_the_order_of_facts_changes_nothing(
    drawn: list[tuple[FactKind, set[int], int]],
) -> None:
    facts = [shared(kind, *holders, more=more) for kind, holders, more in drawn]
    once = groups(facts, range(16), MARKET)
    assert sum(map(len, once)) == len(set().union(*once))
    assert all(len(one) > 1 for one in once)
    assert groups(facts[::-1], range(16), MARKET) == once


def test_a_chain_of_couriers_does_not_become_one_group() -> None:
    numbers = count(0, 10)
    rings = [range(start, start + 6) for start in (next(numbers) for _ in range(8))]
    bridges = [
        shared(kind, one[0], one[1], other[4], other[5])
        for one, other in pairwise(rings)
        for kind in (K.PHONE, K.PICTURE)
    ]
    facts = [fact for members in rings for fact in ring(*members)] + bridges
    assert sorted(map(sorted, found(facts))) == [list(members) for members in rings]
