"""A receipt number is drawn, survives a telephone, and says nothing."""

from hypothesis import given
from hypothesis import strategies as st

from complaints.receipt import ALPHABET, new_receipt, read_receipt


def test_numbers_differ_and_are_read_as_people_write_them() -> None:
    drawn = {new_receipt() for _ in range(200)}
    assert len(drawn) == 200
    for number in drawn:
        assert read_receipt(number) == number
        assert read_receipt(f"  {number.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ") == number


@given(st.text(max_size=60))
def test_what_is_no_number_is_none(text: str) -> None:
    read = read_receipt(text)
    assert read == "" or (len(read) == 23 and set(read) <= {*ALPHABET, "-"})
