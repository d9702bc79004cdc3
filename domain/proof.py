"""What shows that records stood in a sealed WARC: the way from each of them to the one digest in the run's manifest."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record of a sealed WARC.

    Attributes:
        number: its place in the file, from 0.
        offset: of its gzip member, in bytes.
        digest: SHA-256 of that member, lower-case hex.
    """

    number: int
    offset: int
    digest: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Some records of a sealed WARC, and the nodes of the tree over all of them that lead to its root.

    Attributes:
        warc: the file.
        records: in the file's order.
        nodes: level, place in it and hash (hex) of each node that does not follow from the records.
    """

    warc: Path
    records: tuple[SealedRecord, ...]
    nodes: tuple[tuple[int, int, str], ...]
