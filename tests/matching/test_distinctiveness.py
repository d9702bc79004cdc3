"""How much a name says by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.distinctiveness import distinctiveness, is_ordinary_word


@pytest.mark.parametrize("name", ["velmora", "维摩拉国"])
def test_a_longer_name_never_says_less(name: str) -> None:
    said = [distinctiveness(name[:length]) for length in range(1, len(name) + 1)]
    assert said == sorted(said)
    assert said[0] < 0.2
    assert said[-1] == 1.0


@given(st.text("abcXYZ维摩拉 -.", min_size=1).filter(lambda text: any(char.isalnum() for char in text)))
def test_dress_does_not_matter(name: str) -> None:
    assert 0 < distinctiveness(name) <= 1
    assert distinctiveness(name.upper()) == distinctiveness(f"【{name}】") == distinctiveness(name)


def test_ordinary_words_are_known_in_both_scripts() -> None:
    assert is_ordinary_word("远方")
    assert is_ordinary_word("遠方")
    assert not is_ordinary_word("维摩拉")
    assert not is_ordinary_word("Velmora")
