"""Real shop titles as runs of letters, with the places where brands stand."""

import csv
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from matching.normalize import fold, is_han

SEVERAL = re.compile("[|/（(]")  # between names of one brand
RUN = re.compile("[㐀-䶿一-鿿]+|[^㐀-䶿一-鿿]+")
LEAST = 2  # times that a source must name a brand
LONGEST_BRAND = 6  # Chinese characters

Titles = list[tuple[str, str]]  # title and brand


def titles(path: Path) -> Iterator[tuple[str, str]]:
    """Title and brand of each row that is counted."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if zlib.crc32(row["title"].encode()) % 2:
                yield row["title"], row["brand_gold"].replace("NULL", "")


def named(brand: str) -> list[str]:
    """The folded names that a source gives for one brand."""
    return [fold(part).letters for part in SEVERAL.split(brand)]


def pieces(title: str, brand: str) -> Iterator[tuple[str, bool]]:
    """Folded runs of one script between gaps, each with whether it stands in a brand's place."""
    folded = fold(title)
    covered = [False] * len(folded.letters)
    for name in named(brand):
        at = folded.letters.find(name) if len(name) > 1 else -1
        while at >= 0:
            covered[at : at + len(name)] = [True] * len(name)
            at = folded.letters.find(name, at + 1)
    start = 0
    for end in range(1, len(folded.letters) + 1):
        if end == len(folded.letters) or folded.gaps[end] or covered[end] != covered[end - 1]:
            for found in RUN.finditer(folded.letters[start:end]):
                yield found.group(), covered[start]
            start = end


def known_brands(rows: Titles) -> set[str]:
    """Brands that sources name at least twice, and that stand in the brand's place more often than elsewhere in the
    titles of which the brand is known."""
    given = Counter(name for _, brand in rows for name in named(brand))
    brands = {brand for brand, times in given.items() if times >= LEAST and len(brand) > 1}
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for title, brand in rows:
        for run, covered in pieces(title, brand) if brand else ():
            for size in range(2, min(len(run), LONGEST_BRAND) + 1) if is_han(run[0]) else (len(run),):
                for at in range(len(run) - size + 1):
                    if run[at : at + size] in brands:
                        (inside if covered else outside)[run[at : at + size]] += 1
    return {brand for brand in brands if inside[brand] > outside[brand]}


def without_brands(title: str, brand: str, brands: set[str]) -> str:
    """A title's runs of letters, brands left out."""
    kept = []
    for run, covered in pieces(title, brand):
        if not covered and run not in brands:
            kept.append(_brands_blank(run, brands) if is_han(run[0]) else run)
    return " ".join(kept)


def _brands_blank(run: str, brands: set[str]) -> str:
    """A Chinese run with each brand in it as blanks, the longest first."""
    made, at = "", 0
    while at < len(run):
        sizes = range(min(LONGEST_BRAND, len(run) - at), 1, -1)
        size = next((size for size in sizes if run[at : at + size] in brands), 0)
        made += " " * size if size else run[at]
        at += max(size, 1)
    return made
