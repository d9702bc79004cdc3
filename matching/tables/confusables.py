"""Characters that look like a Latin letter or digit, or like a Han character, without being one.

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

_HAN_SHAPES = (
    "エ工カ力ロ口タ夕ト卜ニ二ハ八ヒ匕ム厶ー一ミ三チ千オ才イ亻シ氵リ刂ネ礻セ七メ乂ヨ彐ヌ又ホ木マ龴ュ工"
    "ㄇ冂ㄈ匚ㄎ丂ㄒ丅ㄚ丫ㄠ幺ㄙ厶ㄦ儿ㄏ厂ㄐ丩ㄔ彳ㄕ尸ㄖ日ㄗ卩ㄡ又ㄌ力ㄝ也ㄓ出ㄍ巜ㄤ尢ㄞ刃"
    "ㅁ口ㅅ人ㅡ一ㅣ丨ㅈ大ㅂ廿ㄱ乛ㄷ匚ㅌ巨ㅍ立ㅗ丄ㅜ丅ㅏ卜ㅇ〇ㅊ犬ᄆ口ᄉ人ᅳ一ᅵ丨"
)

HAN_LOOKALIKES: Mapping[str, str] = MappingProxyType(dict(zip(_HAN_SHAPES[::2], _HAN_SHAPES[1::2], strict=True)))
"""Kana, Bopomofo or Hangul letter -> the Han character it looks like (ours). For Chinese text only."""
