"""Single values: both calendars, classes and codes as offices write them; whatever else is named as bad."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import values
from registry.values import ValueFault


@given(st.dates(date(1912, 1, 1), date(2910, 12, 31)))
def test_a_day_is_the_same_in_both_calendars_and_all_forms(day: date) -> None:
    roc = day.year - 1911
    forms = [
        f"{roc:03}.{day.month:02}.{day.day:02}",
        f"{roc:03}{day.month:02}{day.day:02}",
        f"民國{roc:02}年{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}" if day.year > 999 else day.isoformat(),
        f"{day.isoformat()}-05:00",
        f"{day.isoformat()}T10:00:00",
    ]
    assert {values.office_day("d", form) for form in forms} == {day}


@pytest.mark.parametrize("text", ["", "0", "00000000", "000.00.00", " "])
def test_an_empty_field_of_a_fixed_width_is_no_day(text: str) -> None:
    assert values.office_day("d", text) is None


@given(st.text(max_size=30) | st.from_regex(values.OFFICE_DATE))
def test_any_text_is_a_day_or_a_fault(text: str) -> None:
    with suppress(ValueFault):
        assert isinstance(values.office_day("d", text), date | None)


@pytest.mark.parametrize("text", ["19960100", "2026-02-30", "111.13.01", "soon"])
def test_a_day_that_no_calendar_has_is_bad(text: str) -> None:
    with pytest.raises(ValueFault, match="must be a day"):
        values.office_day("d", text)


def test_classes_and_codes_have_one_form() -> None:
    assert [values.nice(text) for text in ("9", "09", "009", "45")] == [9, 9, 9, 45]
    assert [values.locarno(text) for text in ("2-4", "02.04", "0204", "6")] == ["02-04"] * 3 + ["06"]
    assert [values.vienna(text) for text in ("260418", "26.04.18", "26.04", "02.09")] == [
        "26.04.18",
        "26.04.18",
        "26.04",
        "02.09",
    ]
    assert [values.group(text) for text in ("2501", "0907")] == ["2501", "0907"]


@pytest.mark.parametrize("text", ["../a.png", "/etc/a.png", "C:\\a.png", "sub/../../a.png", "out/a.png", "..\\a.png"])
def test_a_picture_outside_of_the_folder_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "out").symlink_to(tmp_path)
    with pytest.raises(ValueFault, match="does not lie beside the file"):
        values.picture(text, tmp_path / "in")
    assert values.picture("sub/a.png", tmp_path / "in") == str(tmp_path / "in" / "sub" / "a.png")


def test_a_permission_has_a_time() -> None:
    one = values.permission("Tallow Trading [2024-01-01..2025-12-31]")
    assert [one.holds(on) for on in (date(2023, 12, 31), date(2024, 1, 1), date(2026, 1, 1), None)] == [
        False,
        True,
        False,
        True,
    ]
    assert values.permission("Tallow [..2025-12-31]").holds(date(1990, 1, 1))
    assert values.permission("Tallow [Ltd]").name == "Tallow [Ltd]"
    with pytest.raises(ValueFault):
        values.permission("Tallow [2024..2025]")
