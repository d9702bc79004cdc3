"""`riverside`: an older shop: category pages with paging, microdata on product pages, no sitemap."""

from collections.abc import Iterable, Sequence
from html import escape

from demo.offers import Offer
from demo.rights import rights
from demo.shops import Pages, page
from demo.wording import products

_ON_A_PAGE = 24
SECTIONS = tuple(dict.fromkeys(planted.sector for planted in rights()))
"""The categories, as in the address: /c/SECTION/."""

# Linked from the first page of every category; none of them is a listing. What they answer: demo/answers.py.
TRAPS = ("/p/loop.html", "/p/gzip-bomb.html", "/p/broken.html")
_SECTION_OF = {goods.category: goods.sector for goods in products()}


def pages(offers: Iterable[Offer]) -> Pages:
    """Every file of the shop: home page, category pages, product pages."""
    offers = list(offers)
    made = {f"p/{offer.listing_id}.html": _item(offer) for offer in offers}
    for section in SECTIONS:
        made.update(_category(section, [o for o in offers if _SECTION_OF[o.draft.category] == section]))
    links = "".join(f'<li><a href="/c/{section}/">{section}</a></li>' for section in SECTIONS)
    made["index.html"] = page("河湾集市", "", f"<h1>河湾集市</h1><ul>{links}</ul>")
    made["robots.txt"] = "User-agent: *\nDisallow: /cart/\n"
    return made


def _category(section: str, offers: Sequence[Offer]) -> Pages:
    made: Pages = {}
    count = -(-len(offers) // _ON_A_PAGE)
    for number in range(1, count + 1):
        shown = offers[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
        links = [(f"/p/{o.listing_id}.html", o.draft.title) for o in shown]
        if number == 1:
            links += [(trap, "更多优惠") for trap in TRAPS]
        items = "\n".join(f'<li><a href="{path}">{escape(text)}</a></li>' for path, text in links)
        after = f'<a rel="next" href="/c/{section}/{number + 1}/">下一页</a>' if number < count else ""
        folder = f"c/{section}/" if number == 1 else f"c/{section}/{number}/"
        made[f"{folder}index.html"] = page(section, "", f"<h1>{section}</h1><ul>\n{items}\n</ul>{after}")
    return made


def _item(offer: Offer) -> str:
    made, seller = offer.draft, offer.seller
    photos = "".join(f'<img itemprop="image" src="{escape(_near(picture))}" alt="">' for picture in offer.pictures)
    brand = (
        '<span itemprop="brand" itemscope itemtype="https://schema.org/Brand">'
        f'<b itemprop="name">{escape(made.brand)}</b></span>'
    )
    body = f"""<div itemscope itemtype="https://schema.org/Product">
<h1 itemprop="name">{escape(made.title)}</h1>
{photos}
<meta itemprop="sku" content="{offer.listing_id}"><meta itemprop="category" content="{escape(made.category)}">
{brand if made.brand else ""}
<p itemprop="description">{escape(made.description)}</p>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<span itemprop="price" content="{made.price}">¥{made.price}</span><meta itemprop="priceCurrency" content="CNY">
<div itemprop="seller" itemscope itemtype="https://schema.org/Organization">
<span itemprop="name">{escape(seller.name)}</span><meta itemprop="identifier" content="{escape(seller.seller_id)}">
<div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
<span itemprop="addressLocality">{escape(seller.location)}</span></div></div></div></div>"""
    return page(made.title, "", body)


def _near(picture: str) -> str:
    """Pictures are written relative to the product page."""
    return f"..{picture}" if picture.startswith("/pictures/") else picture
