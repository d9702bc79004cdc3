"""What complainants say and send, as listings of their own, so that it is compared like any other and never becomes a
part of what a shop's page said."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from complaints.masking import masked
from crawlers.listing_file import NAME as LISTINGS
from crawlers.report_file import NAME as REPORT
from crawlers.report_file import write_report
from crawlers.reported import why_not
from domain.capture import Capture, CaptureKind
from domain.complaint import Complaint
from domain.identity import digest
from domain.listing import Listing
from domain.listing_json import write_line
from domain.report import StageReport
from evidence.store import BlobStore

WORDS = "complaint_words"
"""Source of those listings; no declared source can have that name."""

WARC = "pages.warc.gz"
STATEMENTS = "complaints.json"
LONGEST_TITLE = 120
UNTITLED = "—"


@dataclass(frozen=True, slots=True)
class Said:
    """A complaint with what its first page calls itself, "" where that is not known, and its complainant's contact."""

    complaint: Complaint
    title: str
    contact: str


def listing_of(said: Said, blobs: BlobStore) -> Listing:
    """What a complainant gave, as a listing: their words without what names a person, their pictures."""
    one = said.complaint
    words = masked(one.text, said.contact)
    first = next((line.strip() for line in words.splitlines() if line.strip()), "")
    captures = tuple(_capture(name, one.received_at, blobs) for name in one.pictures)
    return Listing(
        listing_id=one.complaint_id,
        url=next((a for a in one.addresses if not why_not(a)), f"urn:complaint:{one.complaint_id}"),
        title=(said.title or first or UNTITLED)[:LONGEST_TITLE],
        description=words,
        images=tuple(capture.location for capture in captures),
        seen_at=one.received_at,
        source=WORDS,
        captures=captures,
    )


def write(folder: Path, listings: Sequence[Listing], complaints: Sequence[Complaint], blobs: BlobStore) -> None:
    """A folder such as a crawl leaves, ready to be sealed; it holds no contact, and no word that names a person.

    Args:
        folder: made here.
        listings: of `listing_of`.
        complaints: whose words they are.
        blobs: where the pictures lie.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for capture in (capture for listing in listings for capture in listing.captures):
        kept = folder / "pictures" / capture.digest[:2] / capture.digest
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            kept.write_bytes(blobs.path_of(capture.digest).read_bytes())
    lines = "".join(write_line(listing, folder.absolute()) for listing in listings)
    (folder / LISTINGS).write_text(lines, encoding="utf-8")
    (folder / WARC).write_bytes(gzip.compress(b""))
    given = [
        {
            "complaint_id": one.complaint_id,
            "received_at": one.received_at.isoformat(),
            "addresses": list(one.addresses),
            "text_digest": digest("text", one.text),  # so that a text shown later can be shown to be this one
            "pictures": list(one.pictures),
        }
        for one in complaints
    ]
    (folder / STATEMENTS).write_text(json.dumps(given, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    report = StageReport("crawl", WORDS, 0.0, (("listings", len(listings)), ("pages", 0), ("requests", 0)))
    write_report(folder / REPORT, report, {})


def _capture(name: str, at: datetime, blobs: BlobStore) -> Capture:
    path = blobs.path_of(name)
    return Capture(
        CaptureKind.PICTURE, f"urn:complaint-picture:{name}", name, path.stat().st_size, _type(path), at, str(path)
    )


def _type(path: Path) -> str:
    with path.open("rb") as file:
        return "image/png" if file.read(4) == b"\x89PNG" else "image/jpeg"
