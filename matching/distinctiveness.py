"""How much a name says by itself: short names and ordinary words stand in texts that mean something else."""

from functools import cache

from pypinyin.phrases_dict import phrases_dict

from matching.normalize import fold, is_han

# Folded letters -> share of the strength that is left; longer names keep all of it.
LATIN = {1: 0.1, 2: 0.3, 3: 0.6, 4: 0.85}
HAN = {1: 0.1, 2: 0.7, 3: 0.95}


@cache
def is_ordinary_word(name: str) -> bool:
    """Whether a Chinese name is a word of everyday language (pypinyin's phrase list: 47,000 words and idioms)."""
    return fold(name).letters in phrases_dict


def distinctiveness(name: str) -> float:
    """0..1, by length and script."""
    letters = fold(name).letters
    han = sum(is_han(char) for char in letters)
    if han == len(letters):
        return HAN.get(han, 1.0)
    return LATIN.get(len(letters) + han, 1.0)
