"""谐音: the same or nearly the same sound, in other characters or with some of them in pinyin.

Every character is read as the dialect-merged class of its syllable; a Latin word that is one syllable counts as that
syllable. Names are entered under each reading of each of their characters, and under each syllable that some dialect
confuses with the usual one although no class holds both (feng is hong to one ear, fen to another); texts under the
usual reading.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from pypinyin.pinyin_dict import pinyin_dict

from matching.tables import sound
from matching.text.batch import Batch
from matching.text.hashing import mix, prefixes, windows
from matching.text.lane import I64, POWERS, Lane, Letters, NameKeys, TextKeys, all_han, lengths
from matching.text.windows import run_lengths

SHORTEST = 2
LONGEST = 8
LONGEST_SYLLABLE = 6  # letters: zhuang
ONE_DIALECT = 0.895  # likeness of two syllables that one dialect confuses


@dataclass(frozen=True)
class _Sounds:
    """Syllables of a stream: class, first and last (inclusive) letter, and whether it continues the one before."""

    classes: NDArray[np.uint32]
    first: I64
    last: I64
    goes_on: NDArray[np.bool_]


def of_names(names: Batch) -> NameKeys:
    """Each Chinese name as it sounds, and with each of its characters in each further sound."""
    letters = names.plain
    stream = letters.stream
    count = lengths(letters)
    fits = all_han(letters) & (count >= SHORTEST) & (count <= LONGEST)
    start, end = letters.bounds
    mixed = mix(_classes(stream.letters), salt=4)
    prefix = prefixes(mixed)
    whole = np.zeros(stream.texts, np.uint64)
    whole[fits] = windows(prefix, start[fits], end[fits], POWERS)
    at, other = _further(stream.letters, stream.han & fits[stream.text])
    name = stream.text[at]
    further = whole[name] + (mix(other, salt=4) - mixed[at]) * POWERS[end[name] - 1 - at]
    numbers = np.flatnonzero(fits)
    return NameKeys(np.concatenate([whole[numbers], further]), np.concatenate([numbers, name]).astype(np.uint32))


def of_texts(texts: Batch) -> TextKeys:
    """Every run of two to eight syllables."""
    letters = texts.plain
    heard = _listen(letters)
    left = run_lengths(heard.goes_on, np.ones(len(heard.classes), np.bool_))
    prefix = prefixes(mix(heard.classes, salt=4))
    starts = [np.flatnonzero(left >= size) for size in range(SHORTEST, LONGEST + 1)]
    start = np.concatenate(starts).astype(np.int64)
    size = np.concatenate([np.full(len(s), n) for s, n in zip(starts, range(SHORTEST, LONGEST + 1), strict=True)])
    end = start + size
    return TextKeys(windows(prefix, start, end, POWERS), heard.first[start], heard.last[end - 1] + 1)


def _listen(letters: Letters) -> _Sounds:
    """Characters and one-syllable words, in the order of the text."""
    stream = letters.stream
    word_start, word_end = letters.words
    keys, classes = _syllable_words()
    short = word_end - word_start <= LONGEST_SYLLABLE
    word_start, word_end = word_start[short], word_end[short]
    spoken = letters.hashes(word_start, word_end)
    at = np.minimum(np.searchsorted(keys, spoken), len(keys) - 1)
    known = keys[at] == spoken
    han = np.flatnonzero(stream.han)
    first = np.concatenate([han, word_start[known]]).astype(np.int64)
    last = np.concatenate([han, word_end[known] - 1]).astype(np.int64)
    heard = np.concatenate([_classes(stream.letters[han]), classes[at[known]]])
    order = np.argsort(first, kind="stable")
    first, last, heard = first[order], last[order], heard[order]
    goes_on = np.zeros(len(first), np.bool_)
    goes_on[1:] = (first[1:] == last[:-1] + 1) & (stream.text[first[1:]] == stream.text[first[:-1]])
    return _Sounds(heard, first, last, goes_on)


@cache
def _class_table() -> NDArray[np.uint32]:
    """Class of each code point's usual reading; code points without one get a class of their own."""
    merged = sound.merged_class().astype(np.uint32)
    primary = sound.primary()
    table = np.arange(0x110000, dtype=np.uint32) + np.uint32(0x200000)
    known = np.flatnonzero(primary)
    table[known] = merged[primary[known]]
    return table


def _classes(letters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return _class_table()[letters]


@cache
def _syllable_words() -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Hashes of the syllables as Latin words, sorted, and their classes."""
    syllables = sound.syllables()
    merged = sound.merged_class().astype(np.uint32)
    keys, classes = [], []
    for number, syllable in enumerate(syllables, 1):
        if len(syllable) > 1:
            codes = mix(np.array([ord(c) for c in syllable], np.uint32))
            keys.append(prefixes(codes)[-1])
            classes.append(merged[number])
    order = np.argsort(np.array(keys, np.uint64))
    return np.array(keys, np.uint64)[order], np.array(classes, np.uint32)[order]


def _further(letters: NDArray[np.uint32], wanted: NDArray[np.bool_]) -> tuple[I64, NDArray[np.uint32]]:
    """Places of characters with further sounds, once for each, and the class of that sound."""
    points, classes = _further_sounds()
    at = np.flatnonzero(wanted)
    low = np.searchsorted(points, letters[at], side="left")
    many = np.searchsorted(points, letters[at], side="right") - low
    nth = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
    return np.repeat(at, many), classes[np.repeat(low, many) + nth]


@cache
def _further_sounds() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Characters and the class of each further reading, rare ones too (a seller looks them up, a table need not), and
    of each syllable that some dialect confuses with the usual one."""
    merged, primary = sound.merged_class(), sound.primary()
    confused = sound.likeness() >= ONE_DIALECT
    found = set()
    for point in np.flatnonzero(primary):
        others = {int(other) for other in merged[confused[primary[point]]]}
        found |= {(int(point), other) for other in others - {int(merged[primary[point]])}}
        for reading in pinyin_dict.get(int(point), "").split(","):
            syllable = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
            number = sound.syllable_id("".join(char for char in syllable if char.isascii()))
            other = int(merged[number])
            if number and other != int(merged[primary[point]]):
                found.add((int(point), other))
    pairs = np.array(sorted(found), np.uint32).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


LANE = Lane("sound", of_names, of_texts)
