"""Words in a picture: where some are likely, at next to no cost, and reading them, which takes half a second.

PP-OCR's detection and recognition of Chinese and Latin print run by onnxruntime; the models lie in rapidocr's wheel,
so that nothing is fetched.
"""

import io
import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from domain.picture import FORMATS
from matching.pictures.decode import UNREADABLE, Grey, load, on_white, turned
from matching.pictures.sight import Box

LONGEST = 800  # pixels on the long side that is read; print that a buyer reads has 16 pixels and more there
FEW = 20_000_000  # pixels of a palette that are made colours before they are scaled
SURE = 0.6  # confidence of a line that counts
MOST_LINES = 60  # of a picture; a page of small print names everything
STROKE = 11  # pixels of a working picture that strokes of letters are narrower than
INK = 40  # grey levels by which they stand out
LETTER = (5, 60)  # pixels that a letter is high
MOST_LETTERS = 400  # that are compared with one another; a pattern of more is a texture
LINE = 3  # letters of one height side by side
COLUMN = 4  # or one above the other: parts of one Chinese character are three at times
LEVEL, NEAR = 0.35, 2.5  # letter heights by which neighbours may be out of line, and apart


@dataclass(frozen=True, slots=True)
class Line:
    """Words of a picture.

    Attributes:
        text: as read.
        box: where, in pixels of the picture as stored.
    """

    text: str
    box: Box


def likely(grey: Grey) -> int:
    """How many letters a picture seems to hold; 0 where it seems to hold no print.

    Letters are narrow strokes, lighter or darker than what is around them, of one height side by side, or one above
    the other in a column or in a line that was turned.
    """
    around = cv2.getStructuringElement(cv2.MORPH_RECT, (STROKE, STROKE))
    letters = 0
    for kind in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT):
        ink = (cv2.morphologyEx(grey, kind, around) > INK).astype(np.uint8)
        _, _, found, _ = cv2.connectedComponentsWithStats(ink)
        letters += _in_lines(found[1:])  # type: ignore[arg-type]
    return letters


def _in_lines(found: NDArray[np.integer[Any]]) -> int:
    """How many components (left, top, width, height, pixels) stand in a line or column with others of their height."""
    left, top, width, height, size = found.T
    sized = (height >= LETTER[0]) & (height <= LETTER[1]) & (width <= 2 * height) & (size >= 0.15 * width * height)
    left, top, width, height = (part[sized][:MOST_LETTERS].astype(np.float64) for part in (left, top, width, height))
    x, y = left + width / 2, top + height / 2
    aside, above = np.abs(x[:, None] - x) / height, np.abs(y[:, None] - y) / height
    alike = np.abs(height[:, None] - height) < 0.4 * height
    in_line = ((above < LEVEL) & (aside < NEAR) & alike).sum(axis=1) >= LINE
    in_column = ((aside < LEVEL) & (above < NEAR) & alike).sum(axis=1) >= COLUMN
    return int((in_line | in_column).sum())


def read_lines(data: bytes) -> Sequence[Line]:
    """The lines of a picture, from its bytes; none where it cannot be decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                width, height = picture.size
                load(picture, "RGB", LONGEST // 2)
                shown = turned(picture)
                if (shown.width < shown.height) is not (picture.width < picture.height):
                    width = height
                if shown.mode in ("P", "PA", "1") and shown.width * shown.height < FEW:
                    shown = on_white(shown.convert("RGBA"))  # pixels of a palette cannot be averaged, and letters break
                shown.thumbnail((LONGEST, LONGEST))
                pixels = np.asarray(on_white(shown).convert("RGB"))
    except UNREADABLE:
        return ()
    told = _engine()(pixels[:, :, ::-1])
    if not told.txts:
        return ()
    zoom = width / pixels.shape[1]
    lines = zip(told.boxes, told.txts, told.scores, strict=True)
    return [Line(text, _box(corners, zoom)) for corners, text, sure in lines if sure >= SURE and text][:MOST_LINES]


def _box(corners: Any, zoom: float) -> Box:
    low, high = corners.min(axis=0) * zoom, corners.max(axis=0) * zoom
    return Box(round(float(low[0])), round(float(low[1])), *(round(float(side)) for side in high - low))


@cache
def _engine() -> Any:
    """The models, loaded when the first picture is read: that takes a second and 300 MB."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": True,  # turns lines that stand on their head or lean to the right; 5 % of the time
            "Cls.cls_thresh": 0.98,  # at 0.9, the default, short words were turned that stood upright
            "Det.limit_type": "max",
            "Det.limit_side_len": 640,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # one worker a core
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
