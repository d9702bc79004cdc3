"""What stands in the custody chain in place of bytes that were deleted."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A sealed file that is no longer there, or of which only a part is.

    Attributes:
        name: relative to the folder of its run and source.
        was: SHA-256 of the file as it was sealed, hex.
        size: its bytes then.
        now: SHA-256 of what is left of it, "" where nothing is.
        kept: of a WARC, the numbers of the records that are left, from 0.
    """

    name: str
    was: str
    size: int
    now: str = ""
    kept: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was deleted of one source of one run, as a link of the custody chain says it.

    Attributes:
        run_id, source: whose files.
        folder: where that run lies, relative to the data folder.
        manifest: SHA-256 of that run's manifest.
        rule: why, such as "captures: 180 days".
        by: who: a person's name, or "the night".
        at: UTC.
        holds: number of the last line of the log of legal holds that was heeded.
        tombstones: one a file.
        gone: 16 bytes for each listing that is no longer in `listings.jsonl`: the first 8 of its key, and 8 of the
            keyed digest of its seller.
        instead: place of an earlier deletion that was cut off and is not to be carried out further; "" for none. This
            one has the tombstones of what had gone by then.
        place: of the deletion's own manifest, relative to the data folder.
    """

    run_id: str
    source: str
    folder: str
    manifest: str
    rule: str
    by: str
    at: datetime
    holds: int
    tombstones: tuple[Tombstone, ...]
    gone: bytes = b""
    instead: str = ""
    place: str = ""
