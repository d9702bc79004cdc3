"""Deadlines by the calendar and by working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import due

FRIDAY = date(2026, 11, 27)


def test_working_days_pass_over_the_week_s_end() -> None:
    assert due(FRIDAY, "1") == date(2026, 11, 28)
    assert due(FRIDAY, "1 working") == date(2026, 11, 30)
    assert due(FRIDAY, "7 Working") == date(2026, 12, 8)
    assert due(FRIDAY + timedelta(days=1), "1 working") == date(2026, 11, 30)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 200))
def test_working_days_are_never_a_week_s_end_and_grow_with_their_number(on: date, days: int) -> None:
    end = due(on, f"{days} working")
    assert end.weekday() < 5
    assert due(on, str(days)) <= end < due(on, f"{days + 1} working")


@pytest.mark.parametrize("period", ["", "0", "soon", "-1", "5 weeks"])
def test_what_is_no_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        due(FRIDAY, period)
