"""Makes matching/text/background.npz: counts of letters and of neighbours in real shop titles.

    python -m tools.make_background ../shared/data/titles_zh.csv.gz ../shared/data/titles_en.csv.gz

Only titles whose CRC-32 is odd are counted; the others are left for fitting (tools/fit_text.py) and for checking.
Brands are left out: else the letters of the best known ones would pass for ordinary language. What is kept are counts
of single letters and of pairs; no title can be read back from them.
"""

import argparse
from dataclasses import fields
from pathlib import Path

import numpy as np

from matching.text import background
from matching.text.stream import make_fold_table, make_stream
from tools.shop_titles import known_brands, titles, without_brands

LEAST_PAIRS = 3  # times that a pair of letters must be seen


def main() -> None:
    """Counts the files that are named."""
    parser = argparse.ArgumentParser(prog="python -m tools.make_background", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="CSV files with `title` and `brand_gold`, gzipped")
    rows = [row for path in parser.parse_args().files for row in titles(path)]
    brands = known_brands(rows)
    stream = make_stream([without_brands(title, brand, brands) for title, brand in rows], make_fold_table())
    counted = background.count(stream, LEAST_PAIRS)
    arrays = {field.name: getattr(counted, field.name) for field in fields(counted)}
    np.savez_compressed(background.FILE, **arrays)
    print(f"{len(counted.letters)} letters, {len(counted.pairs)} pairs")


if __name__ == "__main__":
    main()
