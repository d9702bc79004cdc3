"""SIFT descriptors (Lowe 2004), as RootSIFT (Arandjelovic and Zisserman 2012), and what becomes of them.

A descriptor holds 4 x 4 places by 8 directions around a point. In a mirror image, and in a negative, the same numbers
stand at other places, so both are looked up without a look at other pixels.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

# One worker a core: threads of OpenCV's own would only wait for one another.
cv2.setNumThreads(1)

Floats = NDArray[np.float32]

_PLACES = np.arange(128).reshape(4, 4, 8)
MIRROR = _PLACES[::-1][:, :, -np.arange(8) % 8].ravel()
NEGATIVE = _PLACES[::-1, ::-1].ravel()


def rooted(descriptors: Floats) -> Floats:
    """float32[n, 128] of length 1 from OpenCV's."""
    root: Floats = np.sqrt(descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6))
    return root
