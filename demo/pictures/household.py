"""Outlines of household appliances: each draws one product within the unit square."""

import math
from random import Random

from demo.pictures.sketch import Sketch, ring, slab


def kettle(s: Sketch, rng: Random) -> None:
    """A kettle with a spout and a handle."""
    top, low = rng.uniform(0.25, 0.45), rng.uniform(0.5, 0.7)
    s.line([(low - 0.1, -0.45), (0.92, -0.4), (0.9, 0.35), (low - 0.1, 0.5)], s.colours.dark, 0.13)
    s.fill([(-low + 0.1, -0.3), (-0.95, -0.6), (-0.9, -0.35), (-low, 0.2)], s.colours.dark)
    s.body([(-top, -0.65), (top, -0.65), (low, 0.75), (-low, 0.75)])
    s.fill(ring(0, -0.65, top, 0.12), s.colours.light, s.colours.dark)
    s.oval(0, -0.8, 0.1, 0.08, s.colours.accent)
    s.fill(slab(-low - 0.08, 0.75, low + 0.08, 0.9, 0.05), s.colours.dark)


def cooker(s: Sketch, rng: Random) -> None:
    """A round cooker with a lid and a panel."""
    wide = rng.uniform(0.7, 0.92)
    s.body(slab(-wide, -0.25, wide, 0.8, rng.uniform(0.12, 0.4)))
    s.fill([(-wide, -0.25), *ring(0, -0.25, wide, rng.uniform(0.3, 0.5))[19:36], (wide, -0.25)], s.colours.light,
           s.colours.dark)  # fmt: skip
    s.fill(slab(-0.14, -0.78, 0.14, -0.62, 0.05), s.colours.dark)
    s.fill(slab(-0.35, 0.1, 0.35, 0.6, 0.06), s.colours.dark)
    s.oval(rng.uniform(-0.15, 0.15), 0.35, 0.16, 0.16, s.colours.accent)


def fan(s: Sketch, rng: Random) -> None:
    """A desk fan with blades behind a grille."""
    blades, skew = rng.randint(3, 7), rng.uniform(0.35, 0.8)
    s.fill(slab(-0.07, 0.3, 0.07, 0.85), s.colours.dark)
    s.fill(ring(0, 0.88, rng.uniform(0.35, 0.55), 0.1), s.colours.base, s.colours.dark)
    s.fill(ring(0, -0.2, 0.72, 0.72), s.colours.light, s.colours.dark)
    for i in range(blades):
        a, b = (math.tau * i / blades + d for d in (0, skew))
        s.fill([(0, -0.2), *[(0.62 * math.cos(t), -0.2 + 0.62 * math.sin(t)) for t in (a, (a + b) / 2, b)]],
               s.colours.base)  # fmt: skip
    s.oval(0, -0.2, 0.15, 0.15, s.colours.accent)


def vacuum(s: Sketch, rng: Random) -> None:
    """A hand-held vacuum cleaner."""
    s.line([(0.1, -0.3), (0.55, -0.85), (0.9, -0.3), (0.6, 0.0)], s.colours.dark, 0.13)
    s.body([(-0.2, -0.45), (0.6, -0.35), (0.75, 0.3), (0.0, 0.45)])
    s.fill([(-0.2, -0.3), (-0.95, rng.uniform(0.3, 0.6)), (-0.8, 0.85), (0.0, 0.4)], s.colours.light, s.colours.dark)
    s.oval(0.35, 0.0, 0.2, 0.2, s.colours.accent)


def heater(s: Sketch, rng: Random) -> None:
    """A radiator with ribs."""
    ribs = rng.randint(5, 11)
    step = 1.6 / ribs
    for i in range(ribs):
        s.body(slab(-0.8 + step * i, -0.7, -0.8 + step * (i + 0.8), 0.7, step * 0.3))
    s.fill(slab(-0.85, -0.15, 0.85, rng.uniform(-0.08, 0.1)), s.colours.dark)
    for x in (-0.6, 0.6):
        s.oval(x, 0.85, 0.12, 0.12, s.colours.dark)


def lamp(s: Sketch, rng: Random) -> None:
    """A desk lamp with a bent arm."""
    elbow = rng.uniform(0.1, 0.6)
    s.fill(ring(0.3, 0.85, 0.5, 0.13), s.colours.dark)
    s.line([(0.3, 0.8), (elbow, -0.1), (-0.3, -0.6)], s.colours.dark, 0.08)
    s.body([(-0.2, -0.85), (-0.45, -0.75), (-0.95, rng.uniform(-0.3, 0.0)), (0.05, -0.2)])
    s.fill(ring(-0.45, -0.15, 0.45, 0.12), s.colours.light)
    s.oval(elbow, -0.1, 0.09, 0.09, s.colours.accent)


def humidifier(s: Sketch, rng: Random) -> None:
    """A drop-shaped humidifier with mist."""
    wide = rng.uniform(0.45, 0.7)
    s.body([(0, -0.6), (wide * 0.6, -0.1), *ring(0, 0.4, wide, 0.5)[0:19], (-wide * 0.6, -0.1)])
    for i in range(3):
        s.oval(0.12 * i - 0.1, -0.72 - 0.1 * i, 0.07 + 0.04 * i, 0.06, s.colours.light)
    s.oval(0, 0.5, 0.14, 0.14, s.colours.accent)


def toaster(s: Sketch, rng: Random) -> None:
    """A toaster with two slices."""
    for x in (-0.3, 0.3):
        s.fill(slab(x - 0.25, -0.75, x + 0.25, 0.0, 0.15), (205, 150, 85), (120, 75, 30))
    s.body(slab(-0.9, -0.3, 0.9, 0.7, rng.uniform(0.1, 0.35)))
    s.line([(0.7, -0.1), (0.7, 0.45)], s.colours.dark, 0.05)
    s.oval(0.7, rng.uniform(0.0, 0.4), 0.1, 0.06, s.colours.accent)


def dryer(s: Sketch, rng: Random) -> None:
    """A hair dryer."""
    s.fill([(0.1, 0.0), (0.45, 0.0), (rng.uniform(0.2, 0.6), 0.95), (0.05, 0.9)], s.colours.dark)
    s.body([(-0.6, -0.4), (0.5, -0.65), (0.85, -0.3), (0.5, 0.15), (-0.6, 0.0)])
    s.fill([(-0.6, -0.45), (-0.97, -0.5), (-0.97, 0.1), (-0.6, 0.05)], s.colours.accent, s.colours.dark)
    s.oval(0.5, -0.25, 0.2, 0.25, s.colours.light)


SHAPES = (kettle, cooker, fan, vacuum, heater, lamp, humidifier, toaster, dryer)
