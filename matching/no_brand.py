"""What sellers write in the brand field where there is no brand: no mark is meant, though some are registered."""

from functools import lru_cache

from matching.normalize import fold_letters

LONGEST = 100  # characters of a brand field; more is no brand
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


@lru_cache(maxsize=20_000)
def letters_of(brand: str) -> str:
    """The folded letters of a brand field, or of a name that is compared with one."""
    return fold_letters(brand)
