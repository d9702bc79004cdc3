"""schema.org Product (and OpenGraph product) into the raw fields that record.read takes.

Whatever is not taken stays in the fields under its own dotted name, so that the audit sees it.
"""

from collections.abc import Iterator
from typing import Any

from crawlers.markup import DEEPEST, Markup
from domain.fields import Json

KINDS = frozenset({"Product", "ProductGroup", "IndividualProduct", "ProductModel", "SomeProducts", "Vehicle", "Car"})
_ELSEWHERE = frozenset(
    {
        "isRelatedTo",
        "isSimilarTo",
        "isAccessoryOrSparePartFor",
        "isConsumableFor",
        "itemReviewed",
        "isVariantOf",
        "review",
    }
)
_ATTRIBUTES = (
    "sku", "productID", "mpn", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "isbn", "model", "color", "size",
    "material", "pattern", "itemCondition", "manufacturer", "countryOfOrigin",
)  # fmt: skip
_HOME = frozenset({"home", "homepage", "首页", "首頁", "主页", "store"})


def products(markup: Markup) -> list[Json]:
    """The things on sale in a page's markup; products that others only mention are left out."""
    found: list[Json] = []
    for node in markup.nodes:
        found.extend(_walk(node, None, 0))
    unique: list[Json] = []
    for product in found:
        if product not in unique[:50]:
            unique.append(product)
    return unique


def breadcrumbs(markup: Markup) -> list[str]:
    """Names of the page's path in the shop, widest first, without its home."""
    for node in markup.nodes:
        trail = node if "BreadcrumbList" in node.get("@type", ()) else first_dict(node.get("breadcrumb"))
        if trail and "BreadcrumbList" in trail.get("@type", ()):
            steps = [step for step in _list(trail.get("itemListElement")) if isinstance(step, dict)]
            steps.sort(key=_position)
            names = [text(step.get("name")) or text(first_dict(step.get("item")).get("name")) for step in steps]
            return [name for name in names if name and name.strip().casefold() not in _HOME]
    return []


def fields_of(product: Json, trail: list[str]) -> Json:
    """Raw fields of a product.

    Args:
        product: one of `products`; not changed.
        trail: the page's breadcrumbs, used where the product names no category.
    """
    rest = {name: value for name, value in product.items() if not name.startswith("@")}
    title = text(rest.pop("name", None))
    attributes = {name: text(rest.pop(name)) for name in _ATTRIBUTES if name in rest}
    offer = dict(_offer(rest.pop("offers", None)))
    for name in ("price", "priceCurrency"):  # some shops forget the offer between
        if name in rest:
            offer.setdefault(name, rest.pop(name))
    attributes |= {name: text(offer.pop(name)) for name in ("availability", "itemCondition") if name in offer}
    attributes |= _properties(rest.pop("additionalProperty", None))
    category = text(rest.pop("category", None))
    fields: Json = {
        "listing_id": attributes.get("sku", "") or attributes.get("productID", "") or text(offer.pop("sku", None)),
        "url": text(rest.pop("url", None)) or text(offer.pop("url", None)),
        "title": title,
        "description": text(rest.pop("description", None)),
        "brand": text(rest.pop("brand", None)),
        "category": category or [step for step in trail if step != title],
        "seller": _seller(offer.pop("seller", None) or offer.pop("offeredBy", None)),
        "images": [address for image in _list(rest.pop("image", None)) if (address := _picture(image))],
        "attributes": {name: value.rpartition("schema.org/")[2] for name, value in attributes.items()},
        **_price(offer),
    }
    offer.pop("@type", None)
    return {**{f"offers.{name}": value for name, value in offer.items() if name[0] != "@"}, **rest, **fields}


def fill_from_graph(fields: Json, graph: dict[str, list[str]]) -> None:
    """Puts OpenGraph values where a page's only product says nothing."""
    rest = {name: values for name, values in graph.items() if values}
    images = rest.pop("og:image", []) or rest.pop("og:image:url", []) or rest.pop("og:image:secure_url", [])
    offered = {
        "title": _any(rest, "og:title", "title"),
        "description": _any(rest, "og:description", "description"),
        "brand": _any(rest, "product:brand", "og:brand"),
        "category": _any(rest, "product:category"),
        "price": _any(rest, "product:price:amount", "og:price:amount", "product:sale_price:amount"),
        "currency": _any(rest, "product:price:currency", "og:price:currency", "product:sale_price:currency"),
        "listing_id": _any(rest, "product:retailer_item_id", "product:sku", "og:upc"),
        "images": images,
    }
    if fields.get("price"):
        offered["currency"] = "" if fields.get("currency") else offered["currency"]
    for name, value in offered.items():
        if not fields.get(name) and value:
            fields[name] = value
    if not fields.get("url") and (url := _any(rest, "og:url")):
        fields["url"] = url


def is_product(graph: dict[str, list[str]]) -> bool:
    """Whether OpenGraph calls the page a product."""
    kind = (graph.get("og:type") or [""])[0].casefold()
    return kind in ("product", "og:product", "product.item", "product:item", "product.group")


def text(value: Any) -> str:
    """The first text in a value: itself, a thing's name, or the first of a list."""
    for _ in range(4):
        if isinstance(value, list):
            value = next((item for item in value if item not in (None, "", {}, [])), None)
        elif isinstance(value, dict):
            value = value.get("name") or value.get("value") or value.get("@id") or value.get("url")
        else:
            break
    return "" if value is None or isinstance(value, bool | dict | list) else str(value)


def first_dict(value: Any) -> Json:
    """The first thing in a value, {} for none."""
    return next((item for item in _list(value) if isinstance(item, dict)), {})


def _walk(value: Any, parent: Json | None, depth: int) -> Iterator[Json]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, parent, depth + 1)
    elif isinstance(value, dict) and depth <= DEEPEST:
        if not KINDS.isdisjoint(value.get("@type", ())):
            offered = parent is not None and "Offer" in parent.get("@type", ()) and "offers" not in value
            yield {**value, "offers": {**(parent or {}), "itemOffered": None}} if offered else _with_variants(value)
            return
        for name, inner in value.items():
            if name not in _ELSEWHERE:
                yield from _walk(inner, value, depth + 1)


def _with_variants(product: Json) -> Json:
    """A product group with the offers of its variants, where it has none of its own, and the first one's number."""
    variants = [one for one in _list(product.get("hasVariant")) if isinstance(one, dict)][:200]
    if not variants or product.get("offers"):
        return product
    offers = [offer for one in variants for offer in _list(one.get("offers"))]
    first = {name: variants[0][name] for name in ("sku", "gtin13", "gtin", "image") if name in variants[0]}
    return {**first, **{name: value for name, value in product.items() if name != "hasVariant"}, "offers": offers}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _position(step: Json) -> float:
    try:
        return float(text(step.get("position")) or 0)
    except ValueError:
        return 0.0


def _offer(value: Any) -> Json:
    """The first offer that names a price, else the first; what an AggregateOffer sums up is looked into."""
    offers = [item for item in _list(value) if isinstance(item, dict)]
    for offer in offers:
        inner = _offer(offer.get("offers")) if "offers" in offer else {}
        if inner and not any(name in offer for name in ("price", "lowPrice")):
            return {**offer, **inner, "offers": None}
    return next((offer for offer in offers if _price(dict(offer))["price"]), offers[0] if offers else {})


def _price(offer: Json) -> Json:
    """Takes price and currency out of an offer."""
    named = first_dict(offer.pop("priceSpecification", None))
    price = text(offer.pop("price", None)) or text(offer.pop("lowPrice", None)) or text(named.get("price"))
    currency = text(offer.pop("priceCurrency", None)) or text(named.get("priceCurrency"))
    return {"price": price, "currency": currency}


def _seller(value: Any) -> Json:
    seller = first_dict(value)
    if not seller:
        return {"name": text(value)}
    place = first_dict(seller.get("address")) or {"addressLocality": text(seller.get("address"))}
    steps = [text(place.get(name)) for name in ("addressRegion", "addressLocality")] or [text(place.get("name"))]
    return {
        "id": text(seller.get("identifier")) or text(seller.get("@id")) or text(seller.get("url")),
        "name": text(seller.get("name")),
        "location": " ".join(dict.fromkeys(step for step in steps if step)) or text(seller.get("location")),
    }


def _picture(image: Any) -> str:
    if isinstance(image, dict):
        return text(image.get("contentUrl")) or text(image.get("url")) or text(image.get("@id"))
    return text(image)


def _properties(value: Any) -> dict[str, str]:
    pairs = (item for item in _list(value) if isinstance(item, dict))
    return {text(item.get("name"))[:100]: text(item.get("value")) for item in pairs if text(item.get("name"))}


def _any(rest: dict[str, list[str]], *names: str) -> str:
    found = [rest.pop(name)[0] for name in names if name in rest]
    return next((value for value in found if value.strip()), "")
