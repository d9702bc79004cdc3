"""Makes matching/tables/confusables.tsv: letters of other scripts, and signs, that look like a Latin letter or digit.

    python -m tools.make_confusables confusables.json

`confusables.json` is that of the PyPI package confusable-homoglyphs (MIT), which is Unicode's TR39 table (Unicode
License). What sellers use beyond it is written down here and comes first. Keys are what NFKC, casefold and accents-off
leave of a character; radicals come from Debian's unicode-data (EquivalentUnifiedIdeograph.txt).
"""

import json
import sys
import unicodedata
from pathlib import Path

from tools import unihan

OUT = Path(__file__).resolve().parent.parent / "matching" / "tables" / "confusables.tsv"
RADICALS = unihan.UNIHAN / "EquivalentUnifiedIdeograph.txt"

# Look-alikes, then the letters or digits they stand for, one for one; capitals and small letters fold together, so one
# of the two has to win: the one that sellers use.
BY_HAND = {
    "cyrillic": ("абвгдезиіјклмнопрстуфхцчшщъыьэюяєґҗҙқҟҡңҥүұһӏԁԍԛԝѕѵөәӕҫғҳѡѳћђҽ", (
        *"a6brae3uijknmhonpctyoxu4wwb", "bi", *"be", "io", *"rerx3kkkhhyyhldgqwsvoe", "ae", *"cfxwohhe"
    )),
    "greek": ("αβγδεζηθικλμνξοπρσςτυφχψωϲϳϝϱϑϵ", "abydeznoikamveonpoctuoxywcjfpoe"),
    "armenian": ("աբգդեզըէթժիլխծկհձղճմյնշոպջռսվտցւքօֆ", "wpqnbqnetdhlufyhdnjsjuznujnuvsgrpo$"),
    "georgian": ("იოსყძხძ", "oosyd6d"),
    "small": ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz"),
    "turned": ("ɐɒɔɘəǝɛɜɟƃɓɠɥᴉɾɿʞɭꞁɯɰɱɲŋɳɹɻɽʁʇʈʌʍʎʒƨƽ", "aaceeee3fgbghijrklImmmnnnrrrrttvwyz25"),
    "latin": ("ıȷłøđħŧƙɑɡɩƅƀɖɗƒƞƥƭʋʂɨʉȥƶþßƿɋʠꜝ", "ijlodhtkagibbddfnptvsiuzzpbpqqi"),
    "runes": ("ᚱᛒᛖᛗᚷᛁᛏᚺᛚᛋᚠᚨ", "rbmmxithlsfa"),
    "other": ("〇∪∩∨∧⊂⊃∈∑∅∂ⵔⵏⵝⵙօⲁⲃⲅⲇⲉⲏⲓⲕⲗⲙⲛⲟⲣⲥⲧⲩⲫⲭⲱ", "ounvacoeeodoltoOabrdehikamnopctyoxw"),
}  # fmt: skip
LIGATURES = {"æ": "ae", "œ": "oe", "ꝏ": "oo", "ꜳ": "aa", "ꜵ": "ao", "ꜷ": "au", "ꜹ": "av", "ᴁ": "ae",
             "ɶ": "oe", "ᴔ": "oe",
             "🆎": "ab", "🆑": "cl", "🆒": "cool", "🆓": "free", "🆔": "id", "🆕": "new", "🆖": "ng", "🆗": "ok",
             "🆘": "sos", "🆙": "up", "🆚": "vs", "🅾": "o", "🅿": "p"}  # fmt: skip
BAMBOO = {"⺮": "竹", "⻊": "足", "⺊": "卜", "⻝": "食"}  # radicals whose namesake nobody types
ALPHABETS = {0x1F150: "abcdefghijklmnopqrstuvwxyz", 0x1F170: "abcdefghijklmnopqrstuvwxyz",
             0x1F1E6: "abcdefghijklmnopqrstuvwxyz", 0x2776: "123456789", 0x2780: "123456789", 0x278A: "123456789",
             0x24F5: "123456789", 0x24FF: "0"}  # fmt: skip

# In Unicode's table, but in titles these divide or tick: 耐克│阿迪, 耐克×阿迪, √正品.
DIVIDERS = frozenset("×╳⤫⤬⨯│‖∣∥⏽√∞₶")


def fold(char: str) -> str:
    """NFKC, casefold, accents off, as matching/normalize.py does before it looks here."""
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char).casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def by_hand() -> dict[str, str]:
    """What is written down above."""
    found = LIGATURES | BAMBOO
    for name, (shapes, letters) in BY_HAND.items():
        if len(shapes) != len(letters):
            raise ValueError(f"{name}: {len(shapes)} look-alikes, {len(letters)} letters")
        found.update((shape, letter) for shape, letter in zip(shapes, letters, strict=True) if letter.isalnum())
    for start, letters in ALPHABETS.items():
        found.update((chr(start + i), letter) for i, letter in enumerate(letters))
    return found


def unicode_pairs(path: Path) -> list[tuple[str, str]]:
    """(character, ASCII letters or digits) of Unicode's table."""
    found = []
    for one, others in json.loads(path.read_text(encoding="utf-8")).items():
        for other in (entry["c"] for entry in others):
            for shape, letters in ((one, other), (other, one)):
                if len(shape) == 1 and not shape.isascii() and letters.isascii() and letters.isalnum():
                    found.append((shape, letters.lower()))
    return sorted(set(found))


def radicals() -> dict[str, str]:
    """CJK radicals and strokes -> the usual simplified character; Kangxi radicals are NFKC already."""
    found = {}
    for line in RADICALS.read_text(encoding="utf-8").splitlines():
        fields = line.split("#")[0].split(";")
        if len(fields) > 1:
            ends = [int(code, 16) for code in fields[0].strip().split("..")]
            for code in range(ends[0], ends[-1] + 1):
                found[chr(code)] = unihan.simplified(chr(int(fields[1], 16)))
    return found


def main(path: Path) -> None:
    """By hand first, then characters that stand in Unicode's table themselves, then those that fold into another."""
    found: dict[str, str] = {}
    pairs = unicode_pairs(path)
    for source in (by_hand().items(), radicals().items(), [p for p in pairs if fold(p[0]) == p[0]], pairs):
        for shape, letters in source:
            key = fold(shape)
            han = "\u4e00" <= key <= "\u9fff" or key in DIVIDERS or letters > "\U00010000"
            if len(key) == 1 and not (key.isascii() or han or key == letters):
                found.setdefault(key, letters.lower())
    lines = [f"{ord(shape):04X}\t{found[shape]}\t{shape}" for shape in sorted(found)]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(lines)} characters, {OUT.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
