"""How distinctive a name is: whether ordinary language uses it too."""

from functools import lru_cache

import numpy as np

from matching.normalize import fold_letters
from matching.text.hashing import mix, prefixes
from matching.text.words import LONGEST_HASHED, load

BRAND = 1.5  # what having been met in brands' places weighs against being met elsewhere
WHOLLY = 8.0  # doublings; a word met 250 times in ten million is an ordinary one


@lru_cache(maxsize=1 << 16)
def ordinariness(name: str) -> float:
    """0 (coined, or known as a brand above all) to 1 (an ordinary word of Chinese or English).

    How often general language and shop titles use the name as a word, less how often it was met where brands stand
    (matching/text/words.py), both as log2.
    """
    letters = fold_letters(name)[:LONGEST_HASHED]
    words = load()
    key = prefixes(mix(np.array([ord(letter) for letter in letters], np.uint32)))[-1:]
    number = int(words.find(key)[0])
    if not letters or number < 0:
        return 0.0
    return float(np.clip((words.usual[number] - BRAND * words.lead[number]) / WHOLLY, 0, 1))
