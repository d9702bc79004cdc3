"""How many were sold, where a page says so: 月销 1000+, 已售 2.3万, "1,204 sold"."""

import re
from collections.abc import Iterator
from decimal import Decimal

from crawlers.clue import Clue, Place
from crawlers.page import Page
from crawlers.plain_text import has_digit

_SOLD = re.compile(
    r"(?:月销量?|月成交|已售|已拼|销量|累计销量|总销量|成交|付款人数|売れ数)\s*[:：]?\s*(?P<zh>\d[\d,.]*)\s*(?P<many>[万千wk])?\+?"
    r"|(?<![\d.,])(?P<en>\d[\d,.]*)\s?(?P<kilo>[km])?\+?\s*(?:sold\b|vendidos?\b|verkauft\b|vendus?\b|人付款|件已售|人已购)",
    re.IGNORECASE,
)
_FACTORS = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "m": 1_000_000, "": 1}


def see(page: Page) -> Iterator[Clue]:
    """The first count that is not about other goods."""
    for text in page.texts:
        if text.away or len(text.text) > 80 or not has_digit(text.text) or not (found := _SOLD.search(text.text)):
            continue
        number = (found["zh"] or found["en"]).replace(",", "").rstrip(".")
        if number.count(".") <= 1:
            factor = _FACTORS[(found["many"] or found["kilo"] or "").lower()]
            yield Clue("sales", str(int(Decimal(number) * factor)), 0.6, text.text[:60])
            return


PLACE = Place("sales", see)
