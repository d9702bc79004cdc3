"""Turns shots into picture files, and keeps innocent ones apart from registered ones."""

import io
import struct
import zlib
from collections.abc import Iterator
from random import Random

import imagehash
from PIL import Image, ImageOps

from demo.offers import Shot
from demo.pictures.alter import ALTERATIONS, with_logo
from demo.pictures.logo import logo, on_paper
from demo.pictures.photo import Camera, design
from demo.rights import Planted, rights

_APART = 15
"""Bits of a 64-bit perceptual hash by which an innocent photo differs from every registered picture at least."""

_BOMB_SIDE = 30_000


class Studio:
    """Makes every picture of the town."""

    def __init__(self) -> None:
        self._camera = Camera()
        self._emblems = {p.right.right_id: logo(p.logo, p.latin) for p in rights() if p.logo}
        self.registered = dict(self._register())
        self._originals = {name: _opened(data) for name, data in self.registered.items()}
        both = [[image, ImageOps.mirror(image)] for image in self._originals.values()]
        self._taken = [_hash(image) for pair in both for image in pair]
        self._last: tuple[str, Image.Image] | None = None

    def _register(self) -> Iterator[tuple[str, bytes]]:
        for planted in rights():
            for view, name in enumerate(planted.right.images):
                yield name, self._registered_view(planted, view)

    def _registered_view(self, planted: Planted, view: int) -> bytes:
        if planted.shape:
            return jpeg(design(planted.shape, planted.right.right_id, view), 92)
        return png(on_paper(self._emblems[planted.right.right_id]))

    def develop(self, shot: Shot) -> tuple[bytes, str]:
        """The picture file of a shot and its suffix ("jpg" or "png")."""
        if shot.act == "bomb":
            return bomb(_BOMB_SIDE), "png"
        rng = Random(f"{shot.act} {shot.seed} {shot.view}")
        if shot.act in ("product", "broken"):
            data = jpeg(self._product(shot), rng.randint(78, 90))
            return (data[: len(data) // 3] if shot.act == "broken" else data), "jpg"
        if shot.act == "detail":
            return jpeg(_detail(self._product(shot), rng), 80), "jpg"
        if shot.act == "logo_in_photo":
            # Drawn small and enlarged, as a blurred room is; the logo keeps its own sharpness.
            scene = self._camera.scene(shot.shape, rng).resize((720, 720), Image.Resampling.BICUBIC)
            scene = with_logo(scene, self._emblems[shot.right_id], rng)
            return jpeg(self._camera.finished(scene, rng), 85), "jpg"
        return self._copied(shot, rng)

    def _copied(self, shot: Shot, rng: Random) -> tuple[bytes, str]:
        name = _picture_of(shot)
        if shot.act == "picture_copy":
            return self.registered[name], name.rpartition(".")[2]
        if shot.act == "picture_jpeg":
            return jpeg(self._originals[name], rng.randint(12, 30)), "jpg"
        return jpeg(ALTERATIONS[shot.act](self._originals[name], rng), 86), "jpg"

    def _product(self, shot: Shot) -> Image.Image:
        if self._last is not None and self._last[0] == shot.seed:
            return self._last[1]
        for attempt in range(20):
            image = self._camera.product(shot.shape, Random(f"product {shot.seed} {attempt}"))
            print_ = _hash(image)
            if all(print_ - other >= _APART for other in self._taken):
                break
        self._last = (shot.seed, image)
        return image


def _picture_of(shot: Shot) -> str:
    right = next(p.right for p in rights() if p.right.right_id == shot.right_id)
    return right.images[shot.view]


def _hash(image: Image.Image) -> imagehash.ImageHash:
    return imagehash.phash(image)


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _detail(image: Image.Image, rng: Random) -> Image.Image:
    part = rng.uniform(0.4, 0.6)
    x, y = (rng.uniform(0.12, 0.88 - part) * image.width for _ in range(2))
    box = (x, y, x + image.width * part, y + image.width * part)
    return image.resize((320, 320), Image.Resampling.BILINEAR, box)


def jpeg(image: Image.Image, quality: int) -> bytes:
    """The picture as JPEG."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def png(image: Image.Image) -> bytes:
    """The picture as PNG."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A valid one-bit PNG of side x side pixels, about 100 kB for 30,000: a decompression bomb.

    Written row block by row block, so that it is never unpacked here either.
    """
    row = b"\0" * (1 + (side + 7) // 8)
    packer = zlib.compressobj(9)
    blocks = [packer.compress(row * 500) for _ in range(side // 500)]
    blocks.append(packer.compress(row * (side % 500)))
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", b"".join(blocks) + packer.flush()), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
