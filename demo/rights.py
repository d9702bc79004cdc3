"""The made-up rights, read from the tables in demo/data."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from domain.right import Right, RightKind, RightStatus

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Planted:
    """A right, and how the town's sellers use it.

    Attributes:
        right: with picture paths relative to the registry file.
        role: "target" is copied; "ordinary", "inside" and "lapsed" are used lawfully; "logo" and "design" are copied
            by picture.
        sector: key of demo/data/phrases.toml.
        evasions: kind of evasion and the written forms that it takes, for Chinese names.
        logo: number of its logo, 0 where it has none.
        shape: what the design is of, "" for trademarks.
    """

    right: Right
    role: str
    sector: str
    evasions: dict[str, tuple[str, ...]]
    logo: int = 0
    shape: str = ""

    @property
    def chinese(self) -> str:
        """Its Chinese name, "" where it has none."""
        return next((name for name in self.right.names if not name.isascii()), "")

    @property
    def latin(self) -> str:
        """Its Latin name, "" where it has none."""
        return next((name for name in self.right.names if name.isascii()), "")


@cache
def rights() -> tuple[Planted, ...]:
    """Every right of the town: trademarks first, then designs."""
    return (*_marks(), *_designs())


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _marks() -> Iterator[Planted]:
    for row in _rows("marks.csv"):
        logo = int(row["logo"] or 0)
        kinds = {"traditional": "traditional", "near_sound": "near_sound", "near_shape": "near_shape",
                 "split": "split_character", "pinyin": "pinyin"}  # fmt: skip
        right = Right(
            right_id=row["right_id"],
            kind=RightKind.TRADEMARK,
            mark_text=row["mark_text"],
            aliases=_values(row["aliases"]),
            images=(f"registry/{row['right_id']}.png",) if logo else (),
            holder=row["holder"],
            nice_classes=tuple(int(number) for number in _values(row["nice"])),
            goods=row["goods"],
            status=RightStatus(row["status"]),
            registered_on=_day(row["registered_on"]),
            expires_on=_day(row["expires_on"]),
            jurisdiction=row["jurisdiction"],
            authorised_sellers=_values(row["authorised"]),
        )
        names = right.names
        forms = {kind: tuple(v for v in _values(row[column]) if v not in names) for column, kind in kinds.items()}
        yield Planted(right, row["role"], row["sector"], {k: v for k, v in forms.items() if v}, logo)


def _designs() -> Iterator[Planted]:
    for row in _rows("designs.csv"):
        right = Right(
            right_id=row["right_id"],
            kind=RightKind.DESIGN,
            images=tuple(f"registry/{row['right_id']}-{view + 1}.jpg" for view in range(int(row["views"]))),
            holder=row["holder"],
            locarno_classes=_values(row["locarno"]),
            goods=row["goods"],
            status=RightStatus(row["status"]),
            registered_on=_day(row["registered_on"]),
            expires_on=_day(row["expires_on"]),
            jurisdiction="CN",
        )
        yield Planted(right, "design", row["sector"], {}, shape=row["shape"])


def _values(text: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in text.split(";") if value.strip())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
