"""How Han characters sound: toneless pinyin, dialect classes, likeness, and Latin runs cut into syllables.

`sound.npz` (made by tools/make_sound.py) holds 41,923 characters and 419 syllables. Readings and their order are
pypinyin's (MIT), less those that today's dictionaries lack (Unihan, Unicode License). The likeness of syllables is
ours. Syllable ids count from 1; 0 means no reading. ü is written v: 吕 lv.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).with_name("sound.npz")
LONGEST_SYLLABLE = 6  # zhuang
MOST_CUTS = 8  # "xianxianxian…" has exponentially many
CODES = 0x110000


@dataclass(frozen=True, slots=True)
class _Sounds:
    syllables: tuple[str, ...]
    ids: dict[str, int]
    merged: NDArray[np.uint16]  # class of syllable id, [0] = 0
    alike: NDArray[np.float32]  # [id, id], 0..1, row and column 0 are 0
    codes: NDArray[np.uint32]  # sorted
    starts: NDArray[np.uint32]  # readings of codes[i] are readings[starts[i]:starts[i + 1]]
    readings: NDArray[np.uint16]


@cache
def _sounds() -> _Sounds:
    with np.load(DATA) as data:
        syllables = tuple(str(s) for s in data["syllables"])
        alike = np.zeros((len(syllables) + 1,) * 2, np.float32)
        alike[1:, 1:] = data["alike"].astype(np.float32) / np.float32(100)
        return _Sounds(
            syllables,
            {syllable: index for index, syllable in enumerate(syllables, start=1)},
            np.concatenate((np.zeros(1, np.uint16), data["merged"])),
            alike,
            np.cumsum(data["chars"], dtype=np.uint32),
            np.concatenate((np.zeros(1, np.uint32), np.cumsum(data["counts"], dtype=np.uint32))),
            data["readings"],
        )


def syllables() -> tuple[str, ...]:
    """All toneless syllables; the id of `syllables()[i]` is i + 1."""
    return _sounds().syllables


def syllable_id(syllable: str) -> int:
    """The id of a syllable, 0 if there is none of that spelling."""
    return _sounds().ids.get(syllable, 0)


@lru_cache(maxsize=1 << 16)
def reading_ids(char: str) -> tuple[int, ...]:
    """Syllable ids of a character, most usual first."""
    sounds, code = _sounds(), ord(char)
    index = int(np.searchsorted(sounds.codes, code))
    if index == len(sounds.codes) or sounds.codes[index] != code:
        return ()
    return tuple(int(i) for i in sounds.readings[sounds.starts[index] : sounds.starts[index + 1]])


def readings(char: str) -> tuple[str, ...]:
    """Toneless readings of a character, most usual first; none for what is not Han."""
    return tuple(_sounds().syllables[i - 1] for i in reading_ids(char))


@cache
def primary() -> NDArray[np.uint16]:
    """Syllable id of the first reading by code point: uint16[0x110000], 0 = none."""
    sounds = _sounds()
    table = np.zeros(CODES, np.uint16)
    table[sounds.codes] = sounds.readings[sounds.starts[:-1]]
    table.flags.writeable = False
    return table


@cache
def merged_class() -> NDArray[np.uint16]:
    """Dialect class by syllable id: uint16[len(syllables()) + 1], from 1; [0] = 0."""
    table = _sounds().merged.copy()
    table.flags.writeable = False
    return table


@cache
def _class_names() -> dict[int, str]:
    names: dict[int, str] = {}
    for syllable, number in zip(syllables(), _sounds().merged[1:], strict=True):
        names.setdefault(int(number), syllable)
    return names


def merged(syllable: str) -> str:
    """The first syllable of those that no dialect speaker keeps apart from it; itself if it is none."""
    index = syllable_id(syllable)
    return _class_names()[int(_sounds().merged[index])] if index else syllable


def likeness() -> NDArray[np.float32]:
    """How alike syllables sound, by ids: float32[n + 1, n + 1], symmetric; row and column 0 are 0.

    1 the same; 0.9 one dialect difference (zh/z, n/l, in/ing, hu/fu …); 0.85 one in the initial and one in the final;
    0.7 one half equal and the other near (b/p, e/o …); 0 otherwise.
    """
    return _sounds().alike


@lru_cache(maxsize=1 << 16)
def sound_similarity(one: str, other: str) -> float:
    """The most alike readings of two characters: 0..1 as `likeness`; a character is always 1 with itself."""
    if one == other:
        return 1.0
    mine, yours = reading_ids(one), reading_ids(other)
    if not mine or not yours:
        return 0.0
    return round(float(_sounds().alike[np.ix_(mine, yours)].max()), 2)


def segment(latin: str) -> tuple[tuple[str, ...], ...]:
    """All ways, at most 8, to cut lower-case letters into syllables, longest first syllables first; none: ().

    "tangyu" -> (("tang", "yu"),); "xian" -> (("xian",), ("xi", "an")). Linear in the length.
    """
    ids, length = _sounds().ids, len(latin)
    ends: list[tuple[int, ...]] = [()] * length  # where a syllable from here may end so that the rest can be cut
    cuttable = bytearray(length) + b"\x01"
    for start in range(length - 1, -1, -1):
        longest = min(LONGEST_SYLLABLE, length - start)
        ends[start] = tuple(
            start + size
            for size in range(longest, 0, -1)
            if cuttable[start + size] and latin[start : start + size] in ids
        )
        cuttable[start] = bool(ends[start])
    if not length or not cuttable[0]:
        return ()
    return tuple(_walk(latin, ends))


def _walk(latin: str, ends: list[tuple[int, ...]]) -> list[tuple[str, ...]]:
    """The first ways through the graph of syllables: a depth-first search without a dead end."""
    found: list[tuple[str, ...]] = []
    path, tried = [0], [0]
    while path and len(found) < MOST_CUTS:
        start = path[-1]
        if start == len(latin):
            found.append(tuple(latin[a:b] for a, b in pairwise(path)))
        elif tried[-1] < len(ends[start]):
            path.append(ends[start][tried[-1]])
            tried[-1] += 1
            tried.append(0)
            continue
        path.pop()
        tried.pop()
    return found
