"""What became of each picture's address in this crawl, kept on disk: there may be half a million of them."""

import json
import sqlite3
from datetime import datetime

from domain.capture import Capture, CaptureKind


class Settled:
    """Address to capture; None for a picture that was lost."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("")  # a file of SQLite's own once it outgrows the cache
        self._base.execute("CREATE TABLE settled (place BLOB PRIMARY KEY, capture TEXT) WITHOUT ROWID")

    def get(self, place: str) -> tuple[bool, Capture | None]:
        """Whether it is settled, and how."""
        row = self._base.execute("SELECT capture FROM settled WHERE place = ?", (_key(place),)).fetchone()
        return row is not None, _capture(row[0]) if row and row[0] else None

    def put(self, place: str, capture: Capture | None) -> None:
        """Settles it."""
        fields = None
        if capture is not None:
            taken_at = capture.taken_at.isoformat()
            shown = (capture.url, capture.digest, capture.size, capture.media_type, taken_at, capture.location)
            fields = json.dumps(shown)
        self._base.execute("INSERT OR REPLACE INTO settled VALUES (?,?)", (_key(place), fields))


def _key(place: str) -> bytes:
    return place.encode("utf-8", "surrogatepass")  # a feed may write what is no character


def _capture(text: str) -> Capture:
    url, digest, size, media_type, taken_at, location = json.loads(text)
    return Capture(CaptureKind.PICTURE, url, digest, size, media_type, datetime.fromisoformat(taken_at), location)
