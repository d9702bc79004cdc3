"""Texts as arrays of folded letters: a few thousand titles at once, each letter knowing where it came from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from matching.normalize import fold_char

CODE_POINTS = 0x110000
LAST_ASSIGNED = 0x32400  # beyond lie only invisible characters (tags, variation selectors) and private use
SPACE, SYMBOL = 1, 2  # codes below `FIRST_LETTER` are no letters; 0 is invisible
FIRST_LETTER = 3
OVERRIDE = 0x202E  # RIGHT-TO-LEFT OVERRIDE
_OVERRIDDEN = re.compile("\u202e[^\u202c\n\r]*\u202c?")
LONGEST_TEXT = 20_000  # characters of one text that are searched; hostile pages put megabytes there

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class FoldTable:
    """What each code point folds to.

    Attributes:
        codes: uint32[0x110000]: 0 invisible, 1 white space, 2 symbol, a letter's code point, or, from 0x110000 on,
            the number of an expansion.
        expansions: uint32[n, 4]: letters that one character folds to, padded with 0.
    """

    codes: U32
    expansions: U32


@cache
def make_fold_table() -> FoldTable:
    """The table of every code point; takes about a second, so it is kept with the compiled index."""
    codes = np.zeros(CODE_POINTS, np.uint32)
    expansions: list[list[int]] = []
    for point in range(LAST_ASSIGNED):
        form = fold_char(chr(point))
        if form == " ":
            codes[point] = SPACE
        elif form == ".":
            codes[point] = SYMBOL
        elif len(form) == 1:
            codes[point] = ord(form)
        elif form:
            codes[point] = CODE_POINTS + len(expansions)
            expansions.append([ord(c) for c in form[:4]] + [0] * (4 - len(form[:4])))
    return FoldTable(codes, np.array(expansions, np.uint32).reshape(-1, 4))


@dataclass(frozen=True)
class Stream:
    """Letters of many texts, one after the other; no window may cross from one text into the next.

    Attributes:
        letters: folded code points.
        text: for each letter, the number of its text.
        origin: for each letter, the index of its character in that text.
        space, symbol: for each letter, whether white space or a symbol stands before it within its text.
        hidden: for each letter, whether an invisible character stands before it within its text.
        texts: how many texts.
    """

    letters: U32
    text: I32
    origin: I32
    space: Bools
    symbol: Bools
    hidden: Bools
    texts: int

    def __len__(self) -> int:
        return len(self.letters)

    @cached_property
    def han(self) -> Bools:
        """Which letters are Chinese characters."""
        return is_han(self.letters)

    @cached_property
    def digit(self) -> Bools:
        """Which letters are ASCII digits."""
        return (self.letters >= ord("0")) & (self.letters <= ord("9"))

    @cached_property
    def starts(self) -> Bools:
        """Where a text begins."""
        return _changes(self.text)

    @cached_property
    def edge(self) -> Bools:
        """Before which letters a name may begin or end: a text's start, a gap, a change of script. One longer."""
        script = self.han.astype(np.int8)
        inner = self.starts | self.space | self.symbol | _changes(script)
        return np.append(inner, True)

    @cached_property
    def gaps(self) -> I64:
        """How many gaps stand before each letter, in all. One longer."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.space | self.symbol)])

    @cached_property
    def since_start(self) -> I32:
        """For each letter, how many letters of its text stand before it."""
        begins = np.flatnonzero(self.starts)
        return (np.arange(len(self)) - np.repeat(begins, np.diff(np.append(begins, len(self))))).astype(np.int32)

    @cached_property
    def _breaks(self) -> I64:
        return np.flatnonzero(self.edge).astype(np.int64)

    def token(self, at: I64) -> I64:
        """Where the token that holds each of those letters begins: a run of one script without a gap."""
        return self._breaks[np.searchsorted(self._breaks, at, side="right") - 1]

    def token_end(self, end: I64) -> I64:
        """Where the token of the last letter before each of those places ends."""
        return self._breaks[np.searchsorted(self._breaks, end, side="left")]

    @cached_property
    def room(self) -> I32:
        """For each letter, how many letters are left in its text, itself included."""
        ends = np.searchsorted(self.text, self.text, side="right")
        return (ends - np.arange(len(self))).astype(np.int32)


def is_han(letters: U32) -> Bools:
    """Which code points are Chinese characters."""
    return (
        ((letters >= 0x4E00) & (letters <= 0x9FFF))
        | ((letters >= 0x3400) & (letters <= 0x4DBF))
        | ((letters >= 0x20000) & (letters <= 0x323AF))
    )


def make_stream(texts: Sequence[str], table: FoldTable) -> Stream:
    """Folds many texts at once."""
    cut = [text[:LONGEST_TEXT] for text in texts]
    lengths = np.fromiter((len(text) for text in cut), np.int64, len(cut))
    points = np.frombuffer("".join(cut).encode("utf-32-le", "surrogatepass"), "<u4")
    text = np.repeat(np.arange(len(cut), dtype=np.int32), lengths)
    begins = np.cumsum(lengths) - lengths
    origin = (np.arange(len(points)) - np.repeat(begins, lengths)).astype(np.int32)
    for number in np.unique(text[points == OVERRIDE]):
        here = slice(int(begins[number]), int(begins[number] + lengths[number]))
        origin[here] = as_shown(cut[number])
    points = points[np.repeat(begins, lengths) + origin]
    codes = table.codes[points]
    wide = codes >= CODE_POINTS
    if wide.any():
        codes, text, origin = _expand(codes, text, origin, wide, table.expansions)
    return _letters_only(codes, text, origin, len(cut))


def as_shown(text: str) -> list[int]:
    """Places of the characters in the order in which they are seen: what stands between a right-to-left override and
    its end (Unicode Bidirectional Algorithm, RLO … PDF) is seen backwards."""
    order: list[int] = []
    start = 0
    for found in _OVERRIDDEN.finditer(text):
        order += range(start, found.start())
        order += reversed(range(*found.span()))
        start = found.end()
    return [*order, *range(start, len(text))]


def _expand(codes: U32, text: I32, origin: I32, wide: Bools, expansions: U32) -> tuple[U32, I32, I32]:
    found = expansions[codes[wide] - CODE_POINTS]
    counts = np.ones(len(codes), np.int64)
    counts[wide] = (found > 0).sum(axis=1)
    index = np.repeat(np.arange(len(codes)), counts)
    nth = np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)
    out = codes[index]
    many = wide[index]
    out[many] = expansions[out[many] - CODE_POINTS, nth[many]]
    return out, text[index], origin[index]


def _letters_only(codes: U32, text: I32, origin: I32, texts: int) -> Stream:
    kept = np.flatnonzero(codes >= FIRST_LETTER)
    letters_text = text[kept]
    between = []
    for special in (SPACE, SYMBOL, 0):
        so_far = np.cumsum(codes == special)[kept]
        before = np.diff(so_far, prepend=0) > 0
        between.append(before & ~_changes(letters_text))
    return Stream(codes[kept], letters_text, origin[kept], between[0], between[1], between[2], texts)


def _changes(values: NDArray[np.signedinteger]) -> Bools:
    """Where a value differs from the one before; true for the first."""
    changed = np.ones(len(values), np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed
