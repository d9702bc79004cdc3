"""Which classes a listing's goods may belong to."""

import factories
import pytest

from matching.goods import classes_of


@pytest.mark.parametrize(
    ("title", "category", "classes"),
    [
        ("新款", "服饰 > 外套", {25}),
        ("Winter JACKET", "", {25}),
        ("加厚外套", "厨具 > 保温杯", {21}),  # the shelf says more than the words of a title
        ("加厚外套", "新品", {25}),  # unless it says nothing
        ("warm pants", "", {25}),  # no pan
        ("hatchback panel, fantastic", "", set()),  # no hat, no pan, no fan
        ("保温cup杯", "", {21}),
        ("Jewellery and watches", "", {14}),
        ("notebook for phone", "", {9, 16}),
        ("正品新款", "", set()),
    ],
)
def test_goods_are_told_by_the_category_else_by_the_title(title: str, category: str, classes: set[int]) -> None:
    assert classes_of(factories.listing(title=title, category=category)) == classes


def test_a_word_beyond_any_honest_category_is_not_read() -> None:
    assert classes_of(factories.listing(title="x", category="新品" * 300 + "外套")) == frozenset()
