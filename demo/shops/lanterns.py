"""`lanterns`: a shop that describes goods in JSON-LD and lists them in a sitemap index, half of it compressed."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from demo.offers import Offer
from demo.shops import BASE, Pages, absolute, page

# Asked by a crawl of the sitemap; none of them is a listing. What they answer: demo/answers.py.
TRAPS = ("/item/loop.html", "/item/gzip-bomb.html", "/item/long-title.html", "/item/gone.html", "/item/broken.html")


def pages(offers: Iterable[Offer]) -> Pages:
    """Every file of the shop: robots.txt, sitemaps, home page, product pages."""
    offers = list(offers)
    made = {f"item/{offer.listing_id}.html": _item(offer) for offer in offers}
    links = [_path(offer) for offer in offers]
    half = len(links) // 2
    made["item/invalid.html"] = _invalid()
    made["private/item/LT000001.html"] = _private(offers[0])
    made["sitemap-1.xml"] = _sitemap(links[:half])
    made["sitemap-2.xml"] = _sitemap([*links[half:], "/item/invalid.html", "/private/item/LT000001.html", *TRAPS])
    made["sitemap.xml"] = _index(("/sitemap-1.xml.gz", "/sitemap-2.xml"))
    made["robots.txt"] = f"User-agent: *\nDisallow: /private/\nSitemap: {BASE}/sitemap.xml\n"
    listed = "\n".join(f'<li><a href="{link}">{link}</a></li>' for link in links[:40])
    made["index.html"] = page("灯市商城", "", f"<h1>灯市商城</h1><ul>{listed}</ul>")
    return made


def _path(offer: Offer) -> str:
    return f"{'/slow' if offer.draft.slow else ''}/item/{offer.listing_id}.html"


def product(offer: Offer) -> dict[str, Any]:
    """The offer as schema.org writes a Product."""
    made, seller = offer.draft, offer.seller
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": made.title,
        "sku": offer.listing_id,
        "description": made.description,
        "brand": {"@type": "Brand", "name": made.brand},
        "category": made.category,
        "image": [absolute(picture) for picture in offer.pictures],
        "offers": {
            "@type": "Offer",
            "price": str(made.price),
            "priceCurrency": "CNY",
            "availability": "https://schema.org/InStock",
            "seller": {
                "@type": "Organization",
                "name": seller.name,
                "identifier": seller.seller_id,
                "address": {"@type": "PostalAddress", "addressLocality": seller.location},
            },
        },
    }


def _item(offer: Offer) -> str:
    made = offer.draft
    # "</" would end the script element early; the escaped form is the same JSON.
    data = json.dumps(product(offer), ensure_ascii=False).replace("</", "<\\/")
    photos = "".join(f'<img src="{escape(picture)}" alt="">' for picture in offer.pictures)
    body = (
        f"<nav>{escape(made.category)}</nav><h1>{escape(made.title)}</h1>{photos}\n"
        f"<p>¥{made.price}</p><p>{escape(made.description)}</p><p>{escape(offer.seller.name)}</p>"
    )
    return page(made.title, f'<script type="application/ld+json">{data}</script>\n', body)


def _invalid() -> str:
    broken = '<script type="application/ld+json">{"@type": "Product", "name": "多功能收纳架", "offers": {</script>\n'
    return page("多功能收纳架", broken, "<h1>多功能收纳架</h1>")


def _private(offer: Offer) -> str:
    return _item(offer).replace(offer.listing_id, "LT000001")


def _sitemap(links: Iterable[str]) -> str:
    urls = "\n".join(f"<url><loc>{BASE}{link}</loc></url>" for link in links)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n'


def _index(links: Iterable[str]) -> str:
    maps = "\n".join(f"<sitemap><loc>{BASE}{link}</loc></sitemap>" for link in links)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{maps}\n</sitemapindex>\n'
