"""Shops that run WooCommerce: its Store API page after page, and their pages where asked for."""

from collections.abc import AsyncIterator, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from scrapy.http import Response

from crawlers.json_endpoint import PAGES_OPTION, JsonEndpoint, objects, parameter, with_parameters
from crawlers.plain_text import word_set
from domain.fields import Json

PER_PAGE = 100
"""Products of one page; the most that the Store API gives."""

ENDPOINT = "/wp-json/wc/store/v1/products"


class WooCommerce(JsonEndpoint):
    """`start` names the shop, or its Store API with a filter such as ?category=12."""

    name = "woocommerce"
    options: ClassVar[Mapping[str, str]] = {"pages": PAGES_OPTION}

    async def start(self) -> AsyncIterator[Any]:
        """Asks for the first page of each."""
        for url in self.source.start:
            endpoint = url if "/wc/store/" in url else f"{url.partition('?')[0].rstrip('/')}{ENDPOINT}"
            yield self.ask(with_parameters(endpoint, per_page=str(PER_PAGE), page="1"), self.parse)

    def offers(self, data: Any, response: Response) -> Iterator[Json]:
        """One offer a product."""
        for product in objects(data):
            prices = product.pop("prices", None)
            prices = prices if isinstance(prices, dict) else {}
            brands = [str(brand.get("name", "")) for brand in objects(product.pop("brands", None))]
            path = [str(step.get("name", "")) for step in objects(product.pop("categories", None))]
            yield {
                "listing_id": product.pop("id", ""),
                "url": product.pop("permalink", ""),
                "title": product.pop("name", ""),
                "description": product.pop("description", "") or product.pop("short_description", ""),
                "brand": brands[0] if brands else "",
                "category": path,
                "price": _price(prices),
                "currency": prices.get("currency_code", ""),
                "images": [image.get("src") for image in objects(product.pop("images", None))],
                "attributes": {
                    "availability": _stock(product.pop("is_in_stock", None)),
                    "sku": product.pop("sku", ""),
                    **{
                        str(one.get("name", "")): ", ".join(str(term.get("name")) for term in objects(one.get("terms")))
                        for one in objects(product.pop("attributes", None))
                    },
                },
                **{name: value for name, value in product.items() if name not in _MACHINERY},
            }

    def following(self, data: Any, response: Response, count: int) -> str:
        """The next number, until the last that the server counts (X-WP-TotalPages), or a page that is not full."""
        page = int(parameter(response.url, "page") or 1)
        total = (response.headers.get("X-WP-TotalPages") or b"").decode("latin-1")
        more = page < int(total) if total.isdigit() else count >= PER_PAGE
        return with_parameters(response.url, page=str(page + 1)) if more else ""


_MACHINERY = word_set(
    "slug parent type variation add_to_cart extensions price_html short_description has_options "
    "is_purchasable is_on_backorder quantity_limits low_stock_remaining sold_individually variations "
    "tags on_sale average_rating review_count stock_availability grouped_products weight dimensions"
)
"""Fields that serve the shop itself; all others that nobody used are reported."""


def _price(prices: Json) -> str:
    """The price in units: the API gives "1990" with a currency_minor_unit of 2."""
    raw, unit = str(prices.get("price") or ""), prices.get("currency_minor_unit")
    if not raw.isdigit():
        return raw
    return str(Decimal(raw).scaleb(-unit)) if isinstance(unit, int) and 0 <= unit <= 6 else raw


def _stock(value: Any) -> str:
    return "" if not isinstance(value, bool) else "InStock" if value else "OutOfStock"
