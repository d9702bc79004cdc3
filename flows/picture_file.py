"""Pictures as files: of listings, and of the rights of a snapshot."""

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
