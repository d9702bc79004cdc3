"""The real pictures, in two parts that share none: weights are fitted on one and measured on the other."""

from enum import Enum
from pathlib import Path
from random import Random
from zlib import crc32


class Part(Enum):
    """A third of the pictures for fitting, the others for measuring."""

    TUNE = "tune"
    CHECK = "check"


def pictures(folder: Path, part: Part, rng: Random) -> list[Path]:
    """That part of a folder's pictures, shuffled."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".jpg", ".png"))
    mine = [path for path in paths if (crc32(path.name.encode()) % 3 == 0) is (part is Part.TUNE)]
    rng.shuffle(mine)
    return mine
