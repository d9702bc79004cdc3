"""Names that are also words."""

from functools import cache

from pypinyin.phrases_dict import phrases_dict

from matching.normalize import fold_letters


@cache
def is_ordinary_word(name: str) -> bool:
    """Whether a Chinese name is a word of everyday language (pypinyin's phrase list: 47,000 words and idioms)."""
    if name.isascii():
        return False
    return fold_letters(name) in phrases_dict
