"""Outlines of food and its packaging: each draws one product within the unit square."""

from random import Random

from demo.pictures.sketch import Sketch, ring, slab


def _label(s: Sketch, rng: Random, y: float, width: float, height: float) -> None:
    s.fill(slab(-width, y - height, width, y + height, 0.04), s.colours.light, s.colours.dark)
    s.fill(ring(0, y - height * 0.2, height * 0.5, height * 0.5, rng.choice((3, 5, 6, 8, 30))), s.colours.accent)
    for line in range(2):
        s.line([(-width * 0.6, y + height * (0.5 + 0.2 * line)), (width * 0.6, y + height * (0.5 + 0.2 * line))],
               s.colours.dark, 0.03)  # fmt: skip


def tin(s: Sketch, rng: Random) -> None:
    """A round tin with a lid."""
    wide, top = rng.uniform(0.45, 0.7), rng.uniform(-0.7, -0.35)
    s.body([(-wide, top), (wide, top), *ring(0, 0.75, wide, 0.16)[0:19]])
    s.fill(ring(0, top, wide, 0.16), s.colours.light, s.colours.dark)
    s.fill(ring(0, top - 0.12, wide * 0.9, 0.14), s.colours.base, s.colours.dark)
    _label(s, rng, 0.25, wide * 0.75, 0.28)


def packet(s: Sketch, rng: Random) -> None:
    """A sealed bag."""
    waist, tall = rng.uniform(0.5, 0.68), rng.uniform(0.75, 0.95)
    s.body([(-0.6, -tall), (0.6, -tall), (waist, 0), (0.65, tall), (-0.65, tall), (-waist, 0)])
    for y in (-tall + 0.08, tall - 0.08):
        s.line([(-0.58, y), (0.58, y)], s.colours.dark, 0.05)
    _label(s, rng, rng.uniform(-0.25, 0.15), 0.42, rng.uniform(0.25, 0.4))


def jar(s: Sketch, rng: Random) -> None:
    """A glass jar with a screw lid."""
    wide = rng.uniform(0.45, 0.65)
    s.body(slab(-wide, -0.5, wide, 0.9, 0.18))
    s.fill(slab(-wide * 0.85, -0.82, wide * 0.85, -0.5, 0.05), s.colours.accent, s.colours.dark)
    _label(s, rng, 0.25, wide * 0.85, rng.uniform(0.2, 0.35))


def box(s: Sketch, rng: Random) -> None:
    """A carton seen from a corner."""
    deep = rng.uniform(0.25, 0.5)
    s.fill([(-0.75, -0.35), (-0.75 + deep, -0.8), (0.95, -0.8), (0.6, -0.35)], s.colours.light, s.colours.dark)
    s.fill([(0.6, -0.35), (0.95, -0.8), (0.95, 0.4), (0.6, 0.8)], s.colours.dark)
    s.body(slab(-0.75, -0.35, 0.6, 0.8))
    s.fill(ring(-0.08, 0.22, 0.35, 0.35, rng.choice((4, 5, 7, 8, 30)), rng.uniform(0, 90)), s.colours.accent)


def cake(s: Sketch, rng: Random) -> None:
    """Small cakes on a plate."""
    s.fill(ring(0, 0.35, 0.98, 0.5), s.colours.light, s.colours.dark)
    corners = rng.choice((4, 6, 8, 30))
    for i in range(rng.randint(3, 6)):
        x, y = -0.6 + 0.32 * i, 0.25 + (i % 2) * 0.22 - rng.uniform(0, 0.2)
        s.body(ring(x, y, 0.24, 0.2, corners))
        s.fill(ring(x, y - 0.03, 0.1, 0.08, corners), s.colours.accent)


def bottle(s: Sketch, rng: Random) -> None:
    """A bottle with a cap."""
    wide, neck, shoulder = rng.uniform(0.25, 0.48), rng.uniform(0.1, 0.18), rng.uniform(-0.45, -0.1)
    right = [(neck, -0.8), (neck, shoulder - 0.12), (wide, shoulder + 0.12), (wide, 0.95)]
    s.body([*right, *[(-x, y) for x, y in reversed(right)]])
    s.fill(slab(-neck - 0.04, -0.97, neck + 0.04, -0.78, 0.03), s.colours.accent, s.colours.dark)
    _label(s, rng, 0.4, wide * 0.9, rng.uniform(0.2, 0.34))


SHAPES = (tin, packet, jar, box, cake, bottle)
