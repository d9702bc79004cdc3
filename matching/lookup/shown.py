"""Registered pictures that a picture shows, told like those of a lead."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from domain.right import Right
from domain.signal import Signal
from matching.pair import PictureHit
from matching.pictures.decode import Picture
from matching.pictures.index import PictureIndex
from matching.pictures.sight import WHOLE, Sight
from matching.sighting import told
from matching.text.lane import I64

LEAST = 0.2  # strength that is shown: a lead wants 0.5, a person who asks may look at less
TOLD = 2  # pictures of a right that are told of


class Shown:
    """Registered pictures.

    Args:
        index: of them.
        views: of each the number of its right, and where it lies.
    """

    def __init__(self, index: PictureIndex, views: Sequence[tuple[int, str]]) -> None:
        self._index, self._views = index, views

    def look(self, picture: Picture, rights: int, *, parts: bool) -> tuple[NDArray[np.float32], dict[int, list[Sight]]]:
        """How strongly each of so many rights is seen, 0 for not at all, and its sights, strongest first."""
        score = np.zeros(rights, np.float32)
        sights: dict[int, list[Sight]] = {}
        if len(self._index):
            every = self._index.all_sights(picture, parts=parts)
            for sight in sorted((one for one in every if one.strength >= LEAST), key=lambda one: -one.strength):
                number = self._views[sight.reference][0]
                sights.setdefault(number, []).append(sight)
                score[number] = max(score[number], sight.strength)
        return score, sights

    def tell(self, page: I64, sights: Mapping[int, list[Sight]], rights: Sequence[Right]) -> dict[int, list[Signal]]:
        """What is said of the rights of a page."""
        return {
            number: [self._signal(sight, rights[number]) for sight in sights[number][:TOLD]]
            for number in page.tolist()
            if number in sights
        }

    def _signal(self, sight: Sight, right: Right) -> Signal:
        name = "shown_copy" if sight.cover >= WHOLE else "shown_part"
        return told(PictureHit("", self._views[sight.reference][1], sight), right.kind, name)
