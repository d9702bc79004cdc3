"""Objects in a page's scripts that describe the thing on sale, whatever the shop program calls their fields.

Names are compared in lower case without signs and without a leading "product", "item" and the like, so that
`product_price`, `itemPrice` and `ecomm_price` are one; a list of one is its member.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawlers.page import Page, likeness
from crawlers.plain_text import word_set

MOST_NODES = 60_000
DEEPEST = 30

_SIGNS = re.compile(r"[^a-z0-9]")
_PREFIX = re.compile(r"^(?:product|prod(?!uct)|item|ecomm|content|pdp|goods|page|selectedvariant|variant|dl)(?=..)")
_INNER = word_set(
    "info productinfo attributes prices pricing priceinfo price offer offers stock inventory availability "
    "basicinfo data summary details pricedata pricedetails priceblock identity skuinfo buybox ids identifiers"
)
_AWAY = re.compile(
    r"relat|recomm|upsell|cross|similar|also|recent|histor|cart|basket|bundle|accessor|bought|viewed|navigation|menu"
    r"|sponsor|complement|alternat|wishlist|footer|header|review|suggest|trending|impressions|carousel|facets|filter",
    re.IGNORECASE,
)
NAMES = ("name", "title", "displayname", "fullname", "productname", "longname", "shortname", "label", "seotitle")
CODES = (
    "sku", "skuid", "skucode", "code", "itemnumber", "number", "id", "articlenumber", "articleid", "articlecode",
    "partnumber", "catentryid", "ids", "masterid", "asin", "tcin", "usitemid", "stylecode", "styleid", "mpn",
    "modelnumber", "model", "reference", "no", "webid",
)  # fmt: skip
MONEY = (
    "saleprice", "specialprice", "finalprice", "currentprice", "sellingprice", "offerprice", "promoprice",
    "promotionprice", "discountedprice", "discountprice", "nowprice", "pricenow", "actualprice", "dealprice",
    "buynowprice", "pricewithdiscount", "priceafterdiscount", "salespriceinctax", "reducedprice",
    "redprice", "redpricevalue",
    "jdprice", "sales",
    "price", "priceamount", "amount", "currentretail", "unitprice", "priceinctax", "pricewithtax", "priceincvat",
    "grossprice", "displayprice", "whiteprice", "whitepricevalue", "formattedprice", "pricetext",
    "minprice", "lowprice", "lowestprice", "pricemin",
    "totalvalue", "retailprice", "basepricevalue", "regularprice", "listprice",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """An object that looks like a product.

    Attributes:
        where: the names that lead to it.
        fields: its values by compared name, those of its inner objects among them.
        fit: 0..1, how surely it is the thing on sale and not another.
    """

    where: str
    fields: dict[str, Any]
    fit: float


def nodes(page: Page) -> list[Node]:
    """The page's objects that fit, best first, at most forty."""
    wanted = [page.headline_text, *page.names[:2]] if page.headline_text else page.names[:3]
    found: list[Node] = []
    for before, value in page.states:
        inside = [node for node in _walk(value, before) if _is_product(node[1])]
        for where, fields in inside:
            fit = _fit(fields, where, wanted, page.path)
            if not fit and len(inside) == 1 and _speaks_of_the_page(where):
                fit = 0.5 if not text_of(fields, NAMES) or not wanted else 0.0
            if fit:
                found.append(Node(where[-120:], fields, fit))
    found.sort(key=lambda node: -node.fit)
    return found[:40]


def text_of(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first text or number among these fields."""
    for name in names:
        value = plain(fields.get(name))
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def plain(value: Any) -> Any:
    """A value without what is around it: of a list the only member, of an object its value or name."""
    for _ in range(4):
        if isinstance(value, list) and value:
            value = value[0] if len(value) == 1 or not isinstance(value[0], dict) else None
        elif isinstance(value, dict):
            value = next((value[name] for name in _VALUES if value.get(name) not in (None, "", {}, [])), None)
        else:
            break
    return None if isinstance(value, dict | list) else value


_VALUES = (
    "value", "amount", "current", "now", "sales", "sale", "final", "price", "decimalPrice", "centAmount", "name",
    "label", "title", "formatted", "text", "displayValue", "min", "currentPrice", "raw", "default",
)  # fmt: skip


def compared(name: str) -> str:
    """A field's name as it is compared."""
    bare = _SIGNS.sub("", name.lower())
    short = _PREFIX.sub("", bare)
    return short or bare


def _walk(value: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    waiting: list[tuple[Any, str, int]] = [(value, where, 0)]
    left = MOST_NODES
    while waiting and left:
        left -= 1
        one, path, depth = waiting.pop()
        if depth > DEEPEST:
            continue
        if isinstance(one, dict):
            yield path, _flat(one)
            waiting.extend((inner, f"{path}.{name}", depth + 1) for name, inner in one.items() if _may_hold(inner))
        elif isinstance(one, list):
            waiting.extend(
                (inner, f"{path}[{number}]", depth + 1) for number, inner in enumerate(one) if _may_hold(inner)
            )


def _may_hold(value: Any) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _flat(node: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in node.items():
        fields.setdefault(compared(str(name)), value)
    first: list[Any] = next(
        (fields[name] for name in ("variants", "s", "skus") if isinstance(fields.get(name), list)), []
    )
    if first and isinstance(first[0], dict):  # what is said of the first variant and not of the whole
        for below, value in first[0].items():
            fields.setdefault(compared(str(below)), value)
    for name in [name for name in fields if name in _INNER]:
        inner = fields[name][0] if isinstance(fields[name], list) and len(fields[name]) == 1 else fields[name]
        if isinstance(inner, dict):
            for below, value in inner.items():
                fields.setdefault(compared(str(below)), value)
                if isinstance(value, dict) and compared(str(below)) in _INNER:
                    for last, deepest in value.items():
                        fields.setdefault(compared(str(last)), deepest)
    return fields


def _is_product(fields: dict[str, Any]) -> bool:
    named = any(name in fields for name in NAMES)
    coded = any(name in fields for name in CODES)
    priced = any(fields.get(name) not in (None, "", [], {}) for name in MONEY)
    return (priced and (named or coded)) or (named and ("sku" in fields or "brand" in fields or "vendor" in fields))


def _fit(fields: dict[str, Any], where: str, wanted: list[str], path: str) -> float:
    away = 0.3 if _AWAY.search(where) else 1.0
    name = text_of(fields, NAMES)
    like = max((likeness(name, one) for one in wanted), default=0.0) if len(name) >= 3 else 0.0
    codes = [str(plain(fields.get(code)) or "") for code in CODES]
    in_path = any(
        len(code) >= 4 and re.search(rf"(?<![a-z0-9]){re.escape(code.lower())}(?![a-z0-9])", path) for code in codes
    )
    if in_path:
        return away * (1.0 if like >= 0.5 or not name else 0.8)
    return away * like if like >= 0.7 else 0.0


def _speaks_of_the_page(where: str) -> bool:
    return not _AWAY.search(where) and bool(_ANALYTICS.search(where))


_ANALYTICS = re.compile(
    r"datalayer|utag|digitaldata|ecomm|tag_params|viewcontent|view_item|detail|fbq|_learnq|product|pdp|gtm"
    r"|analytics|track",
    re.IGNORECASE,
)
