"""Stalls that run the small "town market" shop program: no markup, fixed class names, prices as 19.90元."""

from collections.abc import Iterator

from scrapy.http import HtmlResponse

from crawlers.platforms.jsonld import ProductPages
from domain.fields import Json


class TownMarket(ProductPages):
    """An offer page holds one `.offer`; lists hold none."""

    name = "town_market"

    def records(self, page: HtmlResponse) -> Iterator[Json]:
        """Raw fields of the page's offer."""
        for offer in page.css(".offer[data-number]"):
            yield {
                "listing_id": offer.attrib["data-number"],
                "title": offer.css(".offer-name::text").get(),
                "description": "\n".join(offer.css(".offer-text ::text").getall()),
                "price": offer.css(".offer-price::text").get(),
                "category": page.css(".path a::text").getall(),
                "images": offer.css(".offer-pictures img::attr(src)").getall(),
                "seller": {"name": offer.css(".stall::text").get(), "location": offer.css(".stall-place::text").get()},
                "attributes": dict(zip(offer.css("dt::text").getall(), offer.css("dd::text").getall(), strict=False)),
            }
