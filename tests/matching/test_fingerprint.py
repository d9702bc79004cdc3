"""Fingerprints: copies of a picture are found, other pictures are not, and hostile bytes are only unreadable."""

import io
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import factories
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from matching.fingerprint import (
    DHASH_FAR,
    PHASH_FAR,
    SIDE,
    Likeness,
    PictureHashes,
    PictureIndex,
    UnreadablePictureError,
    hashes,
)

SEEDS = range(12)


def written(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


@pytest.fixture(scope="module")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    folder = tmp_path_factory.mktemp("drawings")
    return [Image.open(factories.picture(folder / f"{seed}.png", seed)).convert("RGB") for seed in SEEDS]


@pytest.fixture(scope="module")
def index(drawings: list[Image.Image]) -> PictureIndex:
    """Every drawing and its mirror image."""
    return PictureIndex(
        [
            (number, mirrored, found)
            for number, drawing in enumerate(drawings)
            for mirrored in (False, True)
            if (found := hashes(written(drawing), mirrored=mirrored))
        ]
    )


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
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_finds_its_original_first(copy: str, drawings: list[Image.Image], index: PictureIndex) -> None:
    for number, drawing in enumerate(drawings):
        found = hashes(COPIES[copy](drawing))
        assert found is not None
        best, *others = index.find(found)
        assert (best.reference, best.mirrored) == (number, False)
        assert all(other.distance >= best.distance for other in others)


def test_a_mirror_image_is_found_and_said_to_be_one(drawings: list[Image.Image], index: PictureIndex) -> None:
    for number, drawing in enumerate(drawings):
        found = hashes(written(ImageOps.mirror(drawing), "JPEG", quality=60))
        assert found is not None
        assert (index.find(found)[0].reference, index.find(found)[0].mirrored) == (number, True)


def test_other_pictures_are_not_found(drawings: list[Image.Image]) -> None:
    for number, drawing in enumerate(drawings):
        others = [(n, False, hashes(written(other))) for n, other in enumerate(drawings) if n != number]
        found = hashes(written(drawing))
        assert found is not None
        assert PictureIndex([entry for entry in others if entry[2]]).find(found) == []  # type: ignore[misc]


def test_real_photos_are_not_taken_for_one_another(shared_data: Path) -> None:
    paths = sorted((shared_data / "photos").rglob("*.jpg"))[::9][:150]
    found = [(n, False, seen) for n, path in enumerate(paths) if (seen := hashes(path.read_bytes()))]
    assert len(found) > 100
    index = PictureIndex(found)
    pairs = {(n, like.reference) for n, _, seen in found for like in index.find(seen) if like.reference != n}
    assert len(pairs) <= len(found) * 0.01  # series of one thing are among them


def test_the_more_a_picture_is_changed_the_farther_it_is(drawings: list[Image.Image]) -> None:
    noise = random.Random(3)

    def spoiled(image: Image.Image, share: float) -> Image.Image:
        copy = image.copy()
        for _ in range(int(share * 60)):
            x, y = noise.randrange(300), noise.randrange(220)
            copy.paste((noise.randrange(256),) * 3, (x, y, x + 40, y + 40))
        return copy

    def far(share: float) -> float:
        total = 0
        for drawing in drawings:
            one, other = hashes(written(drawing)), hashes(written(spoiled(drawing, share)))
            assert one is not None
            assert other is not None
            total += (one.phash ^ other.phash).bit_count()
        return total / len(drawings)

    assert 0 == far(0) < far(0.1) < far(1)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_is_seen_as_the_camera_was_held(turn: int, drawings: list[Image.Image], index: PictureIndex) -> None:
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
    stored = drawings[0].transpose(undo[turn]) if turn in undo else drawings[0]
    found = hashes(written(stored, "JPEG", exif=exif, quality=90))
    assert found is not None
    assert (index.find(found)[0].reference, index.find(found)[0].mirrored) == (0, False)


def test_broken_exif_does_not_hide_a_picture(drawings: list[Image.Image], index: PictureIndex) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "a description"
    whole = written(drawings[0], "JPEG", exif=exif, quality=90)
    start = whole.index(b"Exif")
    for place in range(start + 6, start + 46):
        broken = whole[:place] + b"\xff" + whole[place + 1 :]
        assert hashes(broken) is not None


def test_transparency_is_seen_on_white_as_shops_show_it(drawings: list[Image.Image]) -> None:
    drawing = drawings[0].convert("RGBA")
    mask = Image.new("L", drawing.size, 0)
    mask.paste(255, (60, 40, 260, 200))
    drawing.putalpha(mask)
    white = Image.new("RGBA", drawing.size, "white")
    assert hashes(written(drawing)) == hashes(written(Image.alpha_composite(white, drawing).convert("RGB")))


@pytest.mark.parametrize("colour", ["white", "black", "#7f7f7f"])
def test_a_flat_picture_has_nothing_to_compare(colour: str) -> None:
    assert hashes(written(Image.new("RGB", (300, 200), colour))) is None
    assert hashes(written(Image.new("RGB", (1, 1), colour))) is None
    assert hashes(written(Image.new("RGBA", (50, 50), (10, 20, 30, 0)))) is None


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        png(60_000, 60_000),
        png(9_001, 9_000),
    ],
    ids=["nothing", "text", "svg", "postscript", "bomb", "a little too large"],
)
def test_what_is_no_picture_within_the_limits_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadablePictureError):
        hashes(data)


def test_a_picture_just_over_the_limit_is_not_decoded() -> None:
    with pytest.raises(UnreadablePictureError, match="9001 x 9000 pixels"):
        hashes(written(Image.new("1", (9_001, 9_000))))


@pytest.mark.parametrize("form", ["PPM", "PCX", "TGA", "SGI"])
def test_formats_that_no_shop_shows_stay_closed(form: str, drawings: list[Image.Image]) -> None:
    with pytest.raises(UnreadablePictureError):
        hashes(written(drawings[0], form))


@pytest.mark.parametrize("copy", ["the same", "poor JPEG", "GIF", "WebP", "AVIF", "BMP", "TIFF", "palette", "CMYK"])
def test_damage_anywhere_is_unreadable_and_never_worse(copy: str, drawings: list[Image.Image]) -> None:
    whole = COPIES[copy](drawings[0].resize((64, 48)))
    dice = random.Random(11)
    unreadable = 0
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(dice.choice([1, 3, 20])):
            data[dice.randrange(len(data) if dice.random() < 0.5 else 60)] = dice.randrange(256)
        try:
            hashes(bytes(data[: dice.randrange(len(data))] if dice.random() < 0.3 else data))
        except UnreadablePictureError:
            unreadable += 1
    assert unreadable


numbers = st.integers(0, 2**64 - 1)


def hand(phash: int, dhash: int) -> PictureHashes:
    return PictureHashes(phash, dhash, SIDE, SIDE)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 14), st.integers(0, 18)), max_size=20),
    numbers,
    numbers,
    st.randoms(use_true_random=False),
)
def test_the_index_finds_what_comparing_all_finds(
    entries: list[tuple[int, bool, int, int]], phash: int, dhash: int, dice: random.Random
) -> None:
    def changed(value: int, bits: int) -> int:
        for bit in dice.sample(range(64), bits):
            value ^= 1 << bit
        return value

    references = [(n, m, hand(changed(phash, p), changed(dhash, d))) for n, m, p, d in entries]
    expected = [Likeness(n, p, m) for n, m, p, d in entries if p <= PHASH_FAR and d <= DHASH_FAR]
    found = PictureIndex(references).find(hand(phash, dhash))
    assert found == sorted(expected, key=lambda like: (like.distance, like.mirrored))


def test_both_hashes_must_be_near_up_to_their_bounds() -> None:
    grid = [(p, d) for p in range(PHASH_FAR + 3) for d in range(DHASH_FAR + 3)]
    index = PictureIndex([(n, False, hand((1 << p) - 1, (1 << d) - 1)) for n, (p, d) in enumerate(grid)])
    found = {grid[like.reference] for like in index.find(hand(0, 0))}
    assert found == {(p, d) for p, d in grid if p <= PHASH_FAR and d <= DHASH_FAR}


def test_the_stored_form_keeps_every_bit() -> None:
    phash, dhash = hand(2**64 - 1, 5).fingerprints()
    assert (phash.algorithm, phash.bits) == ("phash", b"\xff" * 8)
    assert (dhash.algorithm, dhash.bits) == ("dhash", b"\0\0\0\0\0\0\0\x05")
    assert phash.version == dhash.version
