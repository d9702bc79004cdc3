"""Same or other goods."""

from domain.signal import Role, Signal
from matching.goods import classes_of
from matching.outline import Floats, Outline
from matching.pair import Pair
from matching.rule import Rule

SAME = 0.4  # most honest offers of the holder's goods share the class too; other goods are half of the legal test
OTHER = -1.0


def see(pair: Pair) -> Signal | None:
    """The goods belong to a Nice class that the right covers (for) or to none of them (against)."""
    if not pair.right.nice_classes:
        return None
    goods = classes_of(pair.listing)
    if not goods:
        return None
    shared = goods & set(pair.right.nice_classes)
    ours = ", ".join(str(number) for number in sorted(goods))
    covered = ", ".join(str(number) for number in sorted(pair.right.nice_classes))
    if shared:
        detail = f"The goods belong to class {', '.join(str(n) for n in sorted(shared))}, which the right covers."
    else:
        detail = f"The goods belong to class {ours}; the right covers {covered}."
    return Signal("goods_class", Role.QUALIFIER, SAME if shared else OTHER, ours, covered, detail)


def most(outline: Outline) -> Floats:
    """Where the goods are of no known class it is silent."""
    return outline.of_listings([SAME if classes_of(listing) else 0.0 for listing in outline.listings])


RULE = Rule("goods_class", Role.QUALIFIER, see, most)
