"""Pictures without their pixels: what is kept of every picture that was seen, so that a new right meets old pictures.

A picture is looked up by the lowest frequencies of the windows that it shows (matching/pictures/spectrum.py): 64
numbers a window, from which its hashes in all forms are made as if it were decoded again. Hashes of plain logos lie
near those of one photo in eleven, which are too many to be opened, so the numbers themselves are compared as well: of
altered copies that pixels confirm, 98 % have a likeness of `ALIKE`, and so have 4 % of unrelated photos beside 600
registered pictures (docs/decisions/0018-rematch.md).
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matching.pictures import ALGORITHM, VERSION
from matching.pictures.decode import Picture
from matching.pictures.hash_index import HashIndex
from matching.pictures.spectrum import FORMS, KEPT, Floats, bits, forms, kept, part, shown, spectrum

Compact = NDArray[np.int16]
MAKER = f"{ALGORITHM}-{VERSION}"  # what another version made is not compared
NUMBERS = KEPT * KEPT
SCALE = 32_767  # a number is within -1 and 1
AT_ONCE = 2_048  # windows looked up together: 32 MB
ALIKE = 0.85  # cosine of two windows' numbers


def compact(picture: Picture) -> Compact:
    """int16[windows, 64] of a listing's picture: one or two windows, none where it is too flat to compare."""
    found = [spectrum(part(picture.grey, window)) for window in shown(picture.grey)]
    numbers = np.array([one for one in found if one is not None], np.float32).reshape(-1, NUMBERS)
    return np.rint(numbers * SCALE).astype(np.int16)


class Registered:
    """Registered pictures, to be held against compact forms.

    Args:
        spectra: float32[windows, 64].
    """

    def __init__(self, spectra: Floats) -> None:
        self._spectra = spectra
        self._hashes = HashIndex.of(bits(spectra))

    def __len__(self) -> int:
        return len(self._spectra)

    @classmethod
    def of(cls, pictures: Iterable[Picture | None]) -> "Registered":
        """Those of these pictures that can be read."""
        found = [
            one
            for picture in pictures
            if picture is not None
            for window in kept(picture.grey)
            if (one := spectrum(part(picture.grey, window))) is not None
        ]
        return cls(np.array(found, np.float32).reshape(-1, NUMBERS))

    def likeness(self, windows: Compact) -> Floats:
        """How alike the likest registered window is that the hashes propose, 0..1; 0 where they propose none.

        Args:
            windows: int16[n, 64].
        """
        if not len(self) or not len(windows):
            return np.zeros(len(windows), np.float32)
        return np.concatenate([self._some(windows[n : n + AT_ONCE]) for n in range(0, len(windows), AT_ONCE)])

    def _some(self, windows: Compact) -> Floats:
        asked = forms(windows.astype(np.float32) / np.float32(SCALE))
        which, entry, _ = self._hashes.near(bits(asked).ravel())
        alike = np.einsum("ij,ij->i", asked.reshape(-1, NUMBERS)[which], self._spectra[entry])
        found = np.zeros(len(windows), np.float32)
        np.maximum.at(found, which // FORMS, alike)
        return found
