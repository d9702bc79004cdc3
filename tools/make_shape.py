"""Makes matching/tables/shape.npz: which Han characters a hurried reader takes for which.

    python -m tools.make_shape cjk_decomp.txt

Two measures per pair: correlation of blurred drawings (whole glyph: 己已) and Dice's coefficient over the strokes of
shared parts (清请). Their mean, or either alone a little lowered, is the similarity. Needs Debian's fonts-noto-cjk and
unicode-data; takes about five minutes and 3 GB on two cores.
"""

import sys
import unicodedata
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools import glyphs, unihan
from tools.shared import Parts

OUT = Path(__file__).resolve().parent.parent / "matching" / "tables" / "shape.npz"
NEAREST = 36  # neighbours chosen for a usual character
BY_PARTS = 20  # of which by shared parts alone: drawings drown 招昭 in everything else with 扌
RARE_NEAREST = 4  # usual characters kept for a rare one
FLOOR, RARE_FLOOR = 0.32, 0.62
DRAWN, MADE = 0.85, 0.72  # what one measure alone is worth
LEAST_SHARED = 0.15  # smaller shared parts are not looked at
COMMON, SECOND = 3500, 6500  # ends of the first and second level of the standard table

# Taken for each other by readers, though neither measure says so; they get at least KNOWN_LEAST.
KNOWN_PAIRS = (
    "宏弘 兔鬼 且皿 刚钢 沈沉 元无 冒胃 尤犬 尤龙 白臼 郁都 绍邵 招昭 韦韩 围违 桶通 痛通 杜肚 吐杜 祀祉 "
    "夸跨 恨跟 恨恳 养食 完无 冒昌 硝销 宵消 标票 粮粱 廊朗 耍耐 熊罴 潮翰"
)
KNOWN_LEAST = 0.5

Matrix = NDArray[np.float32]


def rare() -> tuple[str, ...]:
    """Characters of the first Unicode block that are neither usual nor another writing of a usual one."""
    known = set(unihan.usual())
    block = (chr(code) for code in range(0x4E00, 0x9FA6))
    return tuple(c for c in block if c not in known and unihan.simplified(c) == c and unicodedata.category(c) == "Lo")


def overlaps(parts: Parts, chars: tuple[str, ...], usual: int, least: float) -> Matrix:
    """Shared parts of every character with the first `usual` ones: float32[n, usual]."""
    holders: dict[str, list[int]] = {}
    for index, char in enumerate(chars):
        for part in parts.inside(char):
            if parts.size(part) > 1:
                holders.setdefault(part, []).append(index)
    found = np.zeros((len(chars), usual), np.float32)
    for part, members in holders.items():
        for low, high in combinations(members, 2):
            if low >= usual or found[high, low]:
                continue
            one, other = chars[low], chars[high]
            if 2 * parts.size(part) >= least * (parts.size(one) + parts.size(other)):
                found[high, low] = min(1.0, parts.overlap(one, other))
                if high < usual:
                    found[low, high] = found[high, low]
    return found


def combine(drawn: Matrix, made: Matrix) -> Matrix:
    """One similarity of the two measures."""
    drawn = np.clip(drawn, 0, 1)
    combined: Matrix = np.maximum((drawn + made) / 2, np.maximum(DRAWN * drawn, MADE * made))
    return combined


def unusualness(chars: tuple[str, ...]) -> Matrix:
    """What a neighbour loses in the choice (not in its similarity): sellers type characters that people know."""
    ranks = [unihan.standard().get(char, 9999) for char in chars]
    return np.asarray([0.0 if r <= COMMON else 0.02 if r <= SECOND else 0.05 for r in ranks], np.float32)


def choose(similarity: Matrix, drawn: Matrix, made: Matrix, lost: Matrix) -> NDArray[np.bool_]:
    """Which pairs of usual characters are kept: the nearest by similarity, then by parts; either way round counts."""
    rows = np.arange(len(similarity))[:, None]
    kept = np.zeros(similarity.shape, bool)
    itself = np.eye(len(similarity), dtype=bool)
    ranked = np.where(itself, -9, similarity - lost)
    kept[rows, np.argsort(-ranked, axis=1)[:, : NEAREST - BY_PARTS]] = True
    ranked = np.where(kept | itself | (similarity < FLOOR), -9, made + 0.2 * drawn - 2 * lost)
    kept[rows, np.argsort(-ranked, axis=1)[:, :BY_PARTS]] = True
    kept &= (similarity >= FLOOR) & ~itself
    return kept | kept.T


def save(chars: tuple[str, ...], pairs: list[tuple[int, int, int]]) -> None:
    """Writes code points, and per character its later neighbours (as gaps) with similarity × 255."""
    pairs.sort()
    rows, columns, values = (np.asarray(column) for column in zip(*pairs, strict=True))
    counts = np.bincount(rows, minlength=len(chars))
    gaps = np.diff(columns, prepend=0)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))[counts > 0]
    gaps[starts] = columns[starts] - rows[starts]
    np.savez_compressed(
        OUT,
        chars=np.asarray([ord(c) for c in chars], np.uint32),
        counts=counts.astype(np.uint16),
        gaps=gaps.astype(np.uint16),
        values=values.astype(np.uint8),
    )
    print(f"{OUT.name}: {len(chars)} characters, {len(pairs)} pairs, {OUT.stat().st_size // 1024} kB")


def main(decomposition: Path) -> None:
    """Draws, compares, chooses, writes."""
    usual, parts = unihan.usual(), Parts(decomposition)
    drawn = glyphs.likeness(usual, usual)
    made = overlaps(parts, usual, len(usual), LEAST_SHARED)
    similarity = combine(drawn, made)
    kept = choose(similarity, drawn, made, unusualness(usual))
    for pair in KNOWN_PAIRS.split():
        low, high = sorted(usual.index(char) for char in pair)
        similarity[low, high] = max(similarity[low, high], KNOWN_LEAST)
        kept[low, high] = True
    pairs = [(int(a), int(b), round(255 * float(similarity[a, b]))) for a, b in np.argwhere(np.triu(kept))]
    others = rare()
    far = combine(glyphs.likeness(others, usual), overlaps(parts, usual + others, len(usual), RARE_FLOOR)[len(usual) :])
    nearest = np.argsort(-(far - unusualness(usual)), axis=1)[:, :RARE_NEAREST]
    for row, columns in enumerate(nearest):
        for column in columns:
            if far[row, column] >= RARE_FLOOR:
                pairs.append((int(column), len(usual) + row, round(255 * float(far[row, column]))))
    save(usual + others, pairs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
