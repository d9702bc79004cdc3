"""A product's pictures: those that the markup names, else those of the page's gallery, each at its best size."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from crawlers.naming import is_away, words_of
from crawlers.page import Page
from crawlers.plain_text import word_set

MOST = 60
_GALLERY = word_set(
    "gallery zoom product main photo slider swiper carousel thumb thumbs thumbnail thumbnails media spec "
    "preview image images pictures detail"
)
_WHOLE = (
    "data-zoom-image", "data-zoom", "data-large_image", "data-large", "data-full", "data-original", "data-src-large",
    "data-hires", "data-old-hires", "data-big", "jqimg", "data-origin",
)  # fmt: skip
_OWN = ("data-lazy-src", "data-src", "src")
_SMALLER = (
    (re.compile(r"(\.(?:jpe?g|png|webp|gif))_\d+x\d+\S*$", re.IGNORECASE), r"\1"),  # …jpg_400x400.jpg
    (re.compile(r"(\.(?:jpe?g|png|webp))_(?:[a-z]?\d+|\.webp)\S*$", re.IGNORECASE), r"\1"),
    (re.compile(r"(//img\d*\.\w+\.\w+)/n[2-9]/(?:s\d+x\d+_)?"), r"\1/n1/"),  # sizes of one marketplace's picture host
    (re.compile(r"_(?:pico|icon|thumb|small|compact|medium|large|grande|\d{2,4}x\d{0,4}|x\d{2,4})"
                r"(?=(?:@\dx)?\.(?:jpe?g|png|webp|gif)\?v=\d)"), ""),
    (re.compile(r"-\d{2,4}x\d{2,4}(?=\.(?:jpe?g|png|webp)$)", re.IGNORECASE), ""),
    (re.compile(r"\._[A-Z]{2}[A-Z0-9_,]+_(?=\.(?:jpe?g|png|webp)$)"), ""),
)  # fmt: skip


def pictures_of(page: Page, named: list[Any]) -> list[str]:
    """Addresses, absolute, without doubles; the markup's own stay as they are and come first.

    Args:
        page: with its gallery.
        named: what the markup gave.
    """
    texts = [address for address in named if isinstance(address, str)]
    shown = [] if len(texts) > 1 else list(_gallery(page))
    return list(dict.fromkeys(address for address in (*texts, *shown) if address))[:MOST]


def best_size(address: str) -> str:
    """The address of the whole picture where the name of a smaller one tells it."""
    for pattern, whole in _SMALLER:
        address = pattern.sub(whole, address)
    return address


def _gallery(page: Page) -> Iterator[str]:
    for number, image in enumerate(page.root.iter("img")):
        if number > 400:
            return
        around: list[str] = [*words_of(image)]
        for above in list(image.iterancestors())[:6]:
            if above in page.holders:
                break
            around += words_of(above)
        if is_away(around) or _GALLERY.isdisjoint(around):
            continue
        address = _largest(image)
        if address and not address.startswith("data:") and not address.lower().split("?")[0].endswith((".svg", ".gif")):
            try:
                yield best_size(urljoin(page.url, address))
            except ValueError:  # such as a broken IPv6 literal
                continue


def _largest(image: Any) -> str:
    """The largest of what an <img> names: a zoom's picture, the widest of its srcset, its own."""
    link = image.getparent()
    if (
        link is not None
        and link.tag == "a"
        and re.search(r"\.(?:jpe?g|png|webp)(?:\?|$)", link.get("href") or "", re.IGNORECASE)
    ):
        return str(link.get("href"))
    zoomed = next((image.get(name) for name in _WHOLE if image.get(name)), "")
    if zoomed:
        return str(zoomed).strip()
    widest, width = "", 0.0
    for part in (image.get("srcset") or image.get("data-srcset") or "").split(", "):
        address, _, size = part.strip().rpartition(" ")
        if address and re.fullmatch(r"[\d.]+[wx]", size) and float(size[:-1]) > width:
            widest, width = address, float(size[:-1])
    return widest or next((str(image.get(name)).strip() for name in _OWN if image.get(name)), "")
