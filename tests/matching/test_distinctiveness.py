"""Names that are also words."""

import pytest

from matching.distinctiveness import ordinariness


@pytest.mark.parametrize("name", ["远方", "遠方", "Apricot", "ＡＰＲＩＣＯＴ", "运动"])
def test_ordinary_words_are_known_in_both_scripts(name: str) -> None:
    assert ordinariness(name) > 0.5


@pytest.mark.parametrize("name", ["维摩拉", "Velmora", "", "★", "克" * 500])
def test_coined_names_are_no_words(name: str) -> None:
    assert ordinariness(name) == 0


def test_an_ordinary_word_is_more_so_than_a_rare_one() -> None:
    assert ordinariness("运动") > ordinariness("晨雾") > 0
