"""Goods that fit the mark's goods."""

import re

from domain.signal import Role, Signal
from matching.pair import Pair
from matching.rule import Rule

# Words that say "this fits that", right before the name or, in Chinese, also right behind it.
BEFORE = re.compile(
    r"(?:适用|适配|兼容|通用于|替换|代替|用于|配套|\b(?:for|fits?|compatible with|works with|suits))"
    r"[^,，。;；|]{0,12}$",
    re.IGNORECASE,
)
BEHIND = re.compile(
    r"^[^,，。;；|]{0,8}(?:专用|通用|适用|配件|替换|耗材|\bcompatible\b|\breplacement\b)", re.IGNORECASE
)
AROUND = 30  # characters that are looked at on each side


def see(pair: Pair) -> Signal | None:
    """The words around the mark say that the goods fit the holder's goods (a part, a refill, an accessory)."""
    if pair.best is None:
        return None
    field, hit = pair.best
    text = getattr(pair.listing, field.value)
    found = BEFORE.search(text[max(0, hit.start - AROUND) : hit.start]) or BEHIND.search(
        text[hit.end : hit.end + AROUND]
    )
    if not found:
        return None
    words = found[0].strip()
    return Signal(
        name="compatible_part",
        role=Role.QUALIFIER,
        strength=-1.0,
        listing_value=words,
        right_value=hit.name,
        detail=f"“{words}” beside the mark says that the goods fit the holder's goods.",
    )


RULE = Rule("compatible_part", Role.QUALIFIER, see)
