"""Makes matching/text/background.npz: counts of letters, neighbours and words in real shop titles.

    python -m tools.make_background ../shared/data/titles_zh.csv.gz ../shared/data/titles_en.csv.gz

Only titles whose CRC-32 is odd are counted; the others are left for fitting (tools/fit_text.py) and for checking. What
is kept are numbers: counts of single letters and of pairs, and counts under the hash of a word; no title can be read
back from them.
"""

import argparse
import csv
import gzip
import zlib
from dataclasses import fields
from pathlib import Path

import numpy as np

from matching.text import background
from matching.text.lane import Letters
from matching.text.stream import make_fold_table, make_stream

LEAST_PAIRS = 3  # times that a pair of letters must be seen
LEAST_WORDS = 2  # times that a word must be seen


def titles(path: Path) -> list[str]:
    """The titles of a file that are counted."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row["title"] for row in csv.DictReader(file) if zlib.crc32(row["title"].encode()) % 2]


def main() -> None:
    """Counts the files that are named."""
    parser = argparse.ArgumentParser(prog="python -m tools.make_background", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="CSV files with a column `title`, gzipped")
    fold = make_fold_table()
    texts = [Letters(make_stream(titles(path), fold)) for path in parser.parse_args().files]
    counted = background.count(texts, LEAST_PAIRS, LEAST_WORDS)
    arrays = {field.name: getattr(counted, field.name) for field in fields(counted)}
    np.savez_compressed(background.FILE, **arrays)
    print(f"{len(counted.letters)} letters, {len(counted.pairs)} pairs, {len(counted.words)} words")


if __name__ == "__main__":
    main()
