"""Makes matching/text/words.npz: words, how usual each is, and how often it was met where brands stand.

    python -m tools.make_words ../shared/data/titles_zh.csv.gz ../shared/data/titles_en.csv.gz \
        --chinese dict.txt --english frequency_dictionary_en_82_765.txt

General language comes from the word counts of two packages (matching/text/README.md). Shop language comes from real
titles, those whose CRC-32 is odd; the others are left for fitting and for checking. What stands
within the brand that the title's source names, or first in a title and in no dictionary, is counted as met in a
brand's place, anything else as a word: else the best known brands would pass for
ordinary words. Only numbers under hashes are kept.
"""

import argparse
import math
from collections import Counter
from dataclasses import fields, replace
from enum import Enum
from pathlib import Path

import numpy as np

from matching.normalize import fold, is_han
from matching.text import words
from matching.text.hashing import mix, prefixes
from matching.text.surroundings import EDGE
from matching.text.words import LONGEST_WORD
from tools.brand_places import beside_brands
from tools.shop_titles import Titles, known_brands, pieces, titles

PER = 1e7  # words that `usual` is counted in
LEAST = 2  # times that a word must be met in titles
LEAST_ENGLISH = 100_000  # of some 10^12 words; rarer ones say no more than none
NEW_LEAST = 12  # times that an unlisted Chinese word must be met
COHESION = 6.0  # bits by which its parts must attract each other
NAMES = frozenset(("nr", "nrt", "nrfg", "nt", "nz"))  # parts of speech: people, firms, other names; not places
OF_NAMES = 16  # one in so many of their counts tells of an ordinary word
SHARE = 0.5  # of shop language in the model of Chinese, the rest is general

Costs = dict[str, float]
Rows = dict[int, tuple[float, float, float, float]]  # of a word's hash: bits, usual, general, lead


class Place(Enum):
    """Where a run stands: in the brand that the source names, first in the title, or elsewhere."""

    BRAND = 1
    FRONT = 2
    ELSEWHERE = 3


def chinese(path: Path) -> tuple[Counter[str], Counter[str]]:
    """General counts, folded, and how many of them count as ordinary: of names of people, firms and brands few do."""
    counts: Counter[str] = Counter()
    ordinary: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        word, count, part = line.split(" ")
        letters = fold(word).letters
        if letters and len(letters) <= LONGEST_WORD and all(map(is_han, letters)):
            counts[letters] += int(count)
            ordinary[letters] += int(count) // (OF_NAMES if part in NAMES else 1)
    return counts, ordinary


def english(path: Path) -> Counter[str]:
    """General counts, folded."""
    rows = (line.split(" ") for line in path.read_text(encoding="utf-8-sig").splitlines())
    return Counter({fold(word).letters: int(count) for word, count in rows})


def costs(general: Counter[str], shop: Counter[str]) -> Costs:
    """Bits of each Chinese word."""
    all_general, all_shop = sum(general.values()), max(sum(shop.values()), 1)
    return {
        word: -math.log2((1 - SHARE) * general[word] / all_general + SHARE * shop[word] / all_shop)
        for word in general.keys() | {word for word, count in shop.items() if count >= LEAST}
        if general[word] or shop[word]
    }


def cut(run: str, cost: Costs) -> list[str]:
    """The cheapest words that make up a run."""
    best = [0.0] + [math.inf] * len(run)
    back = [0] * (len(run) + 1)
    for end in range(1, len(run) + 1):
        for length in range(1, min(LONGEST_WORD, end) + 1):
            word = run[end - length : end]
            price = best[end - length] + cost.get(word, words.UNKNOWN if length == 1 else math.inf)
            if price < best[end]:
                best[end], back[end] = price, end - length
    found = []
    end = len(run)
    while end:
        found.append(run[back[end] : end])
        end = back[end]
    return found[::-1]


def unlisted(runs: Counter[str], known: Counter[str]) -> set[str]:
    """Stretches of two to four characters that titles hold together although no dictionary has them."""
    grams: Counter[str] = Counter()
    for run, times in runs.items():
        for size in range(1, LONGEST_WORD + 1):
            for at in range(len(run) - size + 1):
                grams[run[at : at + size]] += times
    total = sum(count for gram, count in grams.items() if len(gram) == 1)

    def held(gram: str) -> bool:
        return all(
            math.log2(grams[gram] * total / (grams[gram[:at]] * grams[gram[at:]])) >= COHESION
            for at in range(1, len(gram))
        )

    return {g for g, n in grams.items() if n >= NEW_LEAST and len(g) > 1 and g not in known and held(g)}


def count(rows: Titles, general: Counter[str], brands: set[str]) -> tuple[Counter[str], Counter[str], Costs]:
    """Words of titles met as words, those met in brands' places, and the costs of Chinese words."""
    runs: Counter[tuple[str, Place]] = Counter()
    for title, brand in rows:
        for nth, (run, covered) in enumerate(pieces(title, brand)):
            runs[run, Place.BRAND if covered else Place.ELSEWHERE if nth else Place.FRONT] += 1
    han = Counter({run: n for (run, place), n in runs.items() if is_han(run[0]) and place is not Place.BRAND})
    new = unlisted(han, general)
    cost = costs(general, Counter(dict.fromkeys(new | brands, NEW_LEAST)))
    for _ in range(2):
        usual: Counter[str] = Counter()
        lead: Counter[str] = Counter()
        for (run, place), times in runs.items():
            cut_up = cut(run, cost) if is_han(run[0]) and place is not Place.BRAND else [run]
            for nth, word in enumerate(cut_up):
                front = place is Place.FRONT and nth == 0 and word not in general
                (lead if front or place is Place.BRAND or word in brands else usual)[word] += times
        shop = {w: n for w, n in usual.items() if is_han(w[0]) and (w in general or n > lead[w])}
        cost = costs(general, Counter(shop))
    return usual, lead, cost


def main() -> None:
    """Counts what is named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.make_words", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="CSV files with `title` and `brand_gold`, gzipped")
    parser.add_argument("--chinese", type=Path, required=True, help="word, count and part of speech a line")
    parser.add_argument("--english", type=Path, required=True, help="word and count a line")
    options = parser.parse_args()
    spoken, ordinary = chinese(options.chinese)
    general = {True: spoken, False: english(options.english)}
    totals = {han: sum(counts.values()) for han, counts in general.items()}
    titled = [row for path in options.files for row in titles(path)]
    usual, lead, cost = count(titled, general[True], known_brands(titled))
    shop = {han: sum(n for w, n in usual.items() if is_han(w[0]) == han) for han in (True, False)}
    general[False] = Counter({w: n for w, n in general[False].items() if n >= LEAST_ENGLISH})
    every = sorted({*cost, *general[False], *(w for c in (usual, lead) for w, n in c.items() if n >= LEAST)})
    rows = {EDGE: (0.0, 0.0, 0.0, 0.0)}
    for word in every:
        han = is_han(word[0])
        everywhere = general[han][word] / totals[han]
        rates = max(everywhere, usual[word] / shop[han]), ordinary[word] / totals[han] if han else everywhere
        key = prefixes(mix(np.array([ord(char) for char in word[:64]], np.uint32)))[-1]
        met, alone = (math.log2(1 + PER * rate) for rate in rates)
        rows[int(key)] = cost.get(word, 0.0), met, alone, math.log2(1 + lead[word])
    save(rows, titled)


def save(rows: Rows, titled: Titles) -> None:
    """Writes the table, with how words stand beside brands."""
    keys = np.array(sorted(rows), np.uint64)
    table = np.array([rows[int(key)] for key in keys], np.float32)
    none = np.zeros(len(keys), np.float32)
    bits, usual, general, lead = np.ascontiguousarray(table.T)
    found = words.Words(keys, bits, usual, general, lead, ahead=none, behind=none)
    ahead, behind = beside_brands(titled, found)
    found = replace(found, ahead=ahead, behind=behind)
    np.savez_compressed(words.FILE, **{field.name: getattr(found, field.name) for field in fields(found)})
    print(f"{len(keys)} words")


if __name__ == "__main__":
    main()
