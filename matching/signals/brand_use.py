"""The mark in the brand's place, with what sellers say of brands."""

import re

from domain.listing import Listing
from domain.signal import Role, Signal, Span
from matching.beside import Beside
from matching.cues import Cues
from matching.goods import CHINESE
from matching.outline import Floats, Outline
from matching.pair import Pair, TextField
from matching.rule import Rule
from matching.tables.cues import Kind

FRONT, GOODS, AGAIN, BRAND, BESIDE, CLAIMED = 0.2, 0.1, 0.1, 0.25, 0.35, 0.1
LEAST = 0.25  # below which it says nothing
ELSE = frozenset({Kind.FIT, Kind.COMPARISON, Kind.DESCRIPTION, Kind.PLACE, Kind.PERSON, Kind.STYLE, Kind.WORK})
SHOUTS = re.compile(
    r"【[^】]{0,30}】|\[[^\]]{0,30}\]|^[\d\s.\-年]{0,8}(?:新款|新品|春季|夏季|秋季|冬季|现货|包邮|热卖|爆款)?"
)
FAR, AROUND = 40, 8  # characters before and behind the mark that are looked at
GOODS_NAMES = tuple(CHINESE)
FIRST_OF_GOODS = frozenset(word[0] for word in CHINESE)


def see(pair: Pair) -> Signal | None:
    """The mark is used as a brand is: in front, before the name of the goods, repeatedly, with 正品, 牌 or ®."""
    place = pair.place
    if Kind.CLAIM not in pair.cues.kinds and len(pair.texts) == 1:
        return None  # most pairs: how brand-like its place is, the mention's own strength says
    if place is None or not ELSE.isdisjoint(place.kinds):
        return None
    said = _said(pair, place)
    strength = sum(said.values())
    if strength < LEAST or pair.best is None:
        return None
    text: str = getattr(pair.listing, place.field)
    span = Span(place.start, place.end)
    return Signal(
        name="brand_use",
        role=Role.QUALIFIER,
        strength=min(1.0, strength),
        listing_value=text[span.start : span.end],
        right_value=pair.best[1].name,
        detail=f"The mark is used as a brand: {', '.join(said)}.",
        span=span,
    )


def most(outline: Outline) -> Floats:
    """More where the listing has a brand field or claims to be genuine."""
    return outline.of_listings(
        [_most(listing, held) for listing, held in zip(outline.listings, outline.cues, strict=True)]
    )


def _most(listing: Listing, held: Cues) -> float:
    claims = BESIDE if Kind.CLAIM in held.kinds else 0.0
    return min(1.0, FRONT + GOODS + AGAIN + (BRAND if listing.brand else 0.0) + claims)


def _said(pair: Pair, place: Beside) -> dict[str, float]:
    """What speaks for it, in words, and how strongly."""
    said = {}
    if place.field == "title":
        text = pair.listing.title
        if place.start == 0 or (place.start <= FAR and not any(map(str.isalnum, SHOUTS.sub("", text[: place.start])))):
            said["it stands in front"] = FRONT
        behind = text[place.end : place.end + AROUND].lstrip()
        if behind and behind[0] in FIRST_OF_GOODS and behind.startswith(GOODS_NAMES):
            said["the name of the goods follows"] = GOODS
    if TextField.BRAND in pair.texts:
        said["it stands in the brand field"] = BRAND
    if len(pair.texts) > 1 or len(pair.texts[TextField(place.field)]) > 1:
        said["it is repeated"] = AGAIN
    if Kind.CLAIM in place.kinds and Kind.CLAIM in pair.cues.kinds:
        said[f"“{place.word(Kind.CLAIM).text}” stands beside it"] = BESIDE
    elif Kind.CLAIM in pair.cues.kinds and not pair.cues.of(Kind.CLAIM)[0].denied:
        said[f"the text says “{pair.cues.of(Kind.CLAIM)[0].words}”"] = CLAIMED
    return said


RULE = Rule("brand_use", Role.QUALIFIER, see, most)
