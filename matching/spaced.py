"""Texts whose letters are kept apart by signs (高·仿, 加❤微, "A 货"), read as if nothing stood between them."""

import re
from itertools import pairwise
from typing import NamedTuple

# Signs that part words or name a choice stay: 男/女, 黑色,白色, 春|夏.
_SIGN = r"[^\w\s,，。;；、:：/()（）\[\]【】{}《》<>「」+&|!！?？\"“”%#]"
_HAN = "\u4e00-\u9fff"
_APART = re.compile(rf"(?<=[{_HAN}a-z❤])(?:{_SIGN}|_){{1,3}}[{_HAN}]|(?<!\w)[{_HAN}a-z] {{1,2}}[{_HAN}](?!\w)")
_LETTER = re.compile(rf"[^\W_]|(?!{_SIGN})[^\s_]|\n")


class Spaced(NamedTuple):
    """A text without what keeps its letters apart.

    Attributes:
        text: the letters, and the signs that part words.
        origins: for each of them, where it stood.
    """

    text: str
    origins: tuple[int, ...]

    def place(self, start: int, end: int, around: str) -> tuple[int, int] | None:
        """Where those letters stood, if they were kept apart to hide: by signs, or each by itself by spaces.

        Args:
            start, end: half-open range in `text`.
            around: the text as it was.
        """
        first, last = self.origins[start], self.origins[end - 1] + 1
        written = around[first:last]
        if last - first == end - start:
            return None  # as it stands; read already
        if any(not char.isspace() and not char.isalnum() for char in written):
            return first, last
        alone = all(behind - before > 1 for before, behind in pairwise(self.origins[start:end]))
        edges = around[max(0, first - 1) : first] + around[last : last + 1]
        return (first, last) if alone and not any(map(str.isalnum, edges)) else None


def spaced(text: str) -> Spaced | None:
    """The letters of a text in which some seem to be kept apart, which few are."""
    if text.isascii() or not _APART.search(text):
        return None
    places = [found.start() for found in _LETTER.finditer(text)]
    return Spaced("".join(text[at] for at in places), tuple(places))
