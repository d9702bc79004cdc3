"""Names that are also words."""

import pytest

from matching.text.index import TextIndex


def ordinariness(name: str) -> float:
    """Of a name that stands alone in a text; one that cannot be found is never asked for."""
    (hits,) = TextIndex.of([(0, name)]).find([name])
    return hits[0].ordinary if hits else 0.0


@pytest.mark.parametrize("name", ["远方", "遠方", "Apricot", "ＡＰＲＩＣＯＴ", "运动"])
def test_ordinary_words_are_known_in_both_scripts(name: str) -> None:
    assert ordinariness(name) > 0.5


@pytest.mark.parametrize("name", ["维摩拉", "Velmora", "", "★", "克" * 500])
def test_coined_names_are_no_words(name: str) -> None:
    assert ordinariness(name) == 0


def test_an_ordinary_word_is_more_so_than_a_rare_one() -> None:
    assert ordinariness("运动") > ordinariness("晨雾") > 0
