"""Twins: two offers that differ only in what stands around the mark; the one that more likely infringes comes first.

`cases/twins.tsv`, a line: the signal that tells them apart, the mark, the title of the worse offer, that of the better
one, and where it is no word of the title that tells, a field of the better one.
"""

from dataclasses import replace
from pathlib import Path

import factories
import pytest
from one_by_one import OneByOne

from domain.listing import Listing, Seller
from domain.match import Match

LINES = [
    line.split("\t")
    for line in (Path(__file__).parent.parent / "cases" / "twins.tsv").read_text(encoding="utf-8").splitlines()
]
MARKS = ("Velmora", "维摩拉", "海盐", "暖阳", "晨雾", "Afterglow", "宜兴", "Bordeaux")
ALIASES = {"Velmora": ("维摩拉",)}


@pytest.fixture(scope="module")
def matcher() -> OneByOne:
    return OneByOne(
        [factories.right(f"TM-{mark}", mark, aliases=ALIASES.get(mark, ()), holder="") for mark in MARKS],
        lambda _: None,
    )


def offer(title: str, field: str = "") -> Listing:
    listing = factories.listing(title=title, category="", seller=Seller("S-1", "小满优选"))
    name, _, value = field.partition("=")
    if name == "seller":
        return replace(listing, seller=Seller("S-1", value))
    return replace(listing, **{name: value}) if name else listing


def match(matcher: OneByOne, mark: str, listing: Listing) -> Match | None:
    return next((one for one in matcher.match(listing, 20) if one.right_id == f"TM-{mark}"), None)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]}: {line[2]} | {' '.join(line[3:])}")
def test_the_worse_twin_scores_higher(matcher: OneByOne, line: list[str]) -> None:
    signal, mark, worse, better, *field = line
    first, second = match(matcher, mark, offer(worse)), match(matcher, mark, offer(better, *field))
    assert first is not None
    if second is None:
        return  # what is no match at all is ranked below any
    spoken = {one.name for found in (first, second) for one in found.signals}
    assert signal in spoken
    assert first.score > second.score


def test_there_are_twins_of_every_kind() -> None:
    assert len(LINES) >= 100
    assert len({line[0] for line in LINES}) >= 14
