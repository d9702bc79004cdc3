"""Registry files for tests, written by hand or by row."""

import csv
import gzip
import io
from pathlib import Path

from PIL import Image

HEADER = "right_id,kind,mark_text,nice_classes,registered_on,expires_on,status,images,holder"


def plain(path: Path, *lines: str, header: str = HEADER) -> Path:
    """A file of these lines under the header; `.gz` packs it."""
    data = "\n".join((header, *lines, "")).encode("utf-8", "surrogateescape")
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def many(path: Path, count: int, prefix: str = "TM", mark: str = "Velmora") -> Path:
    """A file of that many good trademarks."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerows([f"{prefix}-{n}", "trademark", f"{mark} {n}"] for n in range(count))
    return plain(path, text.getvalue().rstrip(), header="right_id,kind,mark_text")


def bomb(path: Path) -> Path:
    """A picture of few bytes and 400 million pixels."""
    Image.new("1", (20_000, 20_000)).save(path, optimize=True)
    return path
