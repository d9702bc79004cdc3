"""Fields that a source declares in its options: which they may be, and how they become raw fields."""

from collections.abc import Callable, Mapping
from typing import Any

from crawlers.stock import availability_of
from domain.fields import Json

FIELDS: Mapping[str, str] = {
    "listing_id": "where the shop's own number of the offer stands",
    "url": "where the address of the offer's page stands",
    "title": "where its title stands",
    "description": "where its text stands",
    "brand": "where its brand stands",
    "category": "where the steps of its category stand, widest first",
    "price": "where its price stands",
    "currency": "where its currency stands",
    "images": "where the addresses of its pictures stand",
    "seller_id": "where the seller's number stands",
    "seller_name": "where the seller's name stands",
    "seller_location": "where the seller's place stands",
    "sku": "where its article number stands",
    "gtin": "where its barcode number stands",
    "availability": "where it says whether it can be had",
    "sales": "where it says how many were sold",
}
_LISTS = ("category", "images")
_ATTRIBUTES = ("sku", "gtin", "availability", "sales")


def raw_fields(said: Callable[[str], list[Any]]) -> Json:
    """Raw fields as crawlers.record takes them.

    Args:
        said: the values of a declared field, [] where it is not declared or not there.
    """
    fields: Json = {}
    seller: Json = {}
    attributes: Json = {}
    for name in FIELDS:
        found = [value for value in said(name) if value not in (None, "")]
        if not found:
            continue
        if name.startswith("seller_"):
            seller[name.removeprefix("seller_")] = found[0]
        elif name in _ATTRIBUTES:
            attributes[name] = _stock(found[0]) if name == "availability" else found[0]
        else:
            fields[name] = found if name in _LISTS else found[0] if name != "description" else _joined(found)
    return fields | {"seller": seller, "attributes": attributes}


def _joined(found: list[Any]) -> str:
    return "\n".join(str(value) for value in found if isinstance(value, str | int | float))


def _stock(value: Any) -> Any:
    return availability_of(value) or value
