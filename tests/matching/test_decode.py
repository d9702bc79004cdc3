"""Decoding: pictures as a page shows them, at reduced size, and what is refused."""

import zlib

import factories
import numpy as np
import pytest
from pictured import written
from PIL import Image

from matching.pictures.decode import AREA, LONGEST, SMALL, UnreadablePictureError, decode

DRAWING = factories.drawing(5)


def far(one: bytes, other: bytes) -> float:
    """Mean difference in grey levels."""
    a, b = decode(one).grey.astype(int), decode(other).grey.astype(int)
    assert a.shape == b.shape
    return float(np.abs(a - b).mean())


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_is_seen_as_the_camera_was_held(turn: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = turn
    stored = DRAWING.transpose(undo[turn]) if turn in undo else DRAWING
    picture = decode(written(stored, "JPEG", exif=exif, quality=95))
    assert (picture.width, picture.height) == DRAWING.size
    assert np.abs(picture.grey.astype(int) - decode(written(DRAWING)).grey).mean() < 4


def test_broken_exif_does_not_hide_a_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "a description"
    whole = written(DRAWING, "JPEG", exif=exif, quality=90)
    start = whole.index(b"Exif")
    for place in range(start + 6, start + 46):
        decode(whole[:place] + b"\xff" + whole[place + 1 :])


def test_transparency_is_seen_on_white_as_shops_show_it() -> None:
    drawing = DRAWING.convert("RGBA")
    mask = Image.new("L", drawing.size, 0)
    mask.paste(255, (60, 40, 260, 200))
    drawing.putalpha(mask)
    white = Image.alpha_composite(Image.new("RGBA", drawing.size, "white"), drawing).convert("RGB")
    assert far(written(drawing), written(white)) < 0.5
    palette = drawing.quantize(64)
    assert far(written(palette), written(white)) < 6


@pytest.mark.parametrize(("size", "form"), [((3_000, 2_000), "JPEG"), ((700, 9_000), "PNG"), ((20_000, 400), "JPEG")])
def test_large_pictures_are_looked_at_small_and_know_their_size(size: tuple[int, int], form: str) -> None:
    picture = decode(written(DRAWING.resize(size), form))
    assert (picture.width, picture.height) == size
    assert picture.grey.size <= AREA * 1.05
    assert max(picture.grey.shape) <= LONGEST
    assert abs(picture.zoom * picture.grey.shape[1] - size[0]) < 1e-6


def test_small_pictures_are_enlarged_for_keypoints() -> None:
    assert max(decode(written(DRAWING.resize((80, 60)))).grey.shape) == SMALL


@pytest.mark.parametrize("size", [(1, 1), (1, 5_000), (5_000, 1), (3, 2)])
def test_lines_and_dots_are_pictures_too(size: tuple[int, int]) -> None:
    assert (decode(written(Image.new("RGB", size, "red"))).width, size[1]) == size


def test_what_arrived_of_a_picture_is_seen_if_it_is_most_of_it() -> None:
    whole = written(DRAWING.resize((640, 480)), "JPEG", quality=85)
    seen = decode(whole[: len(whole) * 9 // 10])
    assert 300 < seen.height < 480
    assert seen.width == 640
    with pytest.raises(UnreadablePictureError):
        decode(whole[: len(whole) // 4])


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", png(60_000, 60_000), png(9_001, 9_000)],
    ids=["nothing", "text", "postscript", "bomb", "a little too large"],
)
def test_what_is_no_picture_within_the_limits_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadablePictureError):
        decode(data)


@pytest.mark.parametrize("data", [b"<svg/>", b'\xef\xbb\xbf <?xml version="1.0"?><svg/>', b"<!DOCTYPE svg><svg/>"])
def test_a_drawing_is_told_what_to_do(data: bytes) -> None:
    with pytest.raises(UnreadablePictureError, match="SVG drawing; save it as PNG"):
        decode(data)


def test_a_picture_just_over_the_limit_is_not_decoded() -> None:
    with pytest.raises(UnreadablePictureError, match="9001 x 9000 pixels"):
        decode(written(Image.new("1", (9_001, 9_000))))


def test_pixels_that_take_too_much_memory_are_refused_before_they_are_read() -> None:
    with pytest.raises(UnreadablePictureError, match="more than 200,000,000 bytes"):
        decode(png(8_000, 8_000))
    with pytest.raises(UnreadablePictureError, match="progressive JPEG"):
        decode(written(Image.new("RGB", (7_000, 6_000)), "JPEG", progressive=True))


@pytest.mark.parametrize("form", ["PPM", "PCX", "TGA", "SGI"])
def test_formats_that_no_shop_shows_stay_closed(form: str) -> None:
    with pytest.raises(UnreadablePictureError):
        decode(written(DRAWING, form))
