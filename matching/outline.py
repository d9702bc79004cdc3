"""What is known of many candidates before anybody looks at one of them.

Looking at a pair costs a thousand times what an array operation costs, and most candidates cannot come among the
first few. A rule that says how strongly it could speak at most, from what stands here, spares the look.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.listing import Listing
from matching.cues import Cues
from matching.pair import TextField

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Outline:
    """Pairs that texts propose; those that a picture touches are looked at whatever is said here.

    Attributes:
        listings: of the batch.
        cues: words by which each of them says what it does.
        listing: int64[pairs], number of the listing.
        right: int64[pairs], number of the right.
        strengths: float64[fields, pairs], how strongly the hits in each field can speak at most, 0 where there are
            none.
        hidden: float64[pairs], the highest chance of a hit that may be written in disguise, 0 where all are plain.
    """

    listings: Sequence[Listing]
    cues: Sequence[Cues]
    listing: Ints
    right: Ints
    strengths: Floats
    hidden: Floats

    def strength(self, field: TextField) -> Floats:
        """How strongly the hits in that field can speak at most."""
        strengths: Floats = self.strengths[FIELDS.index(field)]
        return strengths

    def of_listings(self, values: Sequence[float]) -> Floats:
        """One value a listing as one value a pair."""
        given: Floats = np.array(values, np.float64)[self.listing]
        return given


FIELDS = tuple(TextField)
