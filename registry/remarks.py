"""Remarks on many records said once, so that what is really wrong is not lost among them."""

from collections.abc import Iterator

from domain.problem import Problem

MOST = 50  # different sentences of a file


class Remarks:
    """Collects remarks and counts the records that each is about."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[int]] = {}

    def add(self, code: str, message: str, line: int) -> None:
        """One more record of which that is so; `code` begins with "note-"."""
        place = self._found.get((code, message))
        if place is not None:
            place[1] += 1
        elif len(self._found) < MOST:
            self._found[code, message] = [line, 1]
        else:
            self._found.setdefault((code, "and more of the kind"), [line, 0])[1] += 1

    def problems(self, file: str) -> Iterator[Problem]:
        """One remark a sentence, at the line of the first record."""
        for (code, message), (line, count) in self._found.items():
            yield Problem(file, line, f"{message} ({count:,} record(s), the first here)", code)
