"""Names that are also words."""

from matching.distinctiveness import is_ordinary_word


def test_ordinary_words_are_known_in_both_scripts() -> None:
    assert is_ordinary_word("远方")
    assert is_ordinary_word("遠方")
    assert not is_ordinary_word("维摩拉")
    assert not is_ordinary_word("Velmora")
