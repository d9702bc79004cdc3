"""How alike two drawn characters are: blurred pixels of two faces of Noto CJK, small shifts and stretches allowed."""

from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FACES = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
)
SIMPLIFIED_FACE = 2  # index of the SC face inside Noto's collections
BOX, EM, GRID, BLUR = 64, 56, 32, 2.0
INK = 54  # stretched glyphs fill this much of the box
MOST_STRETCH = 1.6
STRETCHED_WORTH = 0.97  # 日 and 曰 differ in width alone, but they do differ
SHIFTS = tuple(product((-1, 0, 1), repeat=2))

Pictures = NDArray[np.float32]


def small(picture: Image.Image) -> Pictures:
    """Blurred, GRID × GRID, ink = 1."""
    shrunk = picture.filter(ImageFilter.GaussianBlur(BLUR)).resize((GRID, GRID), Image.Resampling.BOX)
    return np.asarray(shrunk, np.float32) / np.float32(255)


def draw(char: str, font: ImageFont.FreeTypeFont) -> tuple[Pictures, Pictures]:
    """One character as it stands in its em box, and stretched to fill the box."""
    picture = Image.new("L", (BOX, BOX))
    ImageDraw.Draw(picture).text((BOX / 2, BOX / 2), char, fill=255, font=font, anchor="mm")
    left, top, right, bottom = picture.getbbox() or (0, 0, 1, 1)
    width, height = (min(INK, int(side * MOST_STRETCH)) for side in (right - left, bottom - top))
    full = Image.new("L", (BOX, BOX))
    glyph = picture.crop((left, top, right, bottom)).resize((width, height))
    full.paste(glyph, ((BOX - width) // 2, (BOX - height) // 2))
    return small(picture), small(full)


def pictures(chars: tuple[str, ...], face: Path) -> tuple[Pictures, Pictures]:
    """All characters as they stand and stretched: float32[n, GRID, GRID] each."""
    font = ImageFont.truetype(str(face), EM, index=SIMPLIFIED_FACE)
    drawn = [draw(char, font) for char in chars]
    return np.stack([standing for standing, _ in drawn]), np.stack([full for _, full in drawn])


def unit(drawn: Pictures, mean: Pictures) -> Pictures:
    """Flat rows less the mean picture, of length 1."""
    rows = (drawn - mean).reshape(len(drawn), -1)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1), np.float32)


def likeness(chars: tuple[str, ...], others: tuple[str, ...]) -> NDArray[np.float32]:
    """Correlation of every char with every other: best over shifts, or stretched; mean of both faces."""
    standing = np.zeros((len(chars), len(others)), np.float32)
    stretched = np.zeros_like(standing)
    for face in FACES:
        (mine, my_full), (theirs, their_full) = pictures(chars, face), pictures(others, face)
        mean, full_mean = theirs.mean(axis=0), their_full.mean(axis=0)
        still = unit(theirs, mean).T
        best = np.full_like(standing, -1)
        for shift in SHIFTS:
            np.maximum(best, unit(np.roll(mine, shift, axis=(1, 2)), mean) @ still, out=best)
        standing += best / np.float32(len(FACES))
        stretched += unit(my_full, full_mean) @ unit(their_full, full_mean).T / np.float32(len(FACES))
    alike: Pictures = np.maximum(standing, np.float32(STRETCHED_WORTH) * stretched)
    return alike
