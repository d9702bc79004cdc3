"""What the benchmark of networks measures, on markets small enough to reckon by hand, and one that runs whole."""

from itertools import combinations

import pytest

from benchmarks.networks import measure
from benchmarks.ringed.market import Market
from benchmarks.ringed.membership import membership

RINGS = {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1, "f": -1}


def test_pairs_are_counted() -> None:
    whole = membership([["a", "b", "c"], ["d", "e"]], RINGS)
    assert (whole.precision, whole.recall, whole.rings, whole.mixed, whole.honest) == (1.0, 1.0, 2, 0, 0)
    mixed = membership([["a", "b", "d", "f"]], RINGS)
    assert (mixed.precision, mixed.recall) == (1 / 6, 1 / 4)
    assert (mixed.largest, mixed.mixed, mixed.rings) == (4, 1, 1)
    assert membership([], RINGS).recall == 0


def test_a_market_is_the_same_each_time_and_another_for_another_seed() -> None:
    one, same, other = (list(Market(seed, 40, 2).listings()) for seed in (5, 5, 6))
    assert [listing for _, listing in one] == [listing for _, listing in same] != [listing for _, listing in other]


def test_every_member_of_a_ring_shows_something_that_another_one_shows() -> None:
    shops = [shop for shop in Market(7, 100, 6).shops if shop.ring >= 0]
    shown = {shop.name: {*shop.words, *shop.photos, *shop.texts} for shop in shops}
    tied = {name for one, other in combinations(shops, 2) for name in (one.name, other.name)
            if one.ring == other.ring and shown[one.name] & shown[other.name]}  # fmt: skip
    assert len(tied) >= 0.9 * len(shops)


def test_rings_stand_out_where_the_naive_way_finds_one_component(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.networks.HONEST", 300)
    monkeypatch.setattr("benchmarks.networks.RINGS", 4)
    result = measure(21)
    ours, naive = result.ways["markhound"], result.ways["any shared fact"]
    assert ours.precision > 0.8 > naive.precision
    assert ours.recall > 0.3
    assert ours.largest < naive.largest / 3
