"""Where one exchange lies in a WARC file."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """A response or resource record and the request record beside it, as gzip members of a file.

    Attributes:
        warc: the file.
        offset, length: of the record's member, in bytes.
        request: offset and length of the request's member; None where there is none.
        confirmed: a later record in which the server said that this one still holds (304); None where there is none.
    """

    warc: Path
    offset: int
    length: int
    request: tuple[int, int] | None = None
    confirmed: "Record | None" = None
