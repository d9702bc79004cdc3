"""Names that are also words."""

from functools import cache

from pypinyin.phrases_dict import phrases_dict

from matching.normalize import fold


@cache
def is_ordinary_word(name: str) -> bool:
    """Whether a Chinese name is a word of everyday language (pypinyin's phrase list: 47,000 words and idioms)."""
    return fold(name).letters in phrases_dict
