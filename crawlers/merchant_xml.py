"""Product feeds in Google's merchant form: RSS or Atom with elements such as g:price.

Read element by element, so that a feed of any length needs the memory of one item; entities are never expanded.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml.etree import XMLSyntaxError, iterparse  # type: ignore[import-untyped]  # ships no types

from crawlers.stock import availability_of
from domain.fields import Json

LARGEST_ITEM = 2_000
"""Elements of one item; a product has some thirty."""

_ITEMS = ("item", "entry", "product", "offer")
_LISTS = ("additional_image_link", "image_link", "additional_image", "image")
_ATTRIBUTES = (
    "gtin", "mpn", "condition", "color", "size", "material", "pattern", "age_group", "gender", "item_group_id",
    "is_bundle", "multipack", "size_system", "size_type", "energy_efficiency_class", "product_highlight", "sku",
)  # fmt: skip
_MACHINERY = frozenset(
    {"shipping", "tax", "custom_label_0", "custom_label_1", "custom_label_2", "custom_label_3", "custom_label_4",
     "identifier_exists", "ads_redirect", "shipping_weight", "adult", "sale_price_effective_date", "guid", "pubdate"}
)  # fmt: skip


class BadXmlError(ValueError):
    """From here on the feed cannot be read; the message says why."""


def items(file: BinaryIO) -> Iterator[tuple[int, Json]]:
    """Raw fields of each item, as crawlers.record takes them, with the number of its line.

    Raises:
        BadXmlError: the XML breaks off, is none, or holds an item beyond all measure.
    """
    parts: dict[str, list[str]] = {}
    inside = None
    try:
        for event, element in iterparse(
            file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            name = _name(element)
            if event == "start":
                if inside is None and name in _ITEMS:
                    inside, parts = element, {}
                continue
            if inside is None:
                element.clear()
            elif element is inside:
                yield int(element.sourceline or 0), _fields(parts)
                inside = None
                _forget(element)
            elif element.getparent() is inside:
                parts.setdefault(name, []).append(_text(element))
                if sum(map(len, parts.values())) > LARGEST_ITEM:
                    raise BadXmlError(f"line {element.sourceline}: an item of more than {LARGEST_ITEM:,} elements")
    except XMLSyntaxError as error:
        raise BadXmlError(f"from here on it is no XML: {str(error)[:120]}") from error


def _fields(parts: dict[str, list[str]]) -> Json:
    first = {name: next((value for value in values if value), "") for name, values in parts.items()}
    images = [address for name in ("image_link", "image", *_LISTS) for address in parts.get(name, [])]
    price = first.pop("sale_price", "") or first.pop("price", "")
    first.pop("price", "")
    brand = first.pop("brand", "") or first.pop("vendor", "") or first.pop("manufacturer", "")
    fields: Json = {
        "listing_id": first.pop("id", "") or first.get("sku", ""),
        "url": first.pop("link", "") or first.pop("url", ""),
        "title": first.pop("title", "") or first.pop("name", ""),
        "description": first.pop("description", "") or first.pop("summary", "") or first.pop("content", ""),
        "brand": brand,
        "category": first.pop("product_type", "")
        or first.pop("google_product_category", "")
        or first.pop("category", ""),
        "price": price,
        "currency": first.pop("currency", ""),
        "images": [address for address in dict.fromkeys(images) if address],
        "seller": {"name": first.pop("seller_name", ""), "id": first.pop("external_seller_id", "")},
        "attributes": {name: first.pop(name) for name in _ATTRIBUTES if first.get(name)},
    }
    if stock := availability_of(first.pop("availability", "")):
        fields["attributes"]["availability"] = stock
    known = _MACHINERY.union(_LISTS, ("google_product_category", "category", "updated"))
    return {**{name: value for name, value in first.items() if name not in known}, **fields}


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _text(element: Any) -> str:
    text = " ".join("".join(element.itertext()).split())
    return text or str(element.get("href") or "")


def _forget(element: Any) -> None:
    """Frees an item and all that lies before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
