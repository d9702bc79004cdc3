"""Pictures: copies and parts of registered pictures are found, where they are; other pictures are not."""

import random
from collections.abc import Callable
from pathlib import Path

import factories
import numpy as np
import pytest
from pictured import index_of, written
from PIL import Image, ImageDraw, ImageOps

from matching.pictures import index as pictures
from matching.pictures.decode import decode
from matching.pictures.index import OtherVersionError, PictureIndex
from matching.pictures.sight import Sight

SEEDS = range(12)


@pytest.fixture(scope="module")
def drawings() -> list[Image.Image]:
    return [factories.drawing(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def index(drawings: list[Image.Image]) -> PictureIndex:
    return index_of(drawings)


def find(index: PictureIndex, data: bytes, *, parts: bool = True) -> list[Sight]:
    return index.find(decode(data), parts=parts)


def alpha(image: Image.Image) -> Image.Image:
    opaque = image.convert("RGBA")
    opaque.putalpha(255)
    return opaque


COPIES: dict[str, Callable[[Image.Image], bytes]] = {
    "the same": written,
    "smaller": lambda image: written(image.resize((90, 68))),
    "larger": lambda image: written(image.resize((1_600, 1_200))),
    "stretched": lambda image: written(image.resize((400, 200))),
    "poor JPEG": lambda image: written(image, "JPEG", quality=20),
    "progressive JPEG": lambda image: written(image, "JPEG", progressive=True),
    "grey": lambda image: written(image.convert("L")),
    "16 bits of grey": lambda image: written(image.convert("L").convert("I").point(lambda v: v * 257).convert("I;16")),
    "CMYK": lambda image: written(image.convert("CMYK"), "JPEG"),
    "palette": lambda image: written(image.convert("P", palette=Image.Palette.ADAPTIVE)),
    "alpha": lambda image: written(alpha(image)),
    "GIF": lambda image: written(image, "GIF"),
    "animated GIF": lambda image: written(image, "GIF", save_all=True, append_images=[image.rotate(90)]),
    "WebP": lambda image: written(image, "WEBP", quality=50),
    "AVIF": lambda image: written(image, "AVIF", quality=50),
    "BMP": lambda image: written(image, "BMP"),
    "TIFF": lambda image: written(image, "TIFF", compression="tiff_lzw"),
    "darker": lambda image: written(image.point(lambda value: int(value * 0.7))),
    "a white frame": lambda image: written(ImageOps.expand(image, 60, "white")),
    "a quarter turn": lambda image: written(image.transpose(Image.Transpose.ROTATE_90)),
    "a negative": lambda image: written(ImageOps.invert(image)),
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_finds_its_original_first(copy: str, drawings: list[Image.Image], index: PictureIndex) -> None:
    for number, drawing in enumerate(drawings):
        found = find(index, COPIES[copy](drawing), parts=False)
        assert (found[0].reference, found[0].mirrored) == (number, False)


def test_a_mirror_image_is_found_and_said_to_be_one(drawings: list[Image.Image], index: PictureIndex) -> None:
    for number, drawing in enumerate(drawings):
        found = find(index, written(ImageOps.mirror(drawing), "JPEG", quality=60))
        assert (found[0].reference, found[0].mirrored) == (number, True)


def cropped(image: Image.Image) -> Image.Image:
    return image.crop((image.width // 6, image.height // 8, image.width * 7 // 8, image.height * 6 // 7))


def pasted(image: Image.Image) -> Image.Image:
    other = factories.drawing(977, (640, 480))
    other.paste(image.resize((230, 172)), (370, 40))
    return other


PARTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "cropped": cropped,
    "turned a little": lambda image: image.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor="white"),
    "mirrored and cropped": lambda image: cropped(ImageOps.mirror(image)),
    "inverted and cropped": lambda image: cropped(ImageOps.invert(image)),
    "inside another picture": pasted,
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_finds_the_whole_first(part: str, drawings: list[Image.Image], index: PictureIndex) -> None:
    for number, drawing in enumerate(drawings):
        found = find(index, written(PARTS[part](drawing), "JPEG", quality=80))
        assert found, f"drawing {number}"
        assert (found[0].reference, found[0].mirrored) == (number, "mirrored" in part)


def test_both_regions_are_told_in_pixels_as_stored(drawings: list[Image.Image], index: PictureIndex) -> None:
    (best, *_) = find(index, written(pasted(drawings[3])))
    here, there = best.here, best.there
    assert np.allclose((here.x, here.y, here.width, here.height), (370, 40, 230, 172), atol=8)
    assert np.allclose((there.x, there.y, there.width, there.height), (0, 0, *drawings[3].size), atol=8)
    (best, *_) = find(index, written(cropped(drawings[3]).resize((700, 500))))
    left, top = drawings[3].width // 6, drawings[3].height // 8
    assert np.allclose((best.here.x, best.here.y, best.here.width, best.here.height), (0, 0, 700, 500), atol=12)
    assert np.allclose((best.there.x, best.there.y), (left, top), atol=8)


def test_other_pictures_are_not_found(drawings: list[Image.Image]) -> None:
    for number, drawing in enumerate(drawings):
        others = index_of([other for n, other in enumerate(drawings) if n != number])
        assert find(others, written(drawing)) == []


def test_real_photos_are_not_taken_for_one_another(shared_data: Path) -> None:
    paths = sorted((shared_data / "photos").rglob("*.jpg"))[::18][:80]
    assert len(paths) > 50
    index = index_of([Image.open(path) for path in paths])
    pairs = {(n, sight.reference) for n, path in enumerate(paths) for sight in find(index, path.read_bytes())}
    assert {(n, n) for n in range(len(paths))} <= pairs
    assert len(pairs) - len(paths) <= 1  # a series of one thing may be among them


def test_the_more_of_a_picture_is_spoiled_the_weaker_it_speaks(drawings: list[Image.Image]) -> None:
    index = index_of(drawings)

    def told(patches: int) -> float:
        dice = random.Random(3)
        total = 0.0
        for number, drawing in enumerate(drawings):
            copy = drawing.copy()
            for _ in range(patches):
                x, y = dice.randrange(drawing.width - 60), dice.randrange(drawing.height - 60)
                copy.paste((dice.randrange(256),) * 3, (x, y, x + 60, y + 60))
            total += max((s.strength for s in find(index, written(copy)) if s.reference == number), default=0.0)
        return total / len(drawings)

    assert told(0) > told(4) > told(12)
    assert told(0) > 0.99


def test_a_banner_leaves_what_it_does_not_cover(drawings: list[Image.Image], index: PictureIndex) -> None:
    for number, drawing in enumerate(drawings):
        copy = drawing.copy()
        ImageDraw.Draw(copy).rectangle((0, 0, drawing.width, drawing.height // 6), "red")
        assert find(index, written(copy))[0].reference == number


@pytest.mark.parametrize("colour", ["white", "black", "#7f7f7f"])
def test_a_flat_picture_has_nothing_to_compare(colour: str, index: PictureIndex) -> None:
    for flat in (
        Image.new("RGB", (300, 200), colour),
        Image.new("RGB", (1, 1), colour),
        Image.new("RGB", (1, 900), colour),
        Image.new("RGBA", (50, 50), (10, 20, 30, 0)),
    ):
        assert find(index, written(flat)) == []
        assert find(index_of([flat]), written(flat)) == []


def test_nothing_registered_finds_nothing(drawings: list[Image.Image]) -> None:
    assert find(index_of([]), written(drawings[0])) == []


def test_a_mapped_index_finds_what_the_one_in_memory_finds(
    tmp_path: Path, drawings: list[Image.Image], index: PictureIndex
) -> None:
    index.save(tmp_path / "pictures")
    opened = PictureIndex.open(tmp_path / "pictures")
    for drawing in drawings:
        assert find(opened, written(pasted(drawing))) == find(index, written(pasted(drawing)))


def test_fingerprints_of_another_version_are_refused(
    tmp_path: Path, index: PictureIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.save(tmp_path / "pictures")
    monkeypatch.setattr(pictures, "VERSION", pictures.VERSION + 1)
    with pytest.raises(OtherVersionError, match="dct-sift"):
        PictureIndex.open(tmp_path / "pictures")
