"""When a digest is due, and which targets can be told anything."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.watches.told import watch
from watches.watch_list import Schedule, WrongWatchError, check_targets, named

DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))
OWN = frozenset({"10.0.0.5:8080", "hooks.internal"})


@given(DAYS, st.integers(0, 400))
def test_a_daily_digest_is_due_once_a_day_and_a_weekly_one_once_a_week(last: date, days: int) -> None:
    today = last + timedelta(days)
    assert watch(schedule=Schedule.DAILY).due(last, today) == (days > 0)
    monday = last - timedelta(last.weekday())
    assert watch(schedule=Schedule.WEEKLY).due(last, today) == (today >= monday + timedelta(7))
    assert watch(schedule=Schedule.AT_ONCE).due(last, today)


@pytest.mark.parametrize("schedule", list(Schedule))
def test_the_first_digest_is_due_at_once(schedule: Schedule) -> None:
    assert watch(schedule=schedule).due(None, date(2026, 11, 27))


@pytest.mark.parametrize(
    "target",
    [
        "marks@velmora.example", "a.b+c@x-y.example", "https://hooks.example/x?y=1", "http://10.0.0.5:8080/in",
        "http://hooks.internal/in", "https://hooks.example:8443/",
    ],
)  # fmt: skip
def test_plain_addresses_are_taken(target: str) -> None:
    check_targets((target,), OWN)


@pytest.mark.parametrize(
    "target",
    [
        "", "marks", "marks@", "@x.example", "a@b.example\r\nBcc: all@c.example", "a@b.example,c@d.example",
        "Lin <a@b.example>", '"a b"@c.example', "a@b@c.example", "马@b.example", "http://hooks.example/x",
        "http://10.0.0.5:8081/in", "ftp://hooks.example/", "https://user:word@hooks.example/", "https:///x",
        "https://hooks.example/#x", "https://hooks.example:99999/", "javascript://x", "https://[::1/", "a@b.example ",
        "https://x.example/" + "y" * 500,
    ],
)  # fmt: skip
def test_whatever_else_is_refused_in_one_sentence(target: str) -> None:
    with pytest.raises(WrongWatchError) as refused:
        check_targets((target,), OWN)
    assert "\n" not in str(refused.value)


def test_a_watch_has_recipients_but_not_too_many() -> None:
    for targets in ((), tuple(f"a{n}@b.example" for n in range(21))):
        with pytest.raises(WrongWatchError, match="1 to 20"):
            check_targets(targets, OWN)


def test_the_path_of_a_webhook_is_not_named_as_it_may_be_a_secret() -> None:
    assert named("https://hooks.example:8443/s3cret?t=1") == "https://hooks.example:8443"
    assert named("marks@velmora.example") == "marks@velmora.example"
