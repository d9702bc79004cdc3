"""Who sells it and from where, by label or from the page's scripts: "Sold by Amei Goods", 店铺：…, 发货地：…."""

import re
from collections.abc import Iterator
from functools import lru_cache

from crawlers.clue import Clue, Place
from crawlers.page import Page
from crawlers.state_nodes import nodes, text_of

_SELLER = (
    r"sold by|verkauf durch|verkauft von|vendu par|vendido por|venduto da|seller|shop name|verkäufer|vendeur|vendedor"
    r"|店铺(?:名称)?|店铺名|卖家|商家|掌柜|店主|供应商|販売元|ショップ名|판매자|продавец"
)
_PLACE = r"ships? from|item location|artikelstandort|standort|发货地|發貨地|所在地(?:区)?|货源地|宝贝所在地|出荷元"
_LABELS = tuple(
    (
        field,
        re.compile(rf"(?:{words})\s?[:：]?", re.IGNORECASE),
        re.compile(rf"(?:{words})\s?[:：]\s?(.{{2,60}})", re.IGNORECASE),
    )
    for field, words in (("seller", _SELLER), ("seller_place", _PLACE))
)
_NAMES = ("sellername", "shopname", "storename", "sellernick", "merchantname", "seller", "shop", "store", "merchant")
_NUMBERS = ("sellerid", "shopid", "storeid", "merchantid", "venderid", "sellernumber")
_PLACES = ("sellerlocation", "shiplocation", "shipfrom", "deliveryfrom", "itemlocation", "sellercity", "shopcity")


def see(page: Page) -> Iterator[Clue]:
    """What the scripts say of the thing on sale first, then labels near it."""
    for node in nodes(page)[:5]:
        for field, names, trust in (
            ("seller", _NAMES, 0.5),
            ("seller_id", _NUMBERS, 0.55),
            ("seller_place", _PLACES, 0.5),
        ):
            value = text_of(node.fields, names)
            if value and len(value) <= 80:
                yield Clue(field, value, trust * node.fit, node.where)
    seen: set[str] = set()
    for text, after in zip(page.texts, [*page.texts[1:], None], strict=False):
        if text.away or len(text.text) > 90:
            continue
        for field, told in _told(text.text):
            value = told or (after.text if after is not None else "")
            if field not in seen and 1 < len(value) <= 60:
                seen.add(field)
                yield Clue(field, value.strip(), 0.5, text.text[:60])


@lru_cache(maxsize=4_096)  # most texts of a page stand on every page of its shop
def _told(text: str) -> tuple[tuple[str, str], ...]:
    """The fields that a text tells, with their values; "" where it is only the label of what follows."""
    found: list[tuple[str, str]] = []
    for field, label, told in _LABELS:
        if inside := told.fullmatch(text):
            found.append((field, inside[1]))
        elif label.fullmatch(text):
            found.append((field, ""))
    return tuple(found)


PLACE = Place("sellers", see)
