"""Something wrong in an input, said so that a person can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    Attributes:
        where: file, URL or source.
        line: 1-based line in it, 0 where lines make no sense.
        message: what is wrong and what to do, one sentence.
        code: short stable name to count by, for example "bad-date".
    """

    where: str
    line: int
    message: str
    code: str

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        return f"{place}: {self.message}"
