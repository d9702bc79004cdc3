"""Goods that fit the mark's goods."""

import re
from functools import lru_cache

from domain.signal import Role, Signal
from matching.pair import Pair
from matching.rule import Rule
from matching.text.stream import LONGEST_TEXT

# Words that say "this fits that", right before the name or, in Chinese, also right behind it.
WORDS_BEFORE = r"(?:适用|适配|兼容|通用于|替换|代替|用于|配套|\b(?:for|fits?|compatible with|works with|suits))"
WORDS_BEHIND = r"(?:专用|通用|适用|配件|替换|耗材|\bcompatible\b|\breplacement\b)"
BEFORE = re.compile(WORDS_BEFORE + "[^,，。;；|]{0,12}$", re.IGNORECASE)
BEHIND = re.compile("^(?P<between>[^,，。;；|]{0,8}?)(?P<word>" + WORDS_BEHIND + ")", re.IGNORECASE)
# 孕妇专用 says whom the goods are for, not what they fit.
PEOPLE = re.compile("[妇婴幼儿童宝孩人女男生士性]$|孕|妈|老年|学生|家用")
AROUND = 30  # characters that are looked at on each side
# Of each of these words some part that is looked for first, in a tenth of the time.
PARTS = (
    "适用", "适配", "兼容", "通用", "替换", "代替", "用于", "配套", "专用", "配件", "耗材",
    "for", "fit", "compatible", "works", "suits", "replacement",
)  # fmt: skip


def see(pair: Pair) -> Signal | None:
    """The words around the mark say that the goods fit the holder's goods (a part, a refill, an accessory)."""
    best = pair.best
    if best is None:
        return None
    field, hit = best
    text: str = getattr(pair.listing, field)
    if not _any(text[:LONGEST_TEXT]):
        return None
    words = _words(text[max(0, hit.start - AROUND) : hit.start], text[hit.end : hit.end + AROUND])
    if not words:
        return None
    return Signal(
        name="compatible_part",
        role=Role.QUALIFIER,
        strength=-1.0,
        listing_value=words,
        right_value=hit.name,
        detail=f"“{words}” beside the mark says that the goods fit the holder's goods.",
    )


@lru_cache(maxsize=600)  # a batch of listings, and hostile ones are long
def _any(text: str) -> bool:
    """Whether such words stand anywhere, which is seldom and the same for all rights."""
    low = text.lower()
    return any(part in low for part in PARTS)


def _words(before: str, behind: str) -> str:
    found = BEFORE.search(before)
    if found:
        return found[0].strip()
    found = BEHIND.search(behind)
    return found[0].strip() if found and not PEOPLE.search(found["between"]) else ""


RULE = Rule("compatible_part", Role.QUALIFIER, see, most=0.0)
