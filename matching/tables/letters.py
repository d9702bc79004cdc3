"""Latin letters that are written for each other: by sound, by look, or because their keys are neighbours.

Written by hand; used to tell a slip or a disguise (Adibas) from another word (Adimas).
"""

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

SOUND = ("aeiou", "iyj", "ckqx", "szcx", "bp", "vfw", "dt", "gjk", "mn", "rl", "ouw", "fph")
LOOK = ("il1j", "o0qdc", "uvy", "mn", "nhr", "vwy", "ec", "bdpq", "gq9", "s5", "z2", "b8", "a4", "t7f", "e3", "kx")
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
ALIKE, NEIGHBOUR = 1.0, 0.5


@cache
def likeness() -> NDArray[np.float32]:
    """How easily one ASCII character is taken or typed for another: float32[128, 128], 0..1, symmetric, lower case."""
    table = np.zeros((128, 128), np.float32)
    for row in KEYS:
        for one, other in pairwise(row):
            table[ord(one), ord(other)] = NEIGHBOUR
    for group in (*SOUND, *LOOK):
        for one in group:
            for other in group:
                table[ord(one), ord(other)] = ALIKE
    table = np.maximum(table, table.T)
    np.fill_diagonal(table, 0.0)
    table.flags.writeable = False
    return table
