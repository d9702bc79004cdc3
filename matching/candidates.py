"""Which rights a text may refer to: never all pairs.

Two indexes over the folded names of all rights, built once:

- an Aho-Corasick automaton finds every name that stands in the folded text, in one pass; a second one does the same
  for text in which digits or signs may stand for letters;
- a piece index finds names with one letter changed: a name with one edit keeps its first or its second half intact (or
  has the two letters between them swapped), so only names that share an anchored half with a word of the text are
  compared (rapidfuzz's OSA distance).
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from rapidfuzz.distance import OSA

from domain.right import Right
from matching.hit import Disguise, Hit
from matching.normalize import LEET, Folded, Gap, fold, fold_char, fold_leet, is_han

SHORTEST_NEAR = 6  # letters; below, one changed letter is mostly another word
SHORTEST_NEAR_HAN = 4
LONGEST_NEAR_HAN = 8
SHORTEST_LEET = 4
SHORTEST_SPLIT = 6  # letters of a name that may be written as two words
LONGEST_NAME = 60  # folded characters; longer "marks" are slogans that nobody disguises
LONGEST_TEXT = 20_000  # characters of one field that are searched; hostile pages put megabytes there


class TextIndex:
    """Names of many rights, ready to be found."""

    def __init__(self, rights: Sequence[Right]) -> None:
        names: dict[str, list[tuple[int, str, bytes]]] = defaultdict(list)
        for number, right in enumerate(rights):
            for name in right.names:
                folded = fold(name)
                if 0 < len(folded.letters) <= LONGEST_NAME:
                    names[folded.letters].append((number, name, folded.gaps))
        self._names = list(names)
        self._rights = [names[letters] for letters in self._names]
        self._exact = _automaton(self._names)
        self._leet_names = [
            index for index, letters in enumerate(self._names) if len(letters) >= SHORTEST_LEET and _is_latin(letters)
        ]
        self._leet = _automaton([self._names[index].translate(LEET) for index in self._leet_names])
        self._heads, self._tails = _pieces(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def find(self, text: str) -> list[Hit]:
        """Every hit in the text, the best one of each right and place first."""
        text = text[:LONGEST_TEXT]
        folded = fold(text)
        hits = list(self._find_exact(text, folded))
        leet = fold_leet(text)
        if leet is not None:
            hits += self._find_leet(leet)
        hits += self._find_near(folded)
        return sorted(hits, key=lambda hit: (-hit.likeness, hit.start - hit.end, hit.start, hit.right))

    def _find_exact(self, text: str, folded: Folded) -> Iterator[Hit]:
        for index, start, end in self._exact.find_matches_as_indexes(folded.letters, overlapping=True):
            letters = self._names[index]
            if not _bounded(folded, start, end, letters):
                continue
            for right, name, gaps in self._rights[index]:
                likeness, disguise = _gaps_agree(folded, start, end, gaps)
                if likeness:
                    first, last = folded.span(start, end)
                    if disguise is Disguise.PLAIN:
                        disguise = _form(text[first:last], name)
                    sides = _edge(folded, start) + _edge(folded, end)
                    yield Hit(right, name, first, last, likeness, disguise, sides)

    def _find_leet(self, folded: Folded) -> Iterator[Hit]:
        for found, start, end in self._leet.find_matches_as_indexes(folded.letters, overlapping=True):
            if not (_edge(folded, start) and _edge(folded, end)) or any(folded.gaps[start + 1 : end]):
                continue
            for right, name, _ in self._rights[self._leet_names[found]]:
                first, last = folded.span(start, end)
                yield Hit(right, name, first, last, 0.95, Disguise.LEET, sides=2)

    def _find_near(self, folded: Folded) -> Iterator[Hit]:
        seen: set[tuple[int, int]] = set()
        for start, end in _words(folded):
            word = folded.letters[start:end]
            lengths = (len(word),) if is_han(word[0]) else range(len(word) - 1, len(word) + 2)
            for index in self._near_names(word, lengths):
                name = self._names[index]
                if (index, start) in seen or word == name or OSA.distance(word, name, score_cutoff=1) > 1:
                    continue
                seen.add((index, start))
                first, last = folded.span(start, end)
                likeness = 1 - 1 / len(name)
                for right, original, _ in self._rights[index]:
                    yield Hit(right, original, first, last, likeness, Disguise.NEAR, sides=2)

    def _near_names(self, word: str, lengths: Iterable[int]) -> Iterator[int]:
        for length in lengths:
            cut = length // 2
            yield from self._heads.get((length, word[:cut]), ())
            yield from self._tails.get((length, word[len(word) - (length - cut) :]), ())
            if length == len(word):  # the two letters at the cut may stand the other way round
                yield from self._heads.get((length, word[: cut - 1] + word[cut]), ())


def _automaton(names: list[str]) -> AhoCorasick:
    # The contiguous NFA is a third of the default's size for 300,000 names, and as fast on short texts.
    return AhoCorasick(names, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)


def _pieces(names: list[str]) -> tuple[dict[tuple[int, str], list[int]], dict[tuple[int, str], list[int]]]:
    heads: dict[tuple[int, str], list[int]] = defaultdict(list)
    tails: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, letters in enumerate(names):
        if len(letters) >= (SHORTEST_NEAR if _is_latin(letters) else SHORTEST_NEAR_HAN):
            cut = len(letters) // 2
            heads[len(letters), letters[:cut]].append(index)
            tails[len(letters), letters[cut:]].append(index)
    return dict(heads), dict(tails)


def _is_latin(letters: str) -> bool:
    return not any(is_han(char) for char in letters)


def _words(folded: Folded) -> Iterator[tuple[int, int]]:
    """What may be a name with a letter changed: a whole Latin word (symbols do not end it), any window of Chinese."""
    start = 0
    letters = folded.letters
    for index in range(1, len(letters) + 1):
        if index == len(letters) or folded.gaps[index] == Gap.SPACE or is_han(letters[index]) != is_han(letters[start]):
            if is_han(letters[start]):
                for first in range(start, index - SHORTEST_NEAR_HAN + 1):
                    for last in range(first + SHORTEST_NEAR_HAN, min(index, first + LONGEST_NEAR_HAN) + 1):
                        yield first, last
            elif index - start >= SHORTEST_NEAR - 1:
                yield start, index
            start = index


def _edge(folded: Folded, index: int) -> bool:
    """Whether a name may begin or end before that folded character."""
    if index in (0, len(folded.letters)) or folded.gaps[index]:
        return True
    before, after = folded.letters[index - 1], folded.letters[index]
    return is_han(before) != is_han(after)


def _bounded(folded: Folded, start: int, end: int, name: str) -> bool:
    """Latin names must not begin or end inside a longer word; Chinese ones may, as Chinese has no spaces."""
    first = is_han(name[0]) or _edge(folded, start) or _digit_turn(folded, start, name)
    last = is_han(name[-1]) or _edge(folded, end) or _digit_turn(folded, end, name)
    return first and last


def _digit_turn(folded: Folded, index: int, name: str) -> bool:
    # "Velmora2026" names the mark; "A3802" does not name "A380".
    return len(name) >= SHORTEST_LEET and folded.letters[index - 1].isdigit() != folded.letters[index].isdigit()


def _gaps_agree(folded: Folded, start: int, end: int, name_gaps: bytes) -> tuple[float, Disguise]:
    """How far the gaps inside a hit speak for the name: (likeness, disguise), likeness 0 if they speak against it."""
    inside = folded.gaps[start + 1 : end]
    extra = [gap for gap, own in zip(inside, name_gaps[1:], strict=True) if gap and not own]
    if not extra:
        return (1.0 if bytes(inside) == name_gaps[1:] else 0.97), Disguise.PLAIN
    if len(extra) == len(inside) and (len(inside) > 1 or (_edge(folded, start) and _edge(folded, end))):
        return 0.96, Disguise.SPACED
    if all(gap == Gap.SYMBOL for gap in extra):
        return 0.93, Disguise.SPLIT
    if end - start >= SHORTEST_SPLIT and len(extra) == 1:
        return 0.8, Disguise.SPACED
    return 0.0, Disguise.SPACED


def _form(written: str, name: str) -> Disguise:
    """Which folding made both the same, gaps apart."""
    if any(fold_char(char) == "" for char in written):
        return Disguise.INVISIBLE
    if written == name:
        return Disguise.PLAIN
    if any(is_han(char) for char in written) and written.casefold() != name.casefold():
        return Disguise.TRADITIONAL
    if written.isascii() or _plain_forms(written) == _plain_forms(name):
        return Disguise.FORM
    return Disguise.LOOKALIKE


def _plain_forms(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in decomposed if char.isalnum())
