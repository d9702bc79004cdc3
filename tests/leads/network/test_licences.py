"""A licence number counts only where its check digit holds."""

from hypothesis import given
from hypothesis import strategies as st

from leads.network.contacts import fold
from leads.network.licences import check_character, holds, holds_old, licences

BODY = "91330106MA27YXH71"
CODE = BODY + check_character(BODY)


def test_the_example_of_the_standard_holds() -> None:
    # GB 32100-2015's own example of a check: 91350100M000100Y43.
    assert holds("91350100M000100Y43")
    assert holds_old("110108000000016")


def test_a_number_is_found_spaced_in_lower_case_and_full_width() -> None:
    for text in (CODE, CODE.lower(), f"统一社会信用代码:{CODE[:2]} {CODE[2:8]} {CODE[8:]}", "９１" + CODE[2:]):
        assert [fact.value for fact in licences(fold(text))] == [CODE], text


def test_an_older_number_needs_a_word_that_says_what_it_is() -> None:
    assert [fact.value for fact in licences(fold("注册号:110108000000016"))] == ["110108000000016"]
    assert list(licences(fold("订单 110108000000016"))) == []


def test_a_row_of_product_codes_is_no_licence() -> None:
    assert list(licences(fold("丝绸胶带1527153415383M1538-0 与 866591-010-100-435-687-065"))) == []


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_no_single_wrong_character_goes_unnoticed(place: int, char: str) -> None:
    wrong = CODE[:place] + char + CODE[place + 1 :]
    assert holds(wrong) == (wrong == CODE)
