"""Texts in the form in which the tables of words are written."""

import unicodedata

from opencc import OpenCC

_SIMPLIFY = OpenCC("t2s")
_SIGNS = {"➕": "+", "✚": "+", "∶": ":", "♥": "❤", "♡": "❤", "💚": "❤", "💗": "❤"}  # seen in 加V, 1∶1, 微❤


class _Plain(dict[int, str]):
    """What `str.translate` needs to make lower case, half width and simplified, one character for one."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        if 0xD800 <= point < 0xE000:  # half of a pair: hostile or broken text, which no table takes
            return char
        form = _SIGNS.get(char) or unicodedata.normalize("NFKC", char).lower()
        form = _SIMPLIFY.convert(form) if len(form) == 1 else char
        self[point] = form if len(form) == 1 else char
        return self[point]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The text in lower case, half width and simplified characters; each character stays where it is."""
    return text.translate(_PLAIN)
