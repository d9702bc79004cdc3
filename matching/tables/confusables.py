"""Characters that look like a Latin letter or digit, or (radicals) like a Han character, without being one.

`confusables.tsv` (made by tools/make_confusables.py): code point, what it looks like (lower case), the character.
Sources: Unicode TR39's confusables as the package confusable-homoglyphs ships them (MIT; data: Unicode License),
Unicode's EquivalentUnifiedIdeograph.txt for radicals (Unicode License), and what sellers use beyond them (ours:
Cyrillic и п г я, small capitals, turned letters, Coptic, runes, circled and squared letters, flags' letters).

Look a character up after NFKC, casefold and accents-off: the keys are what those leave. Note that casefold makes
Cherokee capital. Strokes that titles use as dividers (│ × √) are left out.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).with_name("confusables.tsv")


def _load() -> Mapping[str, str]:
    rows = (line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines())
    return MappingProxyType({chr(int(code, 16)): letters for code, letters, _ in rows})


LOOKALIKES: Mapping[str, str] = _load()
"""Folded character -> the lower-case letters or digits (or, for a radical, the Han character) that it looks like."""
