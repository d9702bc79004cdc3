"""What a seller puts behind the goods: paper, table, planks, tiles, cloth, a blurred room."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw

from demo.pictures.sketch import Colour, hsl


def _shade(rng: Random, low: float = 0.35, high: float = 0.95) -> Colour:
    return hsl(rng.random(), rng.uniform(0.03, 0.4), rng.uniform(low, high))


def _paper(side: int, rng: Random) -> Image.Image:
    tone = rng.randint(225, 255)
    return Image.new("RGB", (side, side), (tone, tone, min(255, tone + rng.randint(-4, 4))))


def _table(side: int, rng: Random) -> Image.Image:
    image = Image.new("RGB", (side, side), _shade(rng))
    horizon = round(side * rng.uniform(0.35, 0.75))
    tilt = rng.randint(-40, 40)
    corners = [(0, horizon - tilt), (side, horizon + tilt), (side, side), (0, side)]
    ImageDraw.Draw(image).polygon(corners, fill=_shade(rng, 0.15, 0.8))
    return image


def _planks(side: int, rng: Random) -> Image.Image:
    hue, light = rng.uniform(0.04, 0.12), rng.uniform(0.3, 0.75)
    image = Image.new("RGB", (side, side))
    draw = ImageDraw.Draw(image)
    upright, gap = rng.random() < 0.5, rng.randint(40, 120)
    for at in range(0, side, gap):
        box = (at, 0, at + gap - 3, side) if upright else (0, at, side, at + gap - 3)
        draw.rectangle(box, fill=hsl(hue, 0.4, light + rng.uniform(-0.14, 0.14)))
    return image


def _tiles(side: int, rng: Random) -> Image.Image:
    one, two = _shade(rng), _shade(rng)
    image = Image.new("RGB", (side, side), one)
    draw = ImageDraw.Draw(image)
    gap = rng.randint(50, 130)
    for row, y in enumerate(range(0, side, gap)):
        for column, x in enumerate(range(0, side, gap)):
            if (row + column) % 2:
                draw.rectangle((x, y, x + gap - 2, y + gap - 2), fill=two)
    return image


def _room(side: int, rng: Random) -> Image.Image:
    small = Image.new("RGB", (12, 12), _shade(rng))
    draw = ImageDraw.Draw(small)
    for _ in range(rng.randint(4, 9)):
        x, y = rng.randint(-2, 11), rng.randint(-2, 11)
        draw.rectangle((x, y, x + rng.randint(1, 6), y + rng.randint(1, 6)), fill=_shade(rng, 0.1, 0.95))
    return small.resize((side, side), Image.Resampling.BICUBIC)


def _sunburst(side: int, rng: Random) -> Image.Image:
    image = Image.new("RGB", (side, side), _shade(rng))
    draw, colour = ImageDraw.Draw(image), _shade(rng)
    x, y = rng.randint(0, side), rng.randint(0, side)
    for start in range(0, 360, 30):
        draw.pieslice((x - 900, y - 900, x + 900, y + 900), start, start + 15, fill=colour)
    return image


def _split(side: int, rng: Random) -> Image.Image:
    image = Image.new("RGB", (side, side), _shade(rng))
    a, b = rng.uniform(0, side), rng.uniform(0, side)
    ImageDraw.Draw(image).polygon([(a, 0), (side, 0), (side, side), (b, side)], fill=_shade(rng, 0.15, 0.95))
    return image


_BACKDROPS: tuple[Callable[[int, Random], Image.Image], ...] = (
    _paper,
    _table,
    _table,
    _planks,
    _tiles,
    _room,
    _room,
    _sunburst,
    _split,
)


def backdrop(side: int, rng: Random) -> Image.Image:
    """A background of side x side pixels."""
    return rng.choice(_BACKDROPS)(side, rng)


def lit(image: Image.Image, rng: Random, darkest: int = 172) -> Image.Image:
    """The picture under uneven light: multiplied by a soft pattern between `darkest` and 255."""
    lamp = Image.frombytes("L", (3, 3), bytes(rng.randint(darkest, 255) for _ in range(9)))
    return ImageChops.multiply(image, lamp.resize(image.size, Image.Resampling.BICUBIC).convert("RGB"))


def grain(side: int, rng: Random, spread: int = 12) -> Image.Image:
    """Film grain around mid-grey, for `grained`."""
    span = 2 * spread + 1
    half = side // 2
    values = bytes(128 - spread + byte % span for byte in rng.randbytes(half * half))
    return Image.frombytes("L", (half, half), values).resize((side, side), Image.Resampling.BILINEAR)


def grained(image: Image.Image, speckle: Image.Image) -> Image.Image:
    """The picture with the grain added."""
    return ImageChops.add(image, speckle.resize(image.size).convert("RGB"), offset=-128)
