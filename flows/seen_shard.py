"""A shard of the archive of seen listings: what one night added for a source, in a folder that is written once.

    listings.jsonl.gz   the contract, one listing a line, pictures named where they are kept, from the data folder
    rows.npy            of each line the listing's key, the digest of all that it says, and the run that saw it
    forms.npy           compact forms of pictures that came with it (flows/picture_forms.py)
    shard.json          the runs by number, and what belongs here: lines, bytes

A folder has its name only when it is whole; what is cut off later shows by its size or its gzip checksum.
"""

import gzip
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flows import report_file
from flows.picture_forms import FORM, Forms
from matching.pictures.compact import MAKER

ROW = np.dtype([("key", "<u8", (2,)), ("content", "<u8", (2,)), ("run", "<u4")])
LINES, ROWS, FORMS, META = "listings.jsonl.gz", "rows.npy", "forms.npy", "shard.json"
LEVEL = 3  # of compression: within a tenth of the size of level 6, in a third of its time

Rows = NDArray[np.void]


class DamagedShardError(ValueError):
    """A shard, or the end of it, cannot be read; the message says what is lost."""


@dataclass(frozen=True, slots=True)
class SeenIn:
    """A night that saw listings: its run id, and its clock."""

    run_id: str
    at: datetime


def row(key: str, content: str, run: int) -> bytes:
    """A row, from 32 hex digits each of the listing's key and of what it says, and the number of the run."""
    return bytes.fromhex(key) + bytes.fromhex(content) + run.to_bytes(4, "little")


def rows_of(rows: Iterable[bytes]) -> Rows:
    """Rows as an array."""
    return np.frombuffer(b"".join(rows), ROW)


class Shard:
    """One folder.

    Raises:
        DamagedShardError: nothing of it can be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            told = json.loads((folder / META).read_text(encoding="utf-8"))
            self.runs = tuple(SeenIn(one["run_id"], datetime.fromisoformat(one["at"])) for one in told["runs"])
            self._lines, self._bytes = int(told["lines"]), int(told["bytes"])
            self._maker = str(told["forms"])
            self.rows: Rows = np.load(folder / ROWS, mmap_mode="r")
            if self.rows.dtype != ROW or len(self.rows) != self._lines:
                raise ValueError(f"{ROWS} does not have {self._lines} rows")
            if len(self.rows) and int(self.rows["run"].max()) >= len(self.runs):
                raise ValueError(f"{ROWS} names a run that {META} does not")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError) as error:
            raise DamagedShardError(
                f"nothing of it can be read ({error}); take the folder away, and what is still on sale comes again"
            ) from error

    @property
    def is_whole(self) -> bool:
        """Whether its lines are all there, as far as their size says."""
        try:
            return (self.folder / LINES).stat().st_size == self._bytes
        except OSError:
            return False

    def lines(self) -> Iterator[bytes]:
        """Its lines, in the order of the rows.

        Raises:
            DamagedShardError: after the last line that could be read.
        """
        done = 0
        try:
            with gzip.open(self.folder / LINES, "rb") as file:
                for line in file:
                    if not line.endswith(b"\n") or done == self._lines:
                        break
                    yield line
                    done += 1
        except (OSError, EOFError, zlib.error) as error:
            raise DamagedShardError(f"{self._left(done)} ({error})") from error
        if done < self._lines:
            raise DamagedShardError(self._left(done))

    def _left(self, done: int) -> str:
        return (
            f"{done:,} of its {self._lines:,} listings could be read; if the next night does not mend that, take its "
            "folder away, and what is still on sale comes again"
        )

    def forms(self) -> Forms:
        """Its compact forms.

        Raises:
            DamagedShardError: they cannot be read; its listings can.
        """
        try:
            found: Forms = np.load(self.folder / FORMS, mmap_mode="r")
        except (OSError, ValueError, EOFError) as error:
            raise DamagedShardError(f"its pictures' forms cannot be read ({error}); names are compared") from error
        if found.dtype != FORM or self._maker != MAKER:
            raise DamagedShardError("its pictures' forms are of another version; names are compared")
        return found


class Draft:
    """A shard to be.

    Args:
        folder: that it becomes.
        runs: that its rows name by number.
    """

    def __init__(self, folder: Path, runs: Sequence[SeenIn]) -> None:
        self._folder, self._runs = folder, tuple(runs)
        self._part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
        shutil.rmtree(self._part, ignore_errors=True)
        self._part.mkdir(parents=True)
        self._file = gzip.GzipFile(self._part / LINES, "wb", LEVEL)
        self._rows = bytearray()

    def add(self, line: bytes, of: bytes) -> None:
        """Adds a listing: a line with its end, and its row."""
        self._file.write(line)
        self._rows += of

    def keep(self, forms: Forms) -> Shard:
        """Gives it its place, with the forms of its pictures."""
        self._file.close()
        rows = rows_of([bytes(self._rows)])
        np.save(self._part / ROWS, rows)
        np.save(self._part / FORMS, forms)
        size = (self._part / LINES).stat().st_size
        runs = [{"run_id": one.run_id, "at": one.at.isoformat()} for one in self._runs]
        report_file.write({"lines": len(rows), "bytes": size, "runs": runs, "forms": MAKER}, self._part / META)
        for path in self._part.iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        self._part.rename(self._folder)
        return Shard(self._folder)

    def drop(self) -> None:
        """Takes away what was written."""
        self._file.close()
        shutil.rmtree(self._part, ignore_errors=True)
