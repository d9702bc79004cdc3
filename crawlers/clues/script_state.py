"""What scripts and attributes hold: the shop program's own state, and what it tells its analytics."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from crawlers.clue import Clue, Place
from crawlers.page import Page
from crawlers.prices import read_price
from crawlers.state_nodes import CODES, MONEY, NAMES, Node, nodes, plain, text_of
from crawlers.stock import IN, OUT, availability_of

_WAS = ("compareatprice", "compareatpricemin", "compareatpricevaries", "pricemin")
_CODES = {
    "sku": 0.62,
    "skuid": 0.5,
    "skucode": 0.55,
    "itemnumber": 0.55,
    "articlenumber": 0.55,
    "code": 0.45,
    "id": 0.42,
}
_TRUE = (
    "instock",
    "isinstock",
    "available",
    "isavailable",
    "purchasable",
    "ispurchasable",
    "orderable",
    "buyable",
    "issaleable",
    "salable",
)
_FALSE = ("soldout", "issoldout", "outofstock", "isoutofstock", "unavailable", "isunavailable")
_WORDS = (
    "availability",
    "availabilitystatus",
    "stockstatus",
    "stock",
    "inventorystatus",
    "stockavailability",
    "status",
    "stocktext",
)
_COUNTS = (
    "stocklevel",
    "stockquantity",
    "stock",
    "quantityavailable",
    "inventory",
    "availablequantity",
    "inventoryquantity",
    "qty",
)
_GTINS = (
    "gtin",
    "gtin13",
    "gtin14",
    "gtin12",
    "gtin8",
    "ean",
    "ean13",
    "upc",
    "barcode",
    "isbn",
    "isbn13",
    "jan",
    "eancode",
)
_SALES = (
    "salescount",
    "soldcount",
    "sold",
    "monthsales",
    "sellcount",
    "totalsold",
    "salesvolume",
    "sales_count",
    "monthsold",
    "soldnum",
    "salesnum",
)
_BRANDS = (
    "brand",
    "brandname",
    "vendor",
    "manufacturer",
    "manufacturername",
    "branddisplayname",
    "designer",
    "designername",
    "marke",
    "marca",
)
_BARCODE = re.compile(r"\d{8}|\d{10}|\d{12,14}")


def see(page: Page) -> Iterator[Clue]:
    """Clues of the objects that fit the page; the second and later of one kind weigh less."""
    for number, node in enumerate(nodes(page)):
        weight = node.fit * (1.0 if number < 3 else 0.7)
        yield from _price(node, weight)
        yield from _stock(node, weight)
        if name := text_of(node.fields, NAMES):
            yield Clue("title", name, 0.4 * weight, node.where)
        for field, value, trust in _names(node.fields):
            yield Clue(field, value, trust * weight, node.where)


def _price(node: Node, weight: float) -> Iterator[Clue]:
    fields = node.fields
    said = str(
        plain(fields.get("currency")) or plain(fields.get("currencycode")) or plain(fields.get("pricecurrency")) or ""
    )
    for name in MONEY:
        amount = read_price(_written(fields.get(name)), said)
        if not amount.value:
            continue
        value = amount.value
        if _in_cents(fields, name):
            value = (value / 100).quantize(Decimal("0.01"))
        trust = 0.62 if MONEY.index(name) < MONEY.index("unitprice") else 0.45
        yield Clue("price", str(value), trust * weight, f"{node.where}.{name}")
        if amount.currency:
            yield Clue("currency", amount.currency, 0.5 * weight, node.where)
        return


def _in_cents(fields: dict[str, Any], name: str) -> bool:
    """Shopify counts in cents wherever it writes whole numbers beside its own names."""
    value = plain(fields.get(name))
    shopify = any(known in fields for known in _WAS) or ("vendor" in fields and ("variants" in fields or "s" in fields))
    centred = isinstance(fields.get(name), dict) and "centAmount" in fields[name]
    return (shopify or centred) and isinstance(value, int) and value >= 100


def _written(value: Any) -> str:
    bare = plain(value)
    return str(bare)[:60] if isinstance(bare, str | int | float) and not isinstance(bare, bool) else ""


def _stock(node: Node, weight: float) -> Iterator[Clue]:
    for names, yes in ((_TRUE, IN), (_FALSE, OUT)):
        for name in names:
            value = plain(node.fields.get(name))
            if isinstance(value, str) and value.lower() in ("true", "false"):
                value = value.lower() == "true"
            if isinstance(value, bool):
                no = OUT if yes == IN else IN
                yield Clue("availability", yes if value else no, 0.55 * weight, f"{node.where}.{name}")
                return
    for name in _WORDS:
        value = plain(node.fields.get(name))
        if isinstance(value, str) and (stock := availability_of(value)):
            yield Clue("availability", stock, 0.55 * weight, f"{node.where}.{name}")
            return
    for name in _COUNTS:
        value = plain(node.fields.get(name))
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            yield Clue("availability", IN, 0.35 * weight, f"{node.where}.{name}")
            return


def _names(fields: dict[str, Any]) -> Iterator[tuple[str, str, float]]:
    for name in CODES:
        value = text_of(fields, (name,))
        if 2 < len(value) <= 60 and " " not in value:
            yield "sku", value, _CODES.get(name, 0.3)
            break
    if value := text_of(fields, ("sku",)):
        yield "sku", value, 0.3
    brand = text_of(fields, _BRANDS)
    if any(map(str.isalpha, brand)):
        yield "brand", brand, 0.6 if "brand" in fields or "brandname" in fields else 0.45
    for name in _GTINS:
        if _BARCODE.fullmatch(value := text_of(fields, (name,))):
            yield "gtin", value, 0.6
            break
    if (sales := text_of(fields, _SALES)).isdigit():
        yield "sales", sales, 0.5


PLACE = Place("script_state", see)
