"""Bytes that were received, so that they can be shown to be the same later."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CaptureKind(StrEnum):
    """What was received; a screenshot was made of it."""

    PAGE = "page"
    PICTURE = "picture"
    FEED = "feed"
    SCREENSHOT = "screenshot"


@dataclass(frozen=True, slots=True)
class Capture:
    """One response.

    Attributes:
        kind: page, picture, feed or screenshot.
        url: the address that was asked; of a screenshot `urn:view:` and the page's address.
        digest: SHA-256 of the body after content decoding, lower-case hex; its WARC record carries it as
            `WARC-Markhound-Decoded-Digest: sha256:…`.
        size: bytes of that body.
        media_type: as the server said, without parameters; of a screenshot what it is.
        taken_at: when it was received, UTC.
        location: where the bytes lie: a path, or "" when only the WARC holds them.
    """

    kind: CaptureKind
    url: str
    digest: str
    size: int
    media_type: str
    taken_at: datetime
    location: str = ""
