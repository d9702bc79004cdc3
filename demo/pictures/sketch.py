"""A small drawing board: shapes in unit coordinates, placed by one affine map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """Four colours of one product."""

    base: Colour
    dark: Colour
    light: Colour
    accent: Colour


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the unit square [-1, 1] x [-1, 1] lands, in pixels; `turn` in degrees, `lean` is a shear."""

    x: float
    y: float
    scale: float
    turn: float = 0.0
    lean: float = 0.0
    squash: float = 1.0


def palette(rng: Random) -> Palette:
    """A product's colours: a base of any hue and lightness, a contrasting accent."""
    hue, lightness = rng.random(), rng.uniform(0.25, 0.85)
    base = hsl(hue, rng.uniform(0.1, 0.8), lightness)
    return Palette(
        base=base,
        dark=_towards(base, (15, 15, 20), 0.55),
        light=_towards(base, (255, 255, 255), 0.6),
        accent=hsl((hue + rng.uniform(0.15, 0.85)) % 1.0, rng.uniform(0.5, 0.85), rng.uniform(0.35, 0.65)),
    )


def hsl(hue: float, saturation: float, lightness: float) -> Colour:
    """A colour from hue, saturation and lightness in 0..1."""
    reach = saturation * min(lightness, 1 - lightness)

    def channel(n: int) -> int:
        k = (n + hue * 12) % 12
        return round(255 * (lightness - reach * max(-1.0, min(k - 3, 9 - k, 1.0))))

    return channel(0), channel(8), channel(4)


def _towards(colour: Colour, goal: Colour, share: float) -> Colour:
    r, g, b = (round(c + (g - c) * share) for c, g in zip(colour, goal, strict=True))
    return r, g, b


def ring(x: float, y: float, rx: float, ry: float, corners: int = 36, start: float = 0.0) -> list[Point]:
    """The corners of an ellipse, or of a regular polygon where `corners` is small; `start` in degrees."""
    steps = (math.radians(start + 360 * i / corners) for i in range(corners))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in steps]


def slab(x0: float, y0: float, x1: float, y1: float, radius: float = 0.0) -> list[Point]:
    """The corners of a rectangle, rounded by `radius`."""
    if radius <= 0:
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    points: list[Point] = []
    centres = ((x1 - radius, y1 - radius), (x0 + radius, y1 - radius), (x0 + radius, y0 + radius))
    for quarter, (x, y) in enumerate((*centres, (x1 - radius, y0 + radius))):
        for step in range(6):
            angle = math.radians(90 * quarter + 18 * step)
            points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return points


class Sketch:
    """Draws on an image through a placement.

    Attributes:
        cloth: what `body` fills with: a texture as large as the image, or the base colour where None.
    """

    def __init__(self, image: Image.Image, place: Placement, colours: Palette) -> None:
        self.image = image
        self.place = place
        self.colours = colours
        self.cloth: Image.Image | None = None
        self._draw = ImageDraw.Draw(image)
        angle = math.radians(place.turn)
        self._cos, self._sin = math.cos(angle) * place.scale, math.sin(angle) * place.scale

    def _map(self, points: Sequence[Point]) -> list[Point]:
        p, cos, sin = self.place, self._cos, self._sin
        flat = [(x + p.lean * y, y * p.squash) for x, y in points]
        return [(p.x + x * cos - y * sin, p.y + x * sin + y * cos) for x, y in flat]

    def fill(self, points: Sequence[Point], colour: Colour, edge: Colour | None = None) -> None:
        """A filled outline."""
        self._draw.polygon(self._map(points), fill=colour, outline=edge, width=2 if edge else 1)

    def body(self, points: Sequence[Point]) -> None:
        """A filled outline that carries the product's texture."""
        if self.cloth is None:
            self.fill(points, self.colours.base, self.colours.dark)
            return
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(self._map(points), fill=255)
        self.image.paste(self.cloth, mask=mask)
        self._draw.polygon(self._map(points), outline=self.colours.dark, width=2)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A stroke; `width` in units."""
        thick = max(1, round(width * self.place.scale))
        self._draw.line(self._map(points), fill=colour, width=thick, joint="curve")

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """A filled ellipse."""
        self.fill(ring(x, y, rx, ry), colour)
