"""Chinese names that sound the same, or nearly."""

import re
from collections.abc import Callable
from random import Random

from pypinyin import lazy_pinyin

from benchmarks.kind import Script, kind
from benchmarks.letters import han, put, some
from benchmarks.substitutes import Substitutes

Sounds = Callable[[str, str], list[str] | tuple[str, ...]]  # syllable and character -> wanted syllables

# Sounds that speakers of the south, the south-west and the north-east do not tell apart.
DIALECT = (
    (r"^n", "l"), (r"^l", "n"), (r"^zh", "z"), (r"^z(?!h)", "zh"), (r"^ch", "c"), (r"^c(?!h)", "ch"), (r"^sh", "s"),
    (r"^s(?!h)", "sh"), (r"^hu(?=[aeion])", "f"), (r"^f(?=[ae])", "hu"), (r"^f", "h"), (r"^h(?=[aeo])", "f"),
    (r"^r", "l"), (r"^l", "r"), (r"(?<=[ie])ng$", "n"), (r"(?<=[ie])n$", "ng"), (r"(?<=a)ng$", "n"),
    (r"(?<=a)n$", "ng"),
)  # fmt: skip


@kind(Script.HAN, shortest=2)
def sound_same(mark: str, random: Random, tables: Substitutes) -> str | None:
    """奈克 for 耐克: characters of the same sound, tones apart."""
    return _sounding(mark, random, tables, lambda syllable, _: [syllable])


@kind(Script.HAN, shortest=2)
def sound_near(mark: str, random: Random, tables: Substitutes) -> str | None:
    """来克 for 耐克: a sound that dialects confuse with it (n/l, zh/z, in/ing, f/h, r/l)."""
    return _sounding(mark, random, tables, lambda syllable, _: near(syllable))


@kind(Script.HAN, shortest=2)
def polyphone(mark: str, random: Random, tables: Substitutes) -> str | None:
    """月 for 乐: the sound of another reading of the character."""
    return _sounding(
        mark, random, tables, lambda syllable, char: [r for r in tables.readings.get(char, ()) if r != syllable]
    )


def near(syllable: str) -> list[str]:
    """Syllables that dialects confuse with one."""
    return [other for sound, instead in DIALECT if (other := re.sub(sound, instead, syllable)) != syllable]


def _sounding(mark: str, random: Random, tables: Substitutes, sounds: Sounds) -> str | None:
    """Exchanges one or two characters for others of the wanted sounds, the more frequent the likelier."""
    syllables = lazy_pinyin(mark)
    if len(syllables) != len(mark):
        return None
    choices = {
        at: [
            char
            for sound in sounds(syllables[at], mark[at])
            for char in tables.sounds.get(sound, ())
            if char != mark[at]
        ]
        for at in han(mark)
    }
    found = [at for at, chars in choices.items() if chars]
    if not found:
        return None
    for at in some(found, random, 1 if random.random() < 0.6 else 2):
        chars = choices[at]
        mark = put(mark, at, random.choices(chars, [1 / (rank + 3) for rank in range(len(chars))])[0])
    return mark
