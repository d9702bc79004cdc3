"""How distinctive a name is: whether ordinary language uses it too."""

import numpy as np
from numpy.typing import NDArray

BRAND = 1.5  # what having been met in brands' places weighs against being met elsewhere
WHOLLY = 8.0  # doublings; a word met 250 times in ten million is an ordinary one


def ordinariness(general: NDArray[np.float32], lead: NDArray[np.float32]) -> NDArray[np.float64]:
    """0 (coined, or known as a brand above all) to 1 (an ordinary word of Chinese or English).

    Args:
        general: how often general language uses each name as a word (matching/text/words.py), as log2. Shop titles are
            no witness: the best known brands are frequent in them.
        lead: how often it was met where brands stand, as log2.
    """
    ordinary: NDArray[np.float64] = np.clip((general.astype(np.float64) - BRAND * lead) / WHOLLY, 0, 1)
    return ordinary
