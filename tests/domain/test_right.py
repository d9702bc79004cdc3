"""When a right is in force, and that it is kept as it stood."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.right import Permission, Priority, Right, RightKind, RightStatus, UseKind
from domain.right_json import right_from, right_to

DAY = timedelta(days=1)
FIRST, LAST = date(2020, 2, 29), date(2030, 2, 28)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
lists = st.lists(texts, max_size=3).map(tuple)
permissions = st.builds(Permission, texts, st.sampled_from(UseKind), st.none() | st.dates(), st.none() | st.dates())
rights = st.builds(
    Right,
    right_id=texts,
    kind=st.sampled_from(RightKind),
    mark_text=texts,
    aliases=lists,
    images=st.lists(st.text("ab汉.", min_size=1).map(lambda name: f"/data/blobs/x{name}"), max_size=2).map(tuple),
    holder=texts,
    nice_classes=st.lists(st.integers(1, 45), max_size=3).map(tuple),
    locarno_classes=lists,
    goods=texts,
    status=st.sampled_from(RightStatus),
    registered_on=st.none() | st.dates(),
    expires_on=st.none() | st.dates(),
    jurisdiction=texts,
    authorised_sellers=lists,
    status_text=texts,
    registration_number=texts,
    filed_on=st.none() | st.dates(),
    goods_by_class=st.lists(st.tuples(st.integers(1, 45), texts), max_size=2).map(tuple),
    similar_groups=lists,
    vienna_codes=lists,
    priorities=st.lists(st.builds(Priority, texts, texts, st.none() | st.dates()), max_size=2).map(tuple),
    holder_aliases=lists,
    agents=lists,
    permissions=st.lists(permissions, max_size=2).map(tuple),
    territory=lists,
    colour_claim=texts,
    disclaimer=texts,
    well_known=st.booleans(),
)


@settings(deadline=None)
@given(rights)
def test_a_right_comes_back_as_it_was_written(right: Right) -> None:
    base = Path("/data/registry")
    written = json.dumps(right_to(right, base), ensure_ascii=False)
    assert "/data/" not in written
    assert right_from(json.loads(written), base) == right


def test_the_first_and_the_last_day_count() -> None:
    right = factories.right(registered_on=FIRST, expires_on=LAST)
    assert [right.in_force(day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)] == [False, True, True, False]


@pytest.mark.parametrize("status", RightStatus)
def test_only_a_registered_right_or_a_silent_register_is_in_force(status: RightStatus) -> None:
    expected = status in (RightStatus.REGISTERED, RightStatus.UNKNOWN)
    assert factories.right(status=status).in_force(factories.TODAY) is expected


@given(rights, st.dates())
def test_a_bound_less_never_ends_a_right(right: Right, on: date) -> None:
    if right.in_force(on):
        assert replace(right, registered_on=None).in_force(on)
        assert replace(right, expires_on=None).in_force(on)


def test_names_are_given_once_and_never_empty() -> None:
    right = factories.right(mark_text="Velmora", aliases=("维摩拉", "", "Velmora", "维摩拉"))
    assert right.names == ("Velmora", "维摩拉")
    assert factories.right(mark_text="").names == ()


def test_what_a_register_does_not_say_is_not_written() -> None:
    assert "permissions" not in right_to(factories.right(), Path("/data"))


@given(st.none() | st.dates(), permissions)
def test_a_permission_makes_a_user_only_in_its_time(on: date | None, permission: Permission) -> None:
    right = factories.right(permissions=(permission,), holder="Velmora Works")
    assert (permission.name in right.users(on)) == (permission.holds(on) or permission.name == "Velmora Works")
