"""Fits the weights in matching/pictures/sight.py on a third of the real photos and logos, altered by the benchmark.

    python -m tools.fit_pictures --data ../shared/data

Pictures whose name's CRC-32 is divisible by three are used; the benchmark takes the others. By turns some of the
photos are registered and the others are clean. The weights are those of a logistic regression in which copies and
clean pictures count alike, shifted so that one clean picture in a thousand reaches 0.5.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.measures import threshold
from benchmarks.pictured.alterations import ALTERATIONS, LOGOS_ONLY, in_photo, jpeg, opened
from benchmarks.pictured.corpus import Part, pictures
from matching.pictures.compile import compile_pictures
from matching.pictures.decode import decode
from matching.pictures.index import PictureIndex
from matching.pictures.sight import Sight
from tools.fit_quick import logistic

TURNS = 3
LOGOS = 150  # registered in each turn
COPIES = 8  # of each kind in each turn, and ten times as many logos in photos

Told = list[tuple[float, ...]]


def main() -> None:
    """Fits and prints the weights."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_pictures", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of photos and logos")
    data = parser.parse_args().data
    rng = Random(20261127)
    photos, logos = (pictures(data / name, Part.TUNE, rng) for name in ("photos", "logos"))
    worn = [path for path in photos if not path.name.startswith("grocery")]
    behind = [path for path in photos if path.name.startswith("grocery")]
    copies: Told = []
    clean: list[Told] = []
    for turn in range(TURNS):
        registered = [*worn[turn::TURNS], *logos[turn * LOGOS : (turn + 1) * LOGOS]]
        index = compile_pictures(len(registered), lambda number, of=registered: decode(of[number].read_bytes()))  # type: ignore[misc]
        copies += _copies(index, registered, len(worn[turn::TURNS]), behind, rng)
        others = [path for path in worn if path not in registered]
        clean += [_told(index.all_sights(decode(path.read_bytes()), parts=True)) for path in others]
    print(_fitted(copies, clean))


def _copies(
    index: PictureIndex, registered: Sequence[Path], photos: int, behind: Sequence[Path], rng: Random
) -> Iterator[tuple[float, ...]]:
    for numbers, kinds in ((range(photos), ALTERATIONS), (range(photos, len(registered)), ALTERATIONS | LOGOS_ONLY)):
        for alter in kinds.values():
            for number in rng.sample(numbers, COPIES):
                yield from _meant(index, jpeg(alter(opened(registered[number]), rng, behind)), number)
    for number in rng.sample(range(photos, len(registered)), 10 * COPIES):
        yield from _meant(index, jpeg(in_photo(registered[number], rng, behind)), number)


def _meant(index: PictureIndex, data: bytes, number: int) -> Told:
    return _told([sight for sight in index.all_sights(decode(data), parts=True) if sight.reference == number])


def _told(sights: Sequence[Sight]) -> Told:
    return [sight.told for sight in sights]


def _fitted(copies: Told, clean: Sequence[Told]) -> list[float]:
    wrong = [told for sights in clean for told in sights]
    features = np.array(copies + wrong)
    labels = np.repeat((1.0, 0.0), (len(copies), len(wrong)))
    counts = np.repeat((len(wrong) / len(copies), 1.0), (len(copies), len(wrong)))
    weights = logistic(features, labels, counts)
    highest = [max((float(np.dot(told, weights)) for told in sights), default=-99.0) for sights in clean]
    weights[0] -= threshold(highest)
    found = np.array(copies) @ weights > 0
    print(f"{len(copies)} copies, {len(clean)} clean pictures with {len(wrong)} sights; {found.mean():.1%} of copies")
    return [round(float(weight), 2) for weight in weights]


if __name__ == "__main__":
    main()
