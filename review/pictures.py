"""Stored pictures, served by digest; nothing else of the disk, and nothing that is not a picture."""

import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from review.desk import desk_of

_DIGEST = re.compile("[0-9a-f]{64}")
_LOCATION = re.compile(r"(?:^|[/\\])([0-9a-f]{64})$")
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
)
_HEAD_BYTES = 16
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    # The address is the content's digest, so it can never mean anything else.
    "Cache-Control": "private, max-age=31536000, immutable",
}


def digest_in(location: str) -> str:
    """The digest that a stored picture's path ends in, "" for anything else (a URL, a file not stored by us)."""
    if "://" in location or location.startswith("data:"):
        return ""
    found = _LOCATION.search(location)
    return found[1] if found else ""


def media_type(head: bytes) -> str:
    """The type that the first bytes of a picture show, "" when it is none that browsers draw safely."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return next((name for magic, name in _MAGIC if head.startswith(magic)), "")


def stored(folder: Path, digest: str) -> Path:
    """Where the picture of that digest lies."""
    return folder / digest[:2] / digest


def picture(request: Request) -> Response:
    """`GET /pictures/{digest}`."""
    digest: str = request.path_params["digest"]
    if not _DIGEST.fullmatch(digest):
        raise HTTPException(404)
    path = stored(desk_of(request).pictures, digest)
    try:
        with path.open("rb") as file:
            kind = media_type(file.read(_HEAD_BYTES))
    except OSError:
        raise HTTPException(404) from None
    if not kind:
        raise HTTPException(404)
    return FileResponse(path, media_type=kind, headers=_HEADERS)
