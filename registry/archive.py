"""What each version of a register brought, as files: a version is rebuilt from them when it is wanted back.

One line a right: ISO time as of which it is so, a tab, its JSON form; gzipped, below `registry/` in the data folder.
"""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TextIO, cast

LEVEL = 1  # of compression: a tenth of the size for a hundredth of the time that the best one takes

Line = tuple[str, str]  # as of when, body


class Archive:
    """The files of all registers.

    Args:
        base: the data folder.
    """

    def __init__(self, base: Path) -> None:
        self._folder = base / "registry"

    def path(self, register: str, number: int) -> Path:
        """Where a version's file lies; registers may have names that no file system takes."""
        return self._of(register) / f"{number}.jsonl.gz"

    @contextmanager
    def draft(self, register: str) -> Iterator["Draft"]:
        """A file to be, taken away again unless it was kept."""
        folder = self._of(register)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"draft.{os.getpid()}.part"
        try:
            yield Draft(path)
        finally:
            path.unlink(missing_ok=True)

    def keep(self, draft: "Draft", register: str, number: int) -> None:
        """Gives a draft its place; one that lies there is of an import that was not finished."""
        with draft.path.open("rb") as file:
            os.fsync(file.fileno())
        draft.path.replace(self.path(register, number))

    def lines(self, register: str, number: int) -> Iterator[Line]:
        """What that version brought."""
        return Draft(self.path(register, number)).lines()

    def body_of(self, register: str, number: int, right_id: str) -> str | None:
        """What that version brought of one right, the last of it; None for nothing. Reads the whole file."""
        named = json.dumps(right_id, ensure_ascii=False).encode("utf-8", "surrogatepass")
        found = None
        with gzip.open(self.path(register, number), "rb") as file:
            for line in file:
                if named in line:
                    body = line.decode("utf-8", "surrogatepass").removesuffix("\n").partition("\t")[2]
                    if json.loads(body)["right_id"] == right_id:
                        found = body
        return found

    def holds(self, register: str, number: int) -> bool:
        """Whether that file is still there."""
        return self.path(register, number).is_file()

    def prune(self, register: str, wanted: frozenset[int]) -> None:
        """Takes away the files of versions that nobody can want back."""
        for path in self._of(register).glob("*.jsonl.gz"):
            number = path.name.split(".")[0]
            if number.isdecimal() and int(number) not in wanted:
                path.unlink(missing_ok=True)
        for path in self._of(register).glob("draft.*.part"):  # of imports that were killed
            path.unlink(missing_ok=True)

    def _of(self, register: str) -> Path:
        return self._folder / sha256(register.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Draft:
    """One file of lines."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def writing(self) -> Iterator[TextIO]:
        """For `line`."""
        with gzip.open(self.path, "wt", LEVEL, encoding="utf-8", newline="\n") as file:
            yield cast(TextIO, file)

    def lines(self) -> Iterator[Line]:
        """Its lines, in order."""
        with gzip.open(self.path, "rt", encoding="utf-8", newline="\n") as file:
            for line in file:
                as_of, _, body = line.removesuffix("\n").partition("\t")
                yield as_of, body


def line(as_of: str, body: str) -> str:
    """A line of a draft; neither part has tabs or line breaks, which JSON escapes."""
    return f"{as_of}\t{body}\n"
