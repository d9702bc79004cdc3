"""Charts as SVG, drawn here: no browser, no script."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 720, 210
LEFT, TOP, BOTTOM = 44, 30, 26
COLOURS = ("#3d6b8f", "#c07a2c", "#1d6b47")
SOFT, LINE = "#5b6270", "#e0dbd0"
# What XML 1.0 cannot hold, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ODD = "\ufffd"


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart: its word, and a value for each label."""

    word: str
    values: tuple[int, ...]


def columns(labels: Sequence[str], series: Sequence[Series], font: str) -> str:
    """Groups of columns, one a label."""
    most = max((value for one in series for value in one.values), default=0)
    steps = _steps(most)
    wide, high = WIDTH - LEFT - 8, HEIGHT - TOP - BOTTOM
    parts = [_legend(series)]
    for step in steps:
        y = TOP + high - step / steps[-1] * high
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - 8}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        parts.append(_text(LEFT - 6, y + 4, f"{step:,}", "end"))
    slot = wide / max(len(labels), 1)
    bar = slot * 0.8 / max(len(series), 1)
    every = max(1, -(-len(labels) * 38 // wide))  # labels that would run into each other are left out
    for place, label in enumerate(labels):
        x = LEFT + place * slot
        for number, one in enumerate(series):
            value = one.values[place]
            tall = value / steps[-1] * high
            parts.append(
                f'<rect x="{x + slot * 0.1 + number * bar:.1f}" y="{TOP + high - tall:.1f}" width="{bar * 0.92:.2f}" '
                f'height="{tall:.2f}" fill="{COLOURS[number]}"/>'
            )
        if place % every == 0:
            parts.append(_text(x + slot / 2, HEIGHT - 8, label, "middle"))
    return _svg(parts, HEIGHT, font)


def bars(labels: Sequence[str], series: Sequence[Series], font: str) -> str:
    """Horizontal bars beside one another, one row a label; values stand at their ends."""
    most = max((sum(one.values[place] for one in series) for place in range(len(labels))), default=0) or 1
    row, named = 24, 190
    tall = TOP + row * len(labels) + 6
    parts = [_legend(series)]
    for place, label in enumerate(labels):
        y = TOP + place * row
        parts.append(_text(named - 8, y + 15, label if len(label) <= 20 else label[:19] + "…", "end"))
        x = float(named)
        for number, one in enumerate(series):
            length = one.values[place] / most * (WIDTH - named - 60)
            parts.append(f'<rect x="{x:.1f}" y="{y + 3}" width="{length:.1f}" height="16" fill="{COLOURS[number]}"/>')
            x += length
        said = " / ".join(f"{one.values[place]:,}" for one in series)
        parts.append(_text(x + 6, y + 15, said, "start"))
    return _svg(parts, tall, font)


def _legend(series: Sequence[Series]) -> str:
    parts, x = [], LEFT
    for number, one in enumerate(series):
        parts.append(f'<rect x="{x}" y="6" width="11" height="11" fill="{COLOURS[number]}"/>')
        parts.append(_text(x + 16, 16, one.word, "start"))
        x += 32 + sum(14 if ord(char) > 0x2E80 else 8 for char in one.word)
    return "".join(parts)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    said = escape(_UNWRITABLE.sub(_ODD, text))
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{SOFT}">{said}</text>'


def _svg(parts: Sequence[str], height: int, font: str) -> str:
    style = f'font-family={quoteattr(font)} font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f"{head} {style}>{''.join(parts)}</svg>"


def _steps(most: int) -> list[int]:
    """Where lines are drawn: at most six, at round numbers, the last at or above all values."""
    size = 1
    while most > size * 5:
        size = size * 2 if str(size)[0] in "15" else size // 2 * 5
    return [size * number for number in range(max(1, -(-most // size)) + 1)]
