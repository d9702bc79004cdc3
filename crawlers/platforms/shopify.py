"""Shops that run Shopify: products.json page after page, and their storefront pages where asked for."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, ClassVar

from scrapy.http import Response

from crawlers.json_endpoint import PAGES_OPTION, JsonEndpoint, objects, parameter, with_parameters
from domain.fields import Json

PER_PAGE = 250
"""Products of one page; the most that Shopify gives."""


class Shopify(JsonEndpoint):
    """`start` names the shop, or a collection of it; prices are in the shop's own currency, which `currency` names."""

    name = "shopify"
    options: ClassVar[Mapping[str, str]] = {"pages": PAGES_OPTION}

    async def start(self) -> AsyncIterator[Any]:
        """Asks for the first page of each."""
        for url in self.source.start:
            bare = url.partition("?")[0].rstrip("/")
            endpoint = bare if bare.endswith("/products.json") else f"{bare}/products.json"
            yield self.ask(with_parameters(endpoint, limit=str(PER_PAGE), page="1"), self.parse)

    def offers(self, data: Any, response: Response) -> Iterator[Json]:
        """One offer a product; its price is that of the cheapest variant that can be had."""
        for product in objects(data.get("products") if isinstance(data, dict) else None):
            variants = objects(product.pop("variants", None))
            on_sale = [variant for variant in variants if variant.get("available")] or variants
            cheapest = min(on_sale, key=_price, default={})
            handle = product.pop("handle", "")
            skus = [str(variant["sku"]) for variant in variants if variant.get("sku")]
            tags = product.pop("tags", None)
            yield {
                "listing_id": product.pop("id", ""),
                "url": f"/products/{handle}" if handle else "",
                "title": product.pop("title", ""),
                "description": product.pop("body_html", ""),
                "brand": product.pop("vendor", ""),
                "category": product.pop("product_type", ""),
                "price": cheapest.get("price"),
                "images": [image.get("src") for image in objects(product.pop("images", None))],
                "attributes": {
                    "availability": _stock(variants),
                    "sku": cheapest.get("sku") or (skus[0] if skus else ""),
                    "gtin": cheapest.get("barcode"),
                    "tags": ", ".join(map(str, tags)) if isinstance(tags, list) else tags,
                    **{
                        str(option.get("name")): ", ".join(map(str, option.get("values") or []))
                        for option in objects(product.pop("options", None))
                        if option.get("name") not in (None, "Title")
                    },
                },
                **{name: product[name] for name in product if name not in _CLOCKS},
            }

    def following(self, data: Any, response: Response, count: int) -> str:
        """The next number, until a page is empty."""
        if not count:
            return ""
        page = parameter(response.url, "page")
        return with_parameters(response.url, page=str(int(page) + 1 if page.isdigit() else 2))


_CLOCKS = frozenset({"created_at", "updated_at", "published_at"})


def _price(variant: Json) -> float:
    try:
        return float(variant.get("price") or "inf")
    except (TypeError, ValueError):
        return float("inf")


def _stock(variants: list[Json]) -> str:
    said = [variant["available"] for variant in variants if isinstance(variant.get("available"), bool)]
    return "" if not said else "InStock" if any(said) else "OutOfStock"
