"""A seller's photo of a product, and the views that a design was registered with."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from demo.pictures import desk, garage, household, pantry, wear
from demo.pictures.backdrop import backdrop, grain, grained, lit
from demo.pictures.sketch import Placement, Sketch, palette
from demo.pictures.texture import cloth

SIDE = 368
"""Pixels on a side while drawing; photos come out a little smaller, which smooths their edges."""

SHAPES: dict[str, Callable[[Sketch, Random], None]] = {
    shape.__name__.strip("_"): shape for room in (wear, pantry, household, garage, desk) for shape in room.SHAPES
}

DESIGN_SIDE = 520

_BADGES = ("NEW", "SALE", "HOT", "-30%", "2 FOR 1", "TOP")


class Camera:
    """Takes photos; holds the film grain, so that it is made once."""

    def __init__(self) -> None:
        self._grains = [grain(SIDE, Random(f"grain {n}")) for n in range(4)]

    def product(self, shape: str, rng: Random) -> Image.Image:
        """A product on a background, 288 to 360 pixels on a side."""
        image = backdrop(SIDE, rng)
        colours = palette(rng)
        place = _placement(rng)
        _shadow(image, place)
        sketch = Sketch(image, place, colours)
        sketch.cloth = cloth(SIDE, colours, rng)
        SHAPES[shape](sketch, rng)
        if rng.random() < 0.25:
            _badge(image, rng)
        image = grained(lit(image, rng), rng.choice(self._grains))
        side = rng.randrange(288, 361, 4)
        return image.resize((side, side), Image.Resampling.BILINEAR)

    def scene(self, shape: str, rng: Random) -> Image.Image:
        """A busy background with a product in a lower corner, for a photo that shows a logo as well."""
        image = backdrop(SIDE, rng)
        colours = palette(rng)
        corner = rng.choice((0.3, 0.7))
        place = Placement(SIDE * corner, SIDE * 0.66, SIDE * 0.27, rng.uniform(-15, 15))
        _shadow(image, place)
        sketch = Sketch(image, place, colours)
        sketch.cloth = cloth(SIDE, colours, rng)
        SHAPES[shape](sketch, rng)
        return image

    def finished(self, image: Image.Image, rng: Random) -> Image.Image:
        """The picture as a camera would leave it: lit from somewhere, with grain."""
        return grained(lit(image, rng), rng.choice(self._grains))


def _placement(rng: Random) -> Placement:
    return Placement(
        x=SIDE * rng.uniform(0.36, 0.64),
        y=SIDE * rng.uniform(0.38, 0.62),
        scale=SIDE * rng.uniform(0.3, 0.5),
        turn=rng.choice((0.0, rng.uniform(-12, 12), rng.uniform(-40, 40))),
        lean=rng.uniform(-0.2, 0.2),
        squash=rng.uniform(0.8, 1.1),
    )


def _shadow(image: Image.Image, place: Placement) -> None:
    small = Image.new("L", (40, 40))
    x, y, r = (v * 40 / SIDE for v in (place.x, place.y + place.scale * 0.75, place.scale))
    ImageDraw.Draw(small).ellipse((x - r, y - r * 0.4, x + r, y + r * 0.55), fill=100)
    soft = small.filter(ImageFilter.GaussianBlur(1.2)).resize(image.size, Image.Resampling.BILINEAR)
    image.paste((20, 20, 25), mask=soft)


def _badge(image: Image.Image, rng: Random) -> None:
    draw = ImageDraw.Draw(image)
    x, y = rng.choice((10, SIDE - 110)), rng.choice((10, SIDE - 66))
    colour = rng.choice(((214, 40, 40), (240, 140, 20), (30, 110, 200), (30, 140, 80)))
    draw.rounded_rectangle((x, y, x + 100, y + 54), rng.choice((4, 30)), fill=colour)
    draw.text((x + 50, y + 27), rng.choice(_BADGES), (255, 255, 255), ImageFont.load_default(23), anchor="mm")


def design(shape: str, identity: str, view: int) -> Image.Image:
    """A registered view on pale paper, 440 x 440 pixels.

    Args:
        shape: one of `SHAPES`.
        identity: seed of what is protected: proportions, ornament, colours; the same in each view.
        view: 0 front, 1 turned, 2 close.
    """
    places = (
        Placement(DESIGN_SIDE * 0.5, DESIGN_SIDE * 0.5, DESIGN_SIDE * 0.42),
        Placement(DESIGN_SIDE * 0.52, DESIGN_SIDE * 0.48, DESIGN_SIDE * 0.4, turn=-22, lean=0.3, squash=0.9),
        Placement(DESIGN_SIDE * 0.42, DESIGN_SIDE * 0.56, DESIGN_SIDE * 0.62, turn=14, lean=-0.15),
    )
    rng = Random(identity)
    colours = palette(rng)
    image = Image.new("RGB", (DESIGN_SIDE, DESIGN_SIDE), (244, 244, 246))
    sketch = Sketch(image, places[view], colours)
    while sketch.cloth is None:
        sketch.cloth = cloth(DESIGN_SIDE, colours, rng)
    SHAPES[shape](sketch, rng)
    return lit(image, Random(f"{identity} {view}"), darkest=205).resize((440, 440), Image.Resampling.BICUBIC)
