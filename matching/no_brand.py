"""What sellers write in the brand field where there is no brand: no mark is meant, though some are registered."""

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
