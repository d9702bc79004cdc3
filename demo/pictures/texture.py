"""What a product's surface looks like: prints and weaves, as large as the picture."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

from demo.pictures.sketch import Palette, ring


def _stripes(draw: ImageDraw.ImageDraw, side: int, colours: Palette, rng: Random) -> None:
    gap, slope = rng.randint(14, 60), rng.choice((-side, 0, 0, side // 2, side))
    for x in range(-side, 2 * side, gap):
        draw.line((x, 0, x + slope, side), fill=colours.accent, width=max(3, gap // rng.choice((3, 4))))


def _hoops(draw: ImageDraw.ImageDraw, side: int, colours: Palette, rng: Random) -> None:
    gap = rng.randint(24, 80)
    for y in range(0, side, gap):
        draw.rectangle((0, y, side, y + gap // 2), fill=rng.choice((colours.light, colours.accent, colours.dark)))


def _dots(draw: ImageDraw.ImageDraw, side: int, colours: Palette, rng: Random) -> None:
    gap, size = rng.randint(26, 60), rng.randint(5, 11)
    for row, y in enumerate(range(0, side, gap)):
        for x in range((row % 2) * gap // 2, side, gap):
            draw.ellipse((x, y, x + size, y + size), fill=colours.light)


def _checks(draw: ImageDraw.ImageDraw, side: int, colours: Palette, rng: Random) -> None:
    gap = rng.randint(30, 76)
    for i in range(0, side, gap):
        draw.rectangle((i, 0, i + gap // 3, side), fill=colours.dark)
        draw.rectangle((0, i, side, i + gap // 5), fill=colours.light)


def _blossoms(draw: ImageDraw.ImageDraw, side: int, colours: Palette, rng: Random) -> None:
    for _ in range(rng.randint(24, 60)):
        x, y, r = rng.randint(0, side), rng.randint(0, side), rng.randint(6, 18)
        for px, py in ring(x, y, r, r, rng.choice((4, 5, 6)), rng.uniform(0, 90)):
            draw.ellipse((px - r * 0.6, py - r * 0.6, px + r * 0.6, py + r * 0.6), fill=colours.accent)
        draw.ellipse((x - r * 0.5, y - r * 0.5, x + r * 0.5, y + r * 0.5), fill=colours.light)


def _blocks(draw: ImageDraw.ImageDraw, side: int, colours: Palette, rng: Random) -> None:
    for _ in range(rng.randint(4, 9)):
        x, y = rng.randint(-40, side), rng.randint(-40, side)
        w, h = rng.randint(40, 220), rng.randint(40, 220)
        draw.rectangle((x, y, x + w, y + h), fill=rng.choice((colours.light, colours.accent, colours.dark)))


def _facets(draw: ImageDraw.ImageDraw, side: int, colours: Palette, rng: Random) -> None:
    shades = (colours.light, colours.dark, colours.accent, colours.base)
    for _ in range(26):
        x, y = rng.randint(0, side), rng.randint(0, side)
        r = rng.randint(24, 80)
        draw.polygon(ring(x, y, r, r, 3, rng.uniform(0, 120)), fill=rng.choice(shades))


_PRINTS: tuple[Callable[[ImageDraw.ImageDraw, int, Palette, Random], None], ...] = (
    _stripes,
    _hoops,
    _dots,
    _checks,
    _blossoms,
    _blocks,
    _facets,
)


def cloth(side: int, colours: Palette, rng: Random) -> Image.Image | None:
    """A texture of side x side pixels; None for a plain surface, which a third of products have."""
    if rng.random() < 0.3:
        return None
    image = Image.new("RGB", (side, side), colours.base)
    rng.choice(_PRINTS)(ImageDraw.Draw(image), side, colours, rng)
    return image
