"""The part lane's fingerprint: SIFT keypoints (Lowe 2004) with RootSIFT descriptors (Arandjelovic and Zisserman 2012).

A descriptor holds 4 x 4 places by 8 directions around a keypoint. In a mirror image, and in a negative, the same
numbers stand at other places, so both are looked up without a look at other pixels.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matching.pictures.decode import Grey

# One worker a core: threads of OpenCV's own would only wait for one another.
cv2.setNumThreads(1)

CONTRAST = 0.02  # half of Lowe's threshold, as logos are faint and shop photos are smooth
LAYERS = 3
COARSE = 128  # pixels on the long side of a registered picture when it is looked at a second time, as an inset shows it
MARGIN = 0.1  # of the long side that is put around a picture with an even border, or what touches the edge is lost
EVEN, EVEN_SHARE = 12, 0.6  # grey levels, and share of border pixels within them

Floats = NDArray[np.float32]

_PLACES = np.arange(128).reshape(4, 4, 8)
MIRROR = _PLACES[::-1][:, :, -np.arange(8) % 8].ravel()
NEGATIVE = _PLACES[::-1, ::-1].ravel()


@dataclass(frozen=True, slots=True)
class Keypoints:
    """Places of a picture that can be found again.

    Attributes:
        frames: float32[n, 4]: x, y, size in working pixels; direction in radians, x axis towards y axis.
        descriptors: float32[n, 128] of length 1.
    """

    frames: Floats
    descriptors: Floats

    def __len__(self) -> int:
        return len(self.frames)


def keypoints(grey: Grey, most: int) -> Keypoints:
    """The strongest keypoints of a picture."""
    margin = _margin(grey)
    if margin:
        grey = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_REPLICATE)  # type: ignore[assignment]
    found, descriptors = cv2.SIFT_create(most, LAYERS, CONTRAST).detectAndCompute(grey, None)  # type: ignore[attr-defined]
    if descriptors is None:
        return Keypoints(np.empty((0, 4), np.float32), np.empty((0, 128), np.float32))
    frames = np.array([(*point.pt, point.size, np.deg2rad(point.angle)) for point in found[:most]], np.float32)
    frames[:, :2] -= margin
    descriptors = descriptors[:most]
    return Keypoints(frames, np.sqrt(descriptors / np.maximum(descriptors.sum(axis=1, keepdims=True), 1e-6)))


def registered(grey: Grey, fine: int, coarse: int) -> Keypoints:
    """The keypoints of a registered picture, those that show when it is small among them."""
    near = keypoints(grey, fine)
    share = COARSE / max(grey.shape)
    size = (max(1, round(grey.shape[1] * share)), max(1, round(grey.shape[0] * share)))
    far = keypoints(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), coarse)  # type: ignore[arg-type]
    scaled = far.frames.copy()
    scaled[:, :3] /= share
    return Keypoints(np.concatenate((near.frames, scaled)), np.concatenate((near.descriptors, far.descriptors)))


def _margin(grey: Grey) -> int:
    border = np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1])).astype(np.int16)
    even = np.abs(border - np.median(border)) < EVEN
    return round(max(grey.shape) * MARGIN) if even.mean() > EVEN_SHARE else 0
