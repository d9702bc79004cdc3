"""Pictures that are damaged, lie, or are made to take memory: a named error or a picture, within the set memory."""

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import factories
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictured import written
from PIL import Image

from matching.pictures.decode import LONGEST_STORED, UnreadablePictureError, decode
from matching.pictures.reader import read_lines

DRAWING = factories.drawing(5)
SMALL = DRAWING.resize((96, 72))
FRAMES = [SMALL.rotate(90), SMALL.rotate(180)]


def exif(turn: int) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = turn
    return made


FORMS: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: written(SMALL),
    "PNG with alpha": lambda: written(SMALL.convert("RGBA")),
    "PNG with a palette": lambda: written(SMALL.quantize(32)),
    "PNG of 16 bits": lambda: written(SMALL.convert("L").convert("I").point(lambda v: v * 257).convert("I;16")),
    "interlaced PNG": lambda: png(np.asarray(SMALL), interlaced=True),
    "animated PNG": lambda: written(SMALL, save_all=True, append_images=FRAMES),
    "JPEG": lambda: written(SMALL, "JPEG"),
    "turned JPEG": lambda: written(SMALL, "JPEG", exif=exif(6)),
    "progressive JPEG": lambda: written(SMALL, "JPEG", progressive=True),
    "CMYK": lambda: written(SMALL.convert("CMYK"), "JPEG"),
    "GIF": lambda: written(SMALL, "GIF", save_all=True, append_images=FRAMES),
    "WebP": lambda: written(SMALL, "WEBP"),
    "animated WebP": lambda: written(SMALL, "WEBP", save_all=True, append_images=FRAMES),
    "AVIF": lambda: written(SMALL, "AVIF", speed=10),
    "BMP": lambda: written(SMALL, "BMP"),
    "TIFF": lambda: written(SMALL, "TIFF", compression="tiff_lzw"),
    "JPEG 2000": lambda: written(SMALL, "JPEG2000"),
}


@cache
def of_form(form: str) -> bytes:
    return FORMS[form]()


def chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def png(
    pixels: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", *, deep: bool = False, interlaced: bool = False
) -> bytes:
    """A colour PNG with what Pillow does not write: 16 bits a band, or Adam7's passes."""
    height, width, _ = pixels.shape
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
    rows = b""
    for top, left, down, across in passes:
        some = pixels[top::down, left::across]
        some = some.astype(">u2") * 257 if deep else some
        rows += b"".join(b"\0" + np.ascontiguousarray(row).tobytes() for row in some)
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([16 if deep else 8, 2, 0, 0, int(interlaced)])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_seen_as_the_first_frame_that_a_page_shows(form: str) -> None:
    seen = decode(of_form(form))
    shown = SMALL.transpose(Image.Transpose.ROTATE_270) if form == "turned JPEG" else SMALL
    assert (seen.width, seen.height) == shown.size
    small = Image.fromarray(seen.grey).resize(shown.size)
    assert np.abs(np.asarray(small).astype(int) - np.asarray(shown.convert("L"))).mean() < 12


@pytest.mark.parametrize("options", [{"deep": True}, {"interlaced": True}, {"deep": True, "interlaced": True}])
def test_deep_and_interlaced_pngs_are_the_same_picture(options: dict[str, bool]) -> None:
    assert np.abs(decode(png(np.asarray(SMALL), **options)).grey.astype(int) - decode(written(SMALL)).grey).max() <= 1


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(FORMS)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=12),
    st.none() | st.floats(0, 1),
)
def test_flips_and_cuts_give_a_picture_or_the_named_error(
    form: str, flips: list[tuple[float, int]], cut: float | None
) -> None:
    data = bytearray(of_form(form))
    for place, change in flips:
        data[int(place * len(data))] ^= change
    try:
        seen = decode(bytes(data[: int(cut * len(data))] if cut is not None else data))
    except UnreadablePictureError:
        pass
    else:
        assert seen.grey.dtype == np.uint8
        assert seen.grey.size


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_that_is_damaged_in_the_middle_is_seen_as_browsers_show_it(*, progressive: bool) -> None:
    whole = written(DRAWING.resize((800, 600)), "JPEG", quality=85, progressive=progressive)
    middle = len(whole) // 2
    damaged = whole[:middle] + bytes(40) + whole[middle + 40 :]
    seen = decode(damaged)
    assert (seen.width, seen.height) == (800, 600)
    top = slice(0, seen.grey.shape[0] // 3)
    assert np.abs(seen.grey[top].astype(int) - decode(whole).grey[top]).mean() < (25 if progressive else 2)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "an empty file"),
        (b"<!DOCTYPE html><title>403</title>", "a web page"),
        (b"\n  <html><body>gone", "a web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing; save it as PNG"),
        (b"\x1f\x8b\x08 something else", "no picture of a known format"),
        (bytes(1_000), "no picture of a known format"),
    ],
)
def test_what_stands_where_a_picture_should_is_named(data: bytes, said: str) -> None:
    with pytest.raises(UnreadablePictureError, match=said):
        decode(data)
    assert read_lines(data) == ()


def test_a_side_that_no_camera_has_is_refused() -> None:
    with pytest.raises(UnreadablePictureError, match=f"a side is longer than {LONGEST_STORED:,}"):
        decode(written(Image.new("L", (70_000, 20))))


def test_a_tile_larger_than_its_picture_is_refused_before_it_is_read() -> None:
    entries = {256: 64, 257: 64, 258: 8, 259: 5, 262: 1, 277: 1, 322: 60_000, 323: 60_000, 324: 8, 325: 4}
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries.items())
    data = b"II*\0" + struct.pack("<I", 12) + bytes(4) + struct.pack("<H", len(entries)) + tags + bytes(4)
    with pytest.raises(UnreadablePictureError, match="60000 x 60000 pixels take more than"):
        decode(data)


SET = 60_000_000  # bytes, in place of what is set for pictures, so that the test need not write such large ones
BESIDE = 30_000_000  # bytes for what is always there: a strip with its copies, the small picture, the file
LARGEST = {  # as large as is let in: mode, pixels, options
    "PNG": [("RGBA", 14_900_000, {}), ("L", 59_000_000, {}), ("I;16", 29_000_000, {}), ("P", 59_000_000, {})],
    "JPEG": [("RGB", 9_900_000, {"progressive": True}), ("CMYK", 59_000_000, {})],
    "WEBP": [("RGB", 3_700_000, {"method": 0}), ("RGBA", 3_700_000, {"method": 0})],
    "AVIF": [("RGB", 4_900_000, {"speed": 10}), ("RGBA", 4_900_000, {"speed": 10, "subsampling": "4:4:4"})],
    "GIF": [("P", 29_000_000, {})],
    "JPEG2000": [("RGB", 2_400_000, {}), ("L", 9_900_000, {})],
    "TIFF": [("RGB", 4_900_000, {"compression": "tiff_lzw"}), ("L", 19_000_000, {"compression": "tiff_lzw"})],
    "BMP": [("RGB", 14_900_000, {})],
}
CASES = [(form, *case) for form, cases in LARGEST.items() for case in cases]

MEASURED = f"""
import json, sys
from matching.pictures import decode as module
module.LARGEST_MEMORY = {SET}

def peak():
    return 1024 * next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

module.decode(open(sys.argv[1], "rb").read())
data = open(sys.argv[2], "rb").read()
before = peak()
try:
    said = module.decode(data).grey.shape
except module.UnreadablePictureError as error:
    said = str(error)
print(json.dumps([peak() - before, said]))
"""


def measured(folder: Path, data: bytes) -> tuple[int, object]:
    """Bytes that decoding adds to what a process of its own had at most, and what came of it."""
    small, large = folder / "small", folder / "large"
    small.write_bytes(written(SMALL))
    large.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(small), str(large)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    grown, said = json.loads(done.stdout)
    return int(grown), said


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory of a process: no /proc here")
@pytest.mark.parametrize(("form", "mode", "pixels", "options"), CASES, ids=[f"{case[0]} {case[1]}" for case in CASES])
def test_no_picture_takes_more_than_the_set_memory(
    tmp_path: Path, form: str, mode: str, pixels: int, options: dict[str, object]
) -> None:
    side = int(pixels**0.5)
    image = Image.linear_gradient("L").resize((side, side))
    image = Image.new("I;16", (side, side), 3_000) if mode == "I;16" else image.convert(mode)
    data = written(image, form, **options)
    grown, said = measured(tmp_path, data)
    assert isinstance(said, list), said
    assert grown < SET + BESIDE


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory of a process: no /proc here")
def test_bombs_take_next_to_nothing(tmp_path: Path) -> None:
    def claims(width: int, height: int, interlaced: int) -> bytes:
        head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 6, 0, 0, interlaced])
        rows = zlib.compress(bytes(5_000_000))
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

    text = b"\x89PNG\r\n\x1a\n" + written(SMALL)[8:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(90_000_000)))
    for data in (claims(60_000, 60_000, 0), claims(9_000, 8_000, 1), claims(30_000, 2, 1), text):
        grown, _ = measured(tmp_path, data)
        assert grown < BESIDE
