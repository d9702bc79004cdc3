"""Another brand in the brand field."""

from functools import lru_cache

from rapidfuzz.fuzz import partial_ratio

from domain.signal import Role, Signal
from matching.normalize import fold_letters
from matching.pair import Pair, TextField
from matching.rule import Rule

LONGEST = 100  # characters of a brand field; more is no brand
LEAST = 2  # letters of a brand
ALIKE = 60  # percent, from which the field may hold the mark in disguise
NO_BRAND = frozenset(
    [
        "无",
        "无品牌",
        "其他",
        "其它",
        "其他品牌",
        "other",
        "others",
        "otherother",
        "other其他",
        "其他other",
        "none",
        "no",
        "null",
        "na",
        "nobrand",
        "unbranded",
        "generic",
        "noname",
        "不详",
        "未知",
        "自主品牌",
        "定制",
        "oem",
        "unknown",
        "doesnotapply",
        "国产",
    ]
)


def see(pair: Pair) -> Signal | None:
    """The brand field names another brand, so the text may name the mark without saying that the goods are its."""
    listing, best = pair.listing, pair.best
    if not listing.brand or best is None or pair.pictures or pair.hits(TextField.BRAND):
        return None
    letters = _letters(listing.brand[:LONGEST])
    if len(letters) < LEAST or letters in NO_BRAND:
        return None
    if any(partial_ratio(letters, _letters(name[:LONGEST])) >= ALIKE for name in pair.right.names):
        return None
    brand = listing.brand[:LONGEST]
    return Signal(
        name="other_brand",
        role=Role.QUALIFIER,
        strength=-1.0,
        listing_value=brand,
        right_value=best[1].name,
        detail=f"The brand field names “{brand}”.",
    )


@lru_cache(maxsize=20_000)
def _letters(name: str) -> str:
    return fold_letters(name)


RULE = Rule("other_brand", Role.QUALIFIER, see, most=0.0)
