"""Makes matching/tables/parts.tsv: how usual characters come apart (拆字).

    python -m tools.make_parts cjk_decomp.txt

One line a character: the whole, then its ways as strings of two or three parts in reading order.
"""

import sys
from pathlib import Path

from tools import unihan

OUT = Path(__file__).resolve().parent.parent / "matching" / "tables" / "parts.tsv"
PAIR, TRIPLE = 2, 3
REPEATED = {"ra": PAIR, "rd": PAIR, "r3tr": TRIPLE, "r3a": TRIPLE}  # 林, 炎, 品
NAMED = {
    "⺮": "竹",
    "⻊": "足",
    "⺙": "攵",
    "⺊": "卜",
    "⺌": "小",
    "⺶": "羊",
    "⺧": "牛",
    "龵": "手",
    "㣺": "心",
    "龶": "主",
}
FEWEST_STROKES = 2  # of every part, save 一 and 乙: 丨 and 丶 are not read as characters
SURROUND = "s"  # cjk-decomp: the first part surrounds the second, wholly or on two sides (门口问, 走干赶)


class Splits:
    """The ways in which a character is read as several."""

    def __init__(self, decomposition: Path) -> None:
        self.made = unihan.decomposition(decomposition)

    def named(self, part: str) -> str:
        """A part as a character: a nameless one that only modifies a character is that character; else ''."""
        for _ in range(4):
            if len(part) == 1:
                part = NAMED.get(part, unihan.simplified(part))
                whole = "\u4e00" <= part <= "\u9fff" and unihan.strokes()[part] >= FEWEST_STROKES
                return part if whole or part in "一乙" else ""
            made = self.made.get(part)
            if made is None or made.way[0] != "m" or len(made.parts) != 1:
                return ""
            part = made.parts[0]
        return ""

    def direct(self, char: str) -> tuple[str, ...]:
        """The parts of a character that stand beside, above or around each other; none if it does not come apart."""
        made = self.made.get(char)
        if made and made.way in REPEATED:
            return made.parts * REPEATED[made.way]
        if made is None or made.way[0] not in (unihan.BESIDE, unihan.ABOVE, SURROUND):
            return ()
        return made.parts if PAIR <= len(made.parts) <= TRIPLE else ()

    def ways(self, char: str) -> list[str]:
        """Every split in two or three named parts."""
        parts = self.direct(char)
        found = [parts]
        for index, part in enumerate(parts):
            finer = self.direct(part)
            if len(parts) == len(finer) == PAIR:
                found.append((*parts[:index], *finer, *parts[index + 1 :]))
        named = ["".join(names) for way in found if way and all(names := [self.named(part) for part in way])]
        return [way for way in dict.fromkeys(named) if char not in way]


def main(decomposition: Path) -> None:
    """Takes apart, writes."""
    splits = Splits(decomposition)
    lines = [f"{char}\t{' '.join(ways)}" for char in unihan.usual() if (ways := splits.ways(char))]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(lines)} characters, {OUT.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
