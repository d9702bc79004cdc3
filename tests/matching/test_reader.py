"""Reading print: whichever way it stands, light or dark, small; and pictures of it are taken for print."""

from pathlib import Path

import pytest
from pictured import written
from PIL import Image

from matching.pictures.decode import decode
from matching.pictures.reader import likely, read_lines

CASES = Path(__file__).parent.parent / "cases" / "pictures"
STANDS = {
    "on_picture": "Velmora",
    "in_a_column": "薇尔莫拉",
    "leaning_left": "Velmora 薇尔莫拉",
    "leaning_right": "Velmora 薇尔莫拉",
    "upside_down": "Velmora 薇尔莫拉",
    "white_on_dark": "薇尔莫拉",
    "at_20_pixels": "薇尔莫拉",
}


def case(name: str) -> bytes:
    return (CASES / f"name_{name}.jpg").read_bytes()


@pytest.mark.parametrize("name", STANDS)
def test_a_name_is_read_whichever_way_it_stands(name: str) -> None:
    data = case(name)
    assert STANDS[name] in " ".join(line.text for line in read_lines(data))
    assert likely(decode(data).grey) >= 3, "nobody would have read it"


def test_a_column_is_boxed_as_one() -> None:
    (line,) = read_lines(case("in_a_column"))
    assert line.box.height > 4 * line.box.width
    assert 380 < line.box.x < 410


def test_boxes_count_in_the_picture_as_the_camera_was_held() -> None:
    upright = Image.open(CASES / "name_on_picture.jpg")
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = upright.transpose(Image.Transpose.ROTATE_90)
    (plain, *_), (turned, *_) = (
        read_lines(written(image, "JPEG", quality=95, **options))
        for image, options in ((upright, {}), (stored, {"exif": exif}))
    )
    assert plain.text == turned.text
    assert abs(plain.box.x - turned.box.x) < 6
    assert abs(plain.box.width - turned.box.width) < 12


@pytest.mark.parametrize("mode", ["P", "I;16", "RGBA", "CMYK"])
def test_print_is_read_in_every_mode(mode: str) -> None:
    large = Image.open(CASES / "name_white_on_dark.jpg").resize((1_400, 1_400))
    if mode == "I;16":
        image = large.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        image = large.quantize(16) if mode == "P" else large.convert(mode)
    data = written(image, "JPEG" if mode == "CMYK" else "PNG")
    assert "薇尔莫拉" in " ".join(line.text for line in read_lines(data))
