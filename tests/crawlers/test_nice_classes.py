"""A source's categories mean Nice classes by its own table; the longest word decides."""

from pathlib import Path

import pytest

from crawlers.nice_classes import classified
from crawlers.sources import SourcesError, load
from domain.listing import Listing
from domain.source import Source
from matching.goods.view import view_of

NICE = (("灯具", (11,)), ("车载灯具", (12, 11)), ("Shoes", (25,)))
SOURCE = Source("mall", "jsonld", ("https://mall.example/",), nice=NICE)


@pytest.mark.parametrize(
    ("category", "classes"),
    [("家居 > 灯具", {11}), ("汽车 > 车载灯具", {11, 12}), ("Women > SHOES", {25}), ("别的", set())],
)
def test_the_longest_word_decides_and_matching_takes_it(category: str, classes: set[int]) -> None:
    listing = classified(Listing("1", "https://mall.example/1", "x", category=category), SOURCE)
    seen = view_of(listing)
    assert set(seen.classes) == classes
    assert seen.told == bool(classes)


def test_the_table_is_read_and_its_slips_are_named(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    head = '[sources.mall]\nplatform = "jsonld"\nstart = ["https://mall.example/"]\n[sources.mall.nice]\n'
    path.write_text(f'{head}"灯具" = [11, 21]\n', encoding="utf-8")
    assert load(path)[0].nice == (("灯具", (11, 21)),)
    path.write_text(f'{head}"灯具" = [46]\n', encoding="utf-8")
    with pytest.raises(SourcesError, match="from 1 to 45"):
        load(path)
