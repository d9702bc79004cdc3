"""Logos: a frame, a motif and, for some, lettering; each number gives another pair of frame and motif."""

import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFont

from demo.pictures.sketch import Palette, Placement, Point, Sketch, hsl, ring

SIDE = 480


def _frame_disc(s: Sketch) -> None:
    s.oval(0, 0, 0.95, 0.95, s.colours.base)


def _frame_ring(s: Sketch) -> None:
    s.oval(0, 0, 0.97, 0.97, s.colours.base)
    s.oval(0, 0, 0.86, 0.86, s.colours.light)
    s.oval(0, 0, 0.8, 0.8, s.colours.base)


def _frame_shield(s: Sketch) -> None:
    right = [(0.85, -0.9), (0.85, 0.1), (0.55, 0.6), (0, 0.98)]
    s.fill([*right, *[(-x, y) for x, y in reversed(right[:-1])]], s.colours.base)


def _frame_hexagon(s: Sketch) -> None:
    s.fill(ring(0, 0, 0.98, 0.98, 6, 30), s.colours.base)
    s.fill(ring(0, 0, 0.88, 0.88, 6, 30), s.colours.dark)


def _frame_diamond(s: Sketch) -> None:
    s.fill(ring(0, 0, 1.0, 1.0, 4), s.colours.base)


def _frame_cog(s: Sketch) -> None:
    points: list[Point] = []
    for i in range(36):
        r = 0.97 if i % 3 else 0.84
        points.append((r * math.cos(math.tau * i / 36), r * math.sin(math.tau * i / 36)))
    s.fill(points, s.colours.base)


def _frame_arch(s: Sketch) -> None:
    s.fill([(-0.8, 0.95), *ring(0, -0.15, 0.8, 0.8)[18:36], (0.8, 0.95)], s.colours.base)


def _star(s: Sketch, rng: Random) -> None:
    tips, inner = rng.randint(5, 9), rng.uniform(0.25, 0.4)
    radii = (0.66, inner)
    angles = [(math.pi * i / tips - math.pi / 2, radii[i % 2]) for i in range(2 * tips)]
    s.fill([(r * math.cos(a), r * math.sin(a)) for a, r in angles], s.colours.light)
    s.oval(0, 0, 0.13, 0.13, s.colours.accent)


def _mountains(s: Sketch, rng: Random) -> None:
    peak = rng.uniform(-0.3, 0.1)
    s.fill([(-0.62, 0.45), (peak - 0.15, -0.5), (0.3, 0.45)], s.colours.light)
    s.fill([(-0.1, 0.45), (0.35, -0.15), (0.65, 0.45)], s.colours.accent)
    s.oval(0.38, -0.42, 0.13, 0.13, s.colours.light)


def _waves(s: Sketch, rng: Random) -> None:
    beat = rng.uniform(4, 8)
    for row in range(4):
        y = -0.36 + 0.24 * row
        points = [(x / 20, y + 0.09 * math.sin(x / 20 * beat + row)) for x in range(-12, 13)]
        s.line(points, s.colours.light if row % 2 else s.colours.accent, 0.09)


def _leaves(s: Sketch, rng: Random) -> None:
    count = rng.choice((3, 5, 6))
    for i in range(count):
        a = -math.pi / 2 + (i - (count - 1) / 2) * 0.75
        tip = (0.68 * math.cos(a), 0.25 + 0.68 * math.sin(a))
        left = (0.33 * math.cos(a - 0.4), 0.25 + 0.33 * math.sin(a - 0.4))
        right = (0.33 * math.cos(a + 0.4), 0.25 + 0.33 * math.sin(a + 0.4))
        s.fill([(0, 0.25), left, tip, right], s.colours.light if i % 2 else s.colours.accent)
    s.line([(0, 0.25), (0, 0.62)], s.colours.light, 0.07)


def _bird(s: Sketch, rng: Random) -> None:
    lift = rng.uniform(-0.6, -0.35)
    s.fill([(-0.65, 0.05), (-0.05, lift), (0.1, -0.05), (0.55, -0.25), (0.35, 0.15), (-0.1, 0.45)], s.colours.light)
    s.fill([(-0.05, 0.0), (0.3, lift - 0.02), (0.2, 0.15)], s.colours.accent)
    s.oval(0.42, -0.16, 0.035, 0.035, s.colours.dark)


def _knot(s: Sketch, rng: Random) -> None:
    turns = rng.choice((3, 4, 5))
    for i in range(turns):
        a = math.tau * i / turns + 0.3
        loop = ring(0.28 * math.cos(a), 0.28 * math.sin(a), 0.3, 0.3)
        s.line([*loop, loop[0], loop[1]], s.colours.light if i % 2 else s.colours.accent, 0.08)


def _chevrons(s: Sketch, rng: Random) -> None:
    steep = rng.uniform(0.25, 0.6)
    for row in range(3):
        y = -0.4 + 0.3 * row
        s.line([(-0.55, y + steep / 2), (0, y - steep / 2), (0.55, y + steep / 2)], s.colours.light, 0.11)
    s.oval(0, 0.58, 0.09, 0.09, s.colours.accent)


def _petals(s: Sketch, rng: Random) -> None:
    count = rng.randint(5, 8)
    for i in range(count):
        a = math.tau * i / count
        s.oval(0.4 * math.cos(a), 0.4 * math.sin(a), 0.2, 0.2, s.colours.light if i % 2 else s.colours.accent)
    s.oval(0, 0, 0.18, 0.18, s.colours.dark)


def _fish(s: Sketch, rng: Random) -> None:
    s.oval(-0.1, 0, 0.5, rng.uniform(0.2, 0.34), s.colours.light)
    s.fill([(0.3, 0), (0.7, -0.3), (0.6, 0), (0.7, 0.3)], s.colours.accent)
    for i in range(3):
        s.line(ring(-0.2 + 0.18 * i, 0, 0.1, 0.17)[27:] + ring(-0.2 + 0.18 * i, 0, 0.1, 0.17)[:9], s.colours.base, 0.03)
    s.oval(-0.42, -0.05, 0.05, 0.05, s.colours.dark)


def _rays(s: Sketch, rng: Random) -> None:
    count = rng.randint(7, 11)
    for i in range(count):
        a = math.pi + math.pi * (i + 0.5) / count
        s.line([(0.28 * math.cos(a), 0.3 + 0.28 * math.sin(a)), (0.75 * math.cos(a), 0.3 + 0.75 * math.sin(a))],
               s.colours.light, 0.06)  # fmt: skip
    s.fill([*ring(0, 0.3, 0.24, 0.24)[18:], (0.24, 0.3)], s.colours.accent)
    s.line([(-0.65, 0.38), (0.65, 0.38)], s.colours.light, 0.07)


_FRAMES: tuple[Callable[[Sketch], None], ...] = (
    _frame_disc,
    _frame_shield,
    _frame_hexagon,
    _frame_diamond,
    _frame_ring,
    _frame_cog,
    _frame_arch,
)
_MOTIFS: tuple[Callable[[Sketch, Random], None], ...] = (
    _star,
    _mountains,
    _waves,
    _leaves,
    _bird,
    _knot,
    _chevrons,
    _petals,
    _fish,
    _rays,
)


def logo(number: int, lettering: str = "") -> Image.Image:
    """A logo on transparent ground, 480 x 480 pixels (RGBA).

    Args:
        number: 1, 2, 3 …; frame and motif repeat as a pair only after 70.
        lettering: Latin text below the emblem; left out where empty.
    """
    rng = Random(f"logo {number}")
    hue = rng.random()
    colours = Palette(
        base=hsl(hue, 0.65, rng.uniform(0.25, 0.4)),
        dark=hsl(hue, 0.7, 0.15),
        light=hsl((hue + 0.08) % 1, 0.3, 0.93),
        accent=hsl((hue + rng.choice((0.4, 0.5, 0.6))) % 1, 0.85, 0.58),
    )
    image = Image.new("RGBA", (SIDE, SIDE), (255, 255, 255, 0))
    emblem = Placement(SIDE / 2, SIDE * (0.41 if lettering else 0.5), SIDE * (0.38 if lettering else 0.48))
    sketch = Sketch(image, emblem, colours)
    _FRAMES[number % len(_FRAMES)](sketch)
    _MOTIFS[number % len(_MOTIFS)](sketch, rng)
    if lettering:
        _letter(image, lettering, colours)
    return image


def _letter(image: Image.Image, lettering: str, colours: Palette) -> None:
    size = min(72, round(SIDE * 1.6 / len(lettering)))
    font = ImageFont.load_default(size)
    place = (SIDE / 2, SIDE * 0.9)
    ImageDraw.Draw(image).text(place, lettering, (*colours.dark, 255), font, anchor="mm", stroke_width=1)


def on_paper(emblem: Image.Image) -> Image.Image:
    """The logo as it is registered: on white, 400 x 400 pixels."""
    sheet = Image.new("RGB", emblem.size, (255, 255, 255))
    sheet.paste(emblem, mask=emblem.getchannel("A"))
    return sheet.resize((400, 400), Image.Resampling.BICUBIC)
