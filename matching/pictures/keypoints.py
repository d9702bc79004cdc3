"""The part lane's first fingerprint: SIFT keypoints (Lowe 2004), of which prints, seams and letters have many."""

from dataclasses import dataclass

import cv2
import numpy as np

from matching.pictures.decode import Grey
from matching.pictures.descriptors import Floats, rooted

CONTRAST = 0.02  # half of Lowe's threshold, as logos are faint and shop photos are smooth
LAYERS = 3
COARSE = 128  # pixels on the long side of a registered picture when it is looked at a second time, as an inset shows it
MARGIN = 0.1  # of the long side that is put around a picture with an even border, or what touches the edge is lost
EVEN, EVEN_SHARE = 12, 0.6  # grey levels, and share of border pixels within them


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
    grey, margin = framed(grey)
    found, descriptors = cv2.SIFT_create(most, LAYERS, CONTRAST).detectAndCompute(grey, None)  # type: ignore[attr-defined]
    if descriptors is None:
        return Keypoints(np.empty((0, 4), np.float32), np.empty((0, 128), np.float32))
    frames = np.array([(*point.pt, point.size, np.deg2rad(point.angle)) for point in found[:most]], np.float32)
    frames[:, :2] -= margin
    descriptors = descriptors[:most]
    return Keypoints(frames, rooted(descriptors))


def registered(grey: Grey, fine: int, coarse: int) -> Keypoints:
    """The keypoints of a registered picture, those that show when it is small among them."""
    near = keypoints(grey, fine)
    share = COARSE / max(grey.shape)
    size = (max(1, round(grey.shape[1] * share)), max(1, round(grey.shape[0] * share)))
    far = keypoints(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), coarse)  # type: ignore[arg-type]
    scaled = far.frames.copy()
    scaled[:, :3] /= share
    return Keypoints(np.concatenate((near.frames, scaled)), np.concatenate((near.descriptors, far.descriptors)))


def framed(grey: Grey) -> tuple[Grey, int]:
    """The picture with room around it, or what touches the edge is lost; and the width of that in pixels.

    A sign that is cut out to its edges has nothing but its ground in the corners, and is shown on such a ground. Where
    corners differ but the border is mostly even, the border goes on. Photos are left as they are.
    """
    margin = round(max(grey.shape) * MARGIN)
    corners = grey[:: len(grey) - 1, :: grey.shape[1] - 1] if min(grey.shape) > 1 else grey
    if np.ptp(corners) <= EVEN:
        ground = (float(np.median(corners)),)
        wider: Grey = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=ground)  # type: ignore[assignment]
        return wider, margin
    border = np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1])).astype(np.int16)
    if (np.abs(border - np.median(border)) < EVEN).mean() <= EVEN_SHARE:
        return grey, 0
    wider = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_REPLICATE)  # type: ignore[assignment]
    return wider, margin
