"""Outlines of clothing: each draws one product within the unit square."""

from random import Random

from demo.pictures.sketch import Sketch, ring, slab


def tee(s: Sketch, rng: Random) -> None:
    """A shirt seen from the front."""
    wide, low = rng.uniform(0.42, 0.58), rng.uniform(0.7, 0.95)
    sleeve = rng.uniform(-0.25, 0.45)
    right = [(0.2, -0.8), (0.55, -0.65), (0.98, sleeve), (0.72, sleeve + 0.14), (wide, -0.2), (wide, low)]
    s.body([*right, *[(-x, y) for x, y in reversed(right)]])
    s.fill(ring(0, -0.8, 0.2, rng.uniform(0.1, 0.24)), s.colours.dark)
    if rng.random() < 0.5:
        s.fill(ring(0, -0.1, 0.26, 0.26, rng.choice((3, 4, 5, 6, 30)), rng.uniform(0, 90)), s.colours.accent)


def coat(s: Sketch, rng: Random) -> None:
    """An open jacket with sleeves, pockets and buttons."""
    tee(s, rng)
    s.fill([(-0.18, -0.8), (0.18, -0.8), (0.05, 0.9), (-0.05, 0.9)], s.colours.light)
    s.line([(0, -0.75), (0, 0.9)], s.colours.dark, 0.03)
    for y in range(rng.randint(3, 6)):
        s.oval(0.09, -0.5 + 0.25 * y, 0.035, 0.035, s.colours.accent)
    for side in (-1, 1):
        s.line([(side * 0.15, 0.35), (side * 0.38, 0.42)], s.colours.dark, 0.04)


def dress(s: Sketch, rng: Random) -> None:
    """A dress with a waist."""
    waist, hem = rng.uniform(0.2, 0.32), rng.uniform(0.45, 0.85)
    right = [(0.16, -0.95), (0.3, -0.85), (0.34, -0.45), (waist, -0.15), (hem, 0.95)]
    s.body([*right, *[(-x, y) for x, y in reversed(right)]])
    s.fill(slab(-waist, -0.2, waist, -0.1), s.colours.accent)


def trousers(s: Sketch, rng: Random) -> None:
    """Trousers laid flat."""
    cuff, spread = rng.uniform(0.14, 0.28), rng.uniform(0.3, 0.55)
    right = [(0.42, -0.9), (spread + cuff, 0.95), (spread - cuff, 0.95), (0, -0.2)]
    s.body([*right, *[(-x, y) for x, y in reversed(right[:-1])]])
    s.fill(slab(-0.42, -0.95, 0.42, -0.82), s.colours.dark)


def shoe(s: Sketch, rng: Random) -> None:
    """A shoe seen from the side."""
    sole = rng.uniform(0.14, 0.3)
    s.body([(-0.9, -0.45), (-0.4, -0.6), (0.0, -0.15), (0.75, 0.1), (0.95, 0.4), (-0.92, 0.4)])
    s.fill(slab(-0.96, 0.36, 1.0, 0.36 + sole, 0.08), s.colours.light, s.colours.dark)
    for lace in range(4):
        x = -0.3 + 0.17 * lace
        s.line([(x, -0.45 + 0.15 * lace), (x + 0.2, -0.35 + 0.13 * lace)], s.colours.accent, 0.05)
    s.line([(-0.85, 0.1), (-0.4, -0.1 + rng.uniform(-0.1, 0.2)), (0.3, 0.28)], s.colours.accent, 0.09)


def hat(s: Sketch, rng: Random) -> None:
    """A brimmed hat."""
    brim = rng.uniform(0.2, 0.36)
    s.fill(ring(0, 0.3, 0.98, brim), s.colours.dark)
    s.body([(-0.55, 0.3), (-0.42, -0.55), (0, -0.7), (0.42, -0.55), (0.55, 0.3), (0, 0.42)])
    s.line([(-0.53, 0.15), (0, 0.27), (0.53, 0.15)], s.colours.accent, 0.12)


def bag(s: Sketch, rng: Random) -> None:
    """A handbag with a flap and a handle."""
    top, flare = rng.uniform(-0.35, -0.1), rng.uniform(0.0, 0.2)
    s.line([*ring(0, top, 0.45, rng.uniform(0.4, 0.6))[18:], (0.45, top)], s.colours.dark, 0.08)
    s.body([(-0.7, top), (0.7, top), (0.7 + flare, 0.8), (-0.7 - flare, 0.8)])
    s.fill([(-0.7, top), (0.7, top), (0.35, top + 0.5), (-0.35, top + 0.5)], s.colours.light, s.colours.dark)
    s.fill(ring(0, top + 0.5, 0.1, 0.1, rng.choice((4, 6, 30))), s.colours.accent)


def scarf(s: Sketch, rng: Random) -> None:
    """A folded scarf with fringes."""
    cross = rng.uniform(0.1, 0.5)
    s.body([(-0.75, -0.9), (-0.3, -0.95), (cross + 0.3, 0.75), (cross - 0.15, 0.85)])
    s.body([(0.75, -0.8), (0.3, -0.95), (-cross - 0.3, 0.65), (-cross + 0.1, 0.8)])
    for i in range(6):
        x = cross - 0.12 + 0.08 * i
        s.line([(x, 0.8), (x + 0.02, 0.98)], s.colours.accent, 0.03)


SHAPES = (tee, coat, dress, trousers, shoe, hat, bag, scarf)
