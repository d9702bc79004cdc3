"""The generated town: the same on every machine, halves that share nothing, and measures that are what they say."""

import csv
import gzip
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest

from benchmarks.corpus import FILES
from benchmarks.substitutes import Part
from benchmarks.town import infringing, lawful, wording
from benchmarks.town.look import KINDS, look
from benchmarks.town.measure import auc, ece, measure
from benchmarks.town.pairs import Pairs
from benchmarks.town.stock import Stock, stock
from benchmarks.town.town import BLOCK, Town
from benchmarks.town.wording import half

GOODS = ("外套", "保温杯", "洗发水", "运动鞋", "坚果礼盒", "电饭煲", "中性笔", "行车记录仪")
LATIN = ("jacket", "mug", "shampoo", "running shoes", "snack box", "rice cooker", "gel pen", "dash camera")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up marks and titles in the form of the shared ones."""
    folder = tmp_path_factory.mktemp("shared")
    random = Random(4)
    letters = "bdfgklmnprstvz"
    latin = sorted(
        {"".join(random.choice(letters) + random.choice("aeiou") for _ in range(3)).title() for _ in range(220)}
    )
    han = sorted({"".join(random.sample("维摩拉青禾云岫石湾霁朗沐澄篱野栖迟", 3)) for _ in range(220)})
    brands = [*latin, *han]
    rows = [
        {"right_id": f"TM-{n}", "kind": "trademark", "mark_text": name, "aliases": "", "holder": "", "nice_classes": ""}
        for n, name in enumerate([*brands, *(f"{name}xo" for name in latin), *(f"{name}堂" for name in han)])
    ]
    _write(folder / FILES[0], rows)
    for file, names, goods in ((FILES[1], han, GOODS), (FILES[2], latin, LATIN)):
        titles = []
        for name in names:
            for number in range(4):
                what = random.choice(goods)
                text = (
                    f"{name}{what} 新款{number}号 {random.randint(10, 99)}寸"
                    if goods is GOODS
                    else f"{name} {what} {number}"
                )
                titles.append({"title": text, "brand_gold": name, "source": "s", "price": "", "category": ""})
        _write(folder / file, titles)
    return folder


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def stocked(data: Path) -> dict[Part, Stock]:
    return {part: stock(data, part, 7, 600) for part in (Part.TUNE, Part.CHECK)}


def test_the_halves_share_no_brand_no_title_and_no_phrase(stocked: dict[Part, Stock]) -> None:
    tune, check = stocked[Part.TUNE], stocked[Part.CHECK]
    assert not {one.name for one in tune.targets} & {one.name for one in check.targets}
    assert not {one.text for one in tune.titles} & {one.text for one in check.titles}
    assert tune.targets
    assert check.targets
    lists = [value for value in vars(wording).values() if isinstance(value, tuple) and len(value) == 2]
    for phrases in (one for one in lists if all(isinstance(side, tuple) for side in one)):
        for ours, theirs in zip(half(phrases, Part.TUNE), half(phrases, Part.CHECK), strict=True):
            assert not set(ours) & set(theirs)


def test_a_block_is_the_same_whenever_it_is_made_and_holds_what_was_asked(stocked: dict[Part, Stock]) -> None:
    town, again = (Town.of(stocked[Part.CHECK], 20_000, 3) for _ in range(2))
    block = town.block(4)
    assert block == again.block(4)
    assert block != town.block(5)
    kinds = Counter(truth.kind for _, truth, _ in block)
    assert len(block) == BLOCK
    assert sum(kinds[kind] for kind in infringing.KINDS) == 2
    assert sum(kinds[kind] for kind in lawful.KINDS) == 40
    assert len({listing.listing_id for listing, _, _ in block}) == BLOCK


@pytest.mark.parametrize("kinds", [infringing.KINDS, lawful.KINDS], ids=["infringing", "lawful"])
def test_shares_of_the_kinds_add_up(kinds: dict[str, tuple[float, object]]) -> None:
    assert sum(share for share, _ in kinds.values()) == pytest.approx(1)


def test_the_pairs_of_a_town_are_what_the_matcher_says_of_them(stocked: dict[Part, Stock], tmp_path: Path) -> None:
    town = Town.of(stocked[Part.CHECK], 1_000, 3, richness=10)
    pairs = look(town, range(1), 1)
    assert pairs.listings == BLOCK
    assert pairs.all_true == sum(truth.infringes for _, truth, _ in town.block(0))
    assert pairs.true.sum() > 0.6 * pairs.all_true
    assert set(pairs.signals) >= {"mark_in_title", "price_low", "seller_history"}
    assert (pairs.met | ~pairs.true).all()
    assert list(pairs.kinds) == list(KINDS)
    pairs.save(tmp_path / "pairs.npz")
    again = Pairs.load(tmp_path / "pairs.npz")
    assert (again.strength == pairs.strength).all()
    assert again.listings == pairs.listings
    found = measure(pairs, pairs.table.astype(np.float64), calibrated=False)
    assert 0 < found.depths[5_000][1] <= 1


def test_auc_counts_ties_half_and_the_calibration_error_is_the_gap() -> None:
    true = np.array([True, False, True, False])
    assert auc(true, np.array([0.9, 0.1, 0.8, 0.2])) == 1
    assert auc(true, np.array([0.1, 0.9, 0.2, 0.8])) == 0
    assert auc(true, np.full(4, 0.5)) == 0.5
    assert np.isnan(auc(np.array([True]), np.array([0.5])))
    assert ece(true, np.full(4, 0.5)) == 0
    assert ece(true, np.full(4, 0.9)) == pytest.approx(0.4)
