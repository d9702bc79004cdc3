"""Names of places that everybody knows, folded: countries, provinces and towns that goods are named after.

`localities.txt`, one name a line, Chinese or English. Facts of geography; the choice is our own.
"""

from pathlib import Path

from matching.normalize import fold_letters

DATA = Path(__file__).with_name("localities.txt")

LOCALITIES = frozenset(fold_letters(line) for line in DATA.read_text(encoding="utf-8").splitlines() if line)
"""Names as `matching.normalize.fold_letters` makes them."""
