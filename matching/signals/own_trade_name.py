"""The mark's letters in the seller's own name."""

from functools import lru_cache

from domain.listing import Listing
from domain.signal import Role, Signal
from matching.normalize import fold_letters, is_han
from matching.outline import Floats, Outline
from matching.pair import Pair
from matching.rule import Rule

LONGEST = 200  # characters of a seller's name
LEAST_HAN, LEAST_LATIN = 2, 4  # letters of a name that are no chance in a seller's name
ORDINARY = 0.5  # a name that is an ordinary word stands in many a seller's name
# A firm under its registered trade name may say who it is; a shop that the marketplace calls the brand's own was looked
# at by the marketplace; a dealer's shop was, too, but less; any other shop borrows the name.
FIRMS = ("公司", "商行", "经营部", "合作社", "工作室", "个体", "厂", "ltd", "inc", "llc", "gmbh", "co.")
OFFICIAL = ("旗舰店", "官方", "flagship", "official")
DEALERS = ("专卖店", "专营店", "授权", "经销", "dealer")
STRENGTHS = ((OFFICIAL, -0.5), (FIRMS, -0.4), (DEALERS, -0.25))
BORROWED = 0.3


def see(pair: Pair) -> Signal | None:
    """The seller's own name holds the mark: a firm or a brand's shop under its own name, or a shop that borrows it."""
    seller = pair.listing.seller.name
    best = pair.best
    if not seller or best is None or best[1].ordinary > ORDINARY:
        return None
    name = pair.name
    if len(name) < (LEAST_HAN if name and is_han(name[0]) else LEAST_LATIN):
        return None
    letters, low = _forms(seller[:LONGEST])
    if name not in letters:
        return None
    strength = next((value for words, value in STRENGTHS if any(word in low for word in words)), BORROWED)
    how = "a shop that seems to borrow it" if strength > 0 else "as a firm or a brand's own shop would bear it"
    return Signal(
        name="own_trade_name",
        role=Role.QUALIFIER,
        strength=strength,
        listing_value=seller[:LONGEST],
        right_value=best[1].name,
        detail=f"The seller's name “{seller[:LONGEST]}” holds the mark, {how}.",
    )


def most(outline: Outline) -> Floats:
    """A seller whose name shares no two letters with the listing bears no name that stands there."""
    return outline.of_listings([BORROWED if _shares(listing) else 0.0 for listing in outline.listings])


def _shares(listing: Listing) -> bool:
    if not listing.seller.name:
        return False
    seller, _ = _forms(listing.seller.name[:LONGEST])
    text = fold_letters(f"{listing.title}{listing.brand}{listing.description}")
    return any(seller[at : at + 2] in text for at in range(len(seller) - 1))


@lru_cache(maxsize=2_000)
def _forms(seller: str) -> tuple[str, str]:
    return fold_letters(seller), seller.lower()


RULE = Rule("own_trade_name", Role.QUALIFIER, see, most)
