"""Kinds of goods and services in the words that shops use, with the classes that they belong to.

`goods.tsv` is ours, written from the headings of the Nice Classification (WIPO, 12th edition), the Locarno
Classification (WIPO, 14th edition) and the groups of the Chinese office's table of similar goods
(类似商品和服务区分表).
A row is one kind; its group is "-" where it holds goods of several groups, or of one that we were not sure of, its
Locarno class "-" where no product has a shape.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("goods.tsv")
NONE = "-"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of goods or services.

    Attributes:
        nice: its Nice class, 1..45.
        group: its Chinese similar group, "2501"; "" where the row has none.
        locarno: its Locarno class, "02"; "" for services and shapeless goods.
        words: what shops call it, Chinese first.
    """

    nice: int
    group: str
    locarno: str
    words: tuple[str, ...]


@cache
def kinds() -> tuple[Kind, ...]:
    """Every row of the table, by Nice class."""
    rows = (line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines()[1:])
    return tuple(
        Kind(int(nice), group.replace(NONE, ""), locarno.replace(NONE, ""), tuple(f"{chinese}|{english}".split("|")))
        for nice, group, locarno, chinese, english in rows
    )
