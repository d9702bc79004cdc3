"""Outlines of stationery: each draws one product within the unit square."""

from random import Random

from demo.pictures.sketch import Sketch, ring, slab


def pen(s: Sketch, rng: Random) -> None:
    """Pens side by side."""
    count = rng.randint(2, 6)
    for i in range(count):
        x = -0.7 + 1.4 * i / max(1, count - 1)
        tip = rng.uniform(0.7, 0.95)
        s.body([(x - 0.09, -0.75), (x + 0.09, -0.75), (x + 0.09, 0.6), (x, tip), (x - 0.09, 0.6)])
        s.fill(slab(x - 0.1, -0.9, x + 0.1, -0.35, 0.03), rng.choice((s.colours.dark, s.colours.accent)))
        s.line([(x + 0.12, -0.85), (x + 0.12, -0.3)], s.colours.light, 0.04)


def notebook(s: Sketch, rng: Random) -> None:
    """A notebook with a strap and rings."""
    s.fill(slab(-0.6, -0.82, 0.7, 0.92), s.colours.light, s.colours.dark)
    s.body(slab(-0.7, -0.9, 0.62, 0.85, 0.06))
    strap = rng.uniform(0.2, 0.5)
    s.fill(slab(strap, -0.9, strap + 0.09, 0.85), s.colours.accent)
    for i in range(7):
        s.oval(-0.68, -0.75 + 0.25 * i, 0.07, 0.04, s.colours.dark)


def tape(s: Sketch, rng: Random) -> None:
    """Rolls of tape."""
    for x, y, r in ((-0.42, -0.3, 0.5), (0.45, -0.15, 0.42), (rng.uniform(-0.3, 0.3), 0.48, 0.46)):
        s.body(ring(x, y, r, r))
        s.fill(ring(x, y, r * 0.62, r * 0.62), s.colours.light, s.colours.dark)
        s.fill(ring(x, y, r * 0.5, r * 0.5), s.colours.dark)


def ruler(s: Sketch, rng: Random) -> None:
    """A ruler and a set square."""
    s.fill([(-0.8, 0.8), (0.85, 0.8), (-0.8, rng.uniform(-0.6, 0.0))], s.colours.light, s.colours.dark)
    s.fill([(-0.6, 0.65), (0.3, 0.65), (-0.6, 0.3)], s.colours.accent)
    s.body([(-0.95, -0.75), (0.95, -0.85), (0.95, -0.55), (-0.95, -0.45)])
    for i in range(16):
        x = -0.9 + 0.115 * i
        s.line([(x, -0.5), (x, -0.6 - 0.05 * (i % 5 == 0))], s.colours.dark, 0.02)


def stapler(s: Sketch, rng: Random) -> None:
    """A stapler, open by an angle."""
    lift = rng.uniform(0.1, 0.5)
    s.fill(slab(-0.9, 0.4, 0.9, 0.6, 0.06), s.colours.dark)
    s.fill([(-0.85, 0.15), (0.85, 0.4), (0.6, 0.45), (-0.85, 0.32)], (150, 150, 155))
    s.body([(-0.9, -lift), (-0.6, -lift - 0.25), (0.85, 0.1), (0.88, 0.42), (-0.85, -lift + 0.25)])
    s.oval(0.72, 0.28, 0.12, 0.12, s.colours.accent)


def pencilcase(s: Sketch, rng: Random) -> None:
    """A pencil case with a zip."""
    tall = rng.uniform(0.35, 0.6)
    s.body(slab(-0.95, -tall, 0.95, tall, rng.uniform(0.1, tall * 0.9)))
    zip_at = rng.uniform(-0.6, -0.2) * tall
    s.line([(-0.85, zip_at), (0.85, zip_at)], s.colours.light, 0.07)
    s.fill(ring(0.8, zip_at + 0.12, 0.07, 0.14, rng.choice((4, 30))), s.colours.accent)
    s.fill(ring(-0.3, tall * 0.35, 0.22, 0.2, rng.choice((3, 5, 6, 30)), rng.uniform(0, 90)), s.colours.accent)


def folder(s: Sketch, rng: Random) -> None:
    """A file folder with tabs."""
    tabs = rng.randint(3, 6)
    for i in range(tabs):
        x = -0.85 + 1.5 * i / tabs
        s.fill(slab(x, -0.8 + 0.04 * i, x + 0.3, -0.4), (s.colours.accent, s.colours.light)[i % 2], s.colours.dark)
    s.body(slab(-0.95, -0.55, 0.95, 0.75, 0.05))
    s.fill(slab(-0.3, 0.0, 0.3, 0.3, 0.03), s.colours.light, s.colours.dark)


SHAPES = (pen, notebook, tape, ruler, stapler, pencilcase, folder)
