"""Chinese names in Latin letters."""

from random import Random

from pypinyin import lazy_pinyin

from benchmarks.kind import Script, kind
from benchmarks.letters import han, put
from benchmarks.substitutes import Substitutes


@kind(Script.HAN, shortest=2)
def pinyin_full(mark: str, random: Random, tables: Substitutes) -> str | None:
    """naike, NaiKe, nai ke."""
    syllables = lazy_pinyin(mark)
    forms = ("".join(syllables), " ".join(syllables), "".join(syllables).upper(), "".join(map(str.title, syllables)))
    return random.choice(forms)


@kind(Script.HAN, shortest=2)
def pinyin_part(mark: str, random: Random, tables: Substitutes) -> str | None:
    """耐ke: one character."""
    syllables = lazy_pinyin(mark)
    found = han(mark)
    if not found or len(syllables) != len(mark):
        return None
    at = random.choice(found)
    return put(mark, at, random.choice((syllables[at], syllables[at].upper())))


@kind(Script.HAN, shortest=2, overall=False)
def initials(mark: str, random: Random, tables: Substitutes) -> str | None:
    """nk: first letters only; says little without other support."""
    letters = "".join(syllable[0] for syllable in lazy_pinyin(mark))
    return random.choice((letters, letters.upper()))
