"""What stands right beside the mark: the words by which the text says in what sense it names it.

The words touch the mark but for a sign or two, so what stands farther off costs nothing and means nothing; only words
of fitting may stand a few characters away. Read once a place and remembered, as the rights of one name share it.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from matching.hit import Hit
from matching.plain import plain
from matching.tables.beside import AHEAD, BEHIND, FIT_AHEAD, FIT_BEHIND, PEOPLE
from matching.tables.cues import Kind

AROUND = 30  # characters that are looked at on each side
JOINT = 3  # signs between two names of one right that still count as one mention: "Velmora / 维摩拉"
SIGNS = " \t:：“”\"'‘’【】[]()（）/-·\u3000"


NOTHING: "tuple[tuple[Near, ...], frozenset[Kind]]" = ((), frozenset())


class Near(NamedTuple):
    """Words beside a mark.

    Attributes:
        kind: what they tell.
        text: in lower case, half width, simplified.
        ahead: whether they stand before the mark.
        start, end: half-open range, counted from the mark's start (so below 0) or from its end.
    """

    kind: Kind
    text: str
    ahead: bool
    start: int
    end: int


class Beside(NamedTuple):
    """A mark's surroundings.

    Attributes:
        field: of the listing, in which the mark stands.
        start, end: half-open range of the mark and of the right's other names that stand right beside it.
        words: what was found, what stands before the mark first.
        kinds: the kinds of those.
    """

    field: str
    start: int
    end: int
    words: tuple[Near, ...]
    kinds: frozenset[Kind]

    def word(self, kind: Kind) -> Near:
        """What of that kind stands beside the mark.

        Raises:
            StopIteration: nothing does.
        """
        return next(word for word in self.words if word.kind is kind)

    def span(self, word: Near) -> tuple[int, int]:
        """Where those words stand, as a half-open range in the field."""
        edge = self.start if word.ahead else self.end
        return edge + word.start, edge + word.end


def beside(text: str, field: str, hits: Sequence[Hit], best: Hit, fitting: bool) -> Beside:
    """What stands beside a hit.

    Args:
        text, field: of the listing, in which it stands.
        hits: all of the right there.
        best: the one that is looked at.
        fitting: whether the listing holds words of fitting anywhere, which is seldom and the same for all rights.
    """
    start, end = (best.start, best.end) if len(hits) == 1 else _block(hits, best, text)
    words, kinds = _read(text[max(0, start - AROUND) : start], text[end : end + AROUND], fitting)
    return Beside(field, start, end, words, kinds)


def _block(hits: Sequence[Hit], best: Hit, text: str) -> tuple[int, int]:
    """Where the best hit stands, together with other names of the right that touch it."""
    start, end = best.start, best.end
    for one in sorted(hits, key=lambda one: one.start):
        if one.start >= end and one.start - end <= JOINT and not any(map(str.isalnum, text[end : one.start])):
            end = one.end
    for one in sorted(hits, key=lambda one: -one.end):
        if one.end <= start and start - one.end <= JOINT and not any(map(str.isalnum, text[one.end : start])):
            start = one.start
    return start, end


@lru_cache(maxsize=5_000)
def _read(before: str, behind: str, fitting: bool) -> tuple[tuple[Near, ...], frozenset[Kind]]:
    words: list[Near] = []
    stripped = before.rstrip(SIGNS)
    if stripped and plain(stripped[-1]) in AHEAD.edges and (stripped := plain(stripped)).endswith(AHEAD.literals):
        for kind, pattern in AHEAD.patterns.items():
            found = pattern.search(stripped)
            if found:
                words.append(Near(kind, found[0], True, found.start() - len(before), found.end() - len(before)))
    stripped = behind.lstrip(SIGNS)
    if stripped and plain(stripped[0]) in BEHIND.edges and (stripped := plain(stripped)).startswith(BEHIND.literals):
        shift = len(behind) - len(stripped)
        for kind, pattern in BEHIND.patterns.items():
            found = pattern.match(stripped)
            if found:
                words.append(Near(kind, found[0], False, shift, shift + found.end()))
    if fitting:
        words += _fitting(plain(before), plain(behind))
    if "《" in before and "》" in behind and "》" not in before.rpartition("《")[2]:
        words.append(Near(Kind.WORK, "《》", True, before.rindex("《") - len(before), 0))
    return (tuple(words), frozenset(word.kind for word in words)) if words else NOTHING


def _fitting(before: str, behind: str) -> list[Near]:
    """Words that say that the goods fit the mark's goods, before it or behind it."""
    ahead = FIT_AHEAD.search(before)
    if ahead and not PEOPLE.search(ahead["between"]):
        return [Near(Kind.FIT, ahead[0].strip(), True, ahead.start() - len(before), 0)]
    after = FIT_BEHIND.match(behind)
    if after and not PEOPLE.search(after["between"]):
        return [Near(Kind.FIT, after[0].strip(), False, 0, after.end())]
    return []
