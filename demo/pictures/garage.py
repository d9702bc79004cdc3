"""Outlines of car parts and accessories: each draws one product within the unit square."""

import math
from random import Random

from demo.pictures.sketch import Sketch, ring, slab


def wheel(s: Sketch, rng: Random) -> None:
    """An alloy wheel with spokes."""
    spokes, thick = rng.randint(4, 11), rng.uniform(0.06, 0.2)
    s.oval(0, 0, 0.98, 0.98, (30, 30, 33))
    s.body(ring(0, 0, 0.8, 0.8))
    s.oval(0, 0, 0.7, 0.7, s.colours.dark)
    bend = rng.uniform(-0.35, 0.35)
    for i in range(spokes):
        a = math.tau * i / spokes
        middle = (0.4 * math.cos(a + bend), 0.4 * math.sin(a + bend))
        s.line([(0, 0), middle, (0.75 * math.cos(a), 0.75 * math.sin(a))], s.colours.light, thick)
    s.oval(0, 0, 0.18, 0.18, s.colours.accent)


def mat(s: Sketch, rng: Random) -> None:
    """A floor mat with a raised pattern."""
    s.body([(-0.7, -0.85), (0.6, -0.9), (0.9, 0.5), (0.5, 0.9), (-0.85, 0.85)])
    rows, tread = rng.randint(3, 6), rng.choice((4, 6, 30))
    for row in range(rows):
        for column in range(rows):
            x, y = -0.5 + column / rows, -0.55 + 1.2 * row / rows
            s.fill(ring(x, y, 0.32 / rows, 0.32 / rows, tread), s.colours.dark)
    s.fill(slab(0.05, 0.2, 0.6, 0.6, 0.08), s.colours.accent)


def headlamp(s: Sketch, rng: Random) -> None:
    """A bulb with a cooler."""
    fins = rng.randint(4, 8)
    for i in range(fins):
        s.fill(slab(0.3 + 0.6 * i / fins, -0.5, 0.36 + 0.6 * i / fins, 0.5), s.colours.dark)
    s.body(slab(-0.2, -0.35, 0.4, 0.35, 0.05))
    s.fill(slab(-0.9, -0.14, -0.2, 0.14, 0.06), s.colours.light, s.colours.dark)
    for i in range(3):
        s.fill(slab(-0.85 + 0.2 * i, -0.1, -0.72 + 0.2 * i, 0.1), (250, 225, 90))


def holder(s: Sketch, rng: Random) -> None:
    """A phone holder on an arm."""
    s.line([(0, 0.1), (rng.uniform(-0.4, 0.4), 0.55), (0, 0.9)], s.colours.dark, 0.14)
    s.fill(ring(0, 0.88, rng.uniform(0.3, 0.5), 0.1), s.colours.dark)
    s.body(slab(-0.4, -0.9, 0.4, 0.2, 0.08))
    for side in (-1, 1):
        grip = [(side * 0.38, -0.6), (side * 0.62, -0.5), (side * 0.62, 0.0), (side * 0.38, 0.05)]
        s.fill(grip, s.colours.accent, s.colours.dark)
    s.fill(ring(0, -0.35, 0.22, 0.22, rng.choice((4, 6, 30))), s.colours.light, s.colours.dark)


def wiper(s: Sketch, rng: Random) -> None:
    """Two wiper blades."""
    for y in (-0.35, rng.uniform(0.15, 0.5)):
        s.line([(-0.95, y + 0.15), (0.0, y - 0.1), (0.95, y + 0.15)], (35, 35, 38), 0.09)
        s.line([(-0.95, y + 0.24), (0.0, y), (0.95, y + 0.24)], s.colours.base, 0.04)
        s.body(slab(-0.15, y - 0.25, 0.15, y, 0.04))


def brake(s: Sketch, rng: Random) -> None:
    """A pair of brake pads."""
    for dx, dy in ((-0.15, -0.4), (0.15, 0.45)):
        arc = ring(dx, dy + 0.5, 0.8, 0.8)[21:34]
        inner = ring(dx, dy + 0.5, rng.uniform(0.3, 0.42), 0.4)[21:34]
        s.body([*arc, *reversed(inner)])
        s.line([(dx, dy - 0.28), (dx, dy + 0.08)], s.colours.dark, 0.05)


def filter_(s: Sketch, rng: Random) -> None:
    """A pleated filter."""
    pleats = rng.randint(7, 14)
    s.body([(-0.9, -0.5), (0.7, -0.6), (0.9, 0.5), (-0.7, 0.6)])
    for i in range(pleats):
        x = -0.78 + 1.45 * i / pleats
        s.line([(x, -0.46), (x + 0.2, 0.5)], s.colours.light, 0.05)


def seat(s: Sketch, rng: Random) -> None:
    """A covered car seat."""
    s.body(slab(-0.2, -0.97, 0.3, -0.6, 0.12))
    s.body([(-0.35, -0.6), (0.45, -0.6), (0.55, 0.3), (-0.4, 0.3)])
    s.body([(-0.75, 0.3), (0.6, 0.3), (0.55, 0.75), (-0.8, 0.7)])
    band = rng.uniform(0.06, 0.16)
    s.fill([(-band, -0.6), (0.1 + band, -0.6), (0.1 + band, 0.3), (-band, 0.3)], s.colours.accent)


def steering(s: Sketch, rng: Random) -> None:
    """A steering wheel in its cover."""
    s.body(ring(0, 0, 0.95, 0.95))
    s.fill(ring(0, 0, 0.7, 0.7), s.colours.light)
    for angle in (0.1, math.pi - 0.1, rng.uniform(1.2, 1.9)):
        s.line([(0, 0), (0.78 * math.cos(angle), 0.78 * math.sin(angle))], s.colours.dark, 0.18)
    s.fill(ring(0, 0, 0.28, 0.24, rng.choice((5, 6, 30))), s.colours.accent, s.colours.dark)


SHAPES = (wheel, mat, headlamp, holder, wiper, brake, filter_, seat, steering)
