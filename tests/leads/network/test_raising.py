"""Which groups become a lead of their own, and that a group keeps its name while it changes."""

from datetime import timedelta

from factories import NOW

from domain.network import GroupKind, GroupLead
from leads.network.raising import MASS_SELLERS, WINDOW, Crowd, Joined, Standing, is_mass, raised

OPEN = Standing(None, NOW)
DAY = timedelta(days=1)


def crowd(sellers: int, usual: float = 0.0) -> Crowd:
    return Crowd("TM-1", tuple(f"town/S-{number}" for number in range(sellers)), usual)


def test_a_network_is_raised_and_keeps_its_name_while_most_of_it_stays() -> None:
    standing = dict.fromkeys("abcdef", OPEN)
    (first,) = raised([Joined(tuple("abcd"), ())], standing, [], [], NOW)
    (second,) = raised([Joined(tuple("bcdef"), ())], standing, [], [first], NOW + DAY)
    (other,) = raised([Joined(tuple("ef"), ())], standing, [], [first], NOW + DAY)
    assert (second.group_id, second.since) == (first.group_id, NOW)
    assert other.group_id != first.group_id


def test_a_group_that_falls_apart_leaves_its_name_to_one_of_the_parts() -> None:
    standing = dict.fromkeys("abcdef", OPEN)
    (first,) = raised([Joined(tuple("abcdef"), ())], standing, [], [], NOW)
    parts = raised([Joined(tuple("abcd"), ()), Joined(tuple("ef"), ())], standing, [], [first], NOW)
    assert [one.group_id == first.group_id for one in parts] == [True, False]


def test_a_seller_or_a_network_with_a_confirmed_lead_and_a_newer_one_came_back() -> None:
    confirmed = Standing(NOW, None)
    back = Standing(NOW, NOW + DAY)
    before = Standing(NOW, NOW - DAY)
    assert kinds(raised([], {"a": confirmed, "b": back, "c": before}, [], [], NOW)) == [(GroupKind.REPEAT, ("b",))]
    joined = [Joined(("a", "d"), ())]
    found = raised(joined, {"a": confirmed, "d": Standing(None, NOW + DAY)}, [], [], NOW)
    assert kinds(found) == [(GroupKind.REPEAT, ("a", "d"))]
    assert found[0].since == NOW


def test_many_sellers_on_one_right_are_raised_when_that_is_out_of_the_ordinary() -> None:
    assert not is_mass(crowd(MASS_SELLERS - 1))
    assert is_mass(crowd(MASS_SELLERS))
    assert not is_mass(crowd(20, usual=18.0))
    (mass,) = raised([], {}, [crowd(9), crowd(3)], [], NOW)
    assert (mass.kind, mass.right_id, mass.since) == (GroupKind.MASS, "TM-1", NOW - WINDOW)


def kinds(found: list[GroupLead]) -> list[tuple[GroupKind, tuple[str, ...]]]:
    return [(one.kind, one.sellers) for one in found]
