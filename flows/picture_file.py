"""Pictures as files: of listings, and of the rights of a snapshot."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LARGEST_PICTURE = 30_000_000  # bytes


def read_picture(location: str) -> bytes | None:
    """A picture's bytes from disk; None for addresses, absent files and giants."""
    if "://" in location or location.startswith("data:"):
        return None
    path = Path(location)
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_PICTURE:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None  # a path that no file system takes, such as one of ten thousand characters


@dataclass(frozen=True, slots=True)
class ReadHere:
    """Reads pictures from disk, and those that do not lie here from elsewhere: kept ones are named by their digest.

    Attributes:
        elsewhere: gives a picture's bytes by its SHA-256, None where there is none.
    """

    elsewhere: Callable[[str], bytes | None]

    def __call__(self, location: str) -> bytes | None:
        """A picture's bytes; None for what is nowhere."""
        data = read_picture(location)
        name = location.rpartition("/")[2]
        return self.elsewhere(name) if data is None and re.fullmatch("[0-9a-f]{64}", name) else data
