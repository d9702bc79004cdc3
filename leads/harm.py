"""How much a fake hurts, by class of goods and by how many it reaches: which of two leads a person should see first."""

import math
import re

from domain.listing import Listing
from domain.right import Right

MOST = 9

# Nice classes, 0..9: what enters or touches the body first, then what can burn, fail or hurt a child, then the rest.
# The order is that of the sectors in the EU's Safety Gate and of product safety campaigns; the steps are ours.
NICE = {
    5: 9,
    10: 9,
    29: 8,
    30: 8,
    31: 7,
    32: 8,
    33: 8,
    1: 6,
    3: 7,
    34: 7,
    12: 7,
    28: 7,
    9: 6,
    11: 6,
    7: 5,
    4: 5,
    13: 8,
    8: 4,
    21: 3,
}
LOCARNO = {"01": 8, "09": 4, "12": 7, "13": 6, "21": 7, "23": 5, "24": 9, "26": 5, "27": 7, "28": 8, "31": 5, "07": 3}
LEAST = 2
CHILDREN = 8  # goods for children, of whatever class
REACH = 0.5  # most that sales add to a weight; a hundred thousand sold
_CHILD = re.compile(
    r"婴儿|婴幼儿|宝宝|新生儿|儿童|孩童|童装|童鞋|童车|幼儿|奶瓶|\b(?:baby|babies|infant|toddler|kids?|child(?:ren)?)(?:'s)?\b",
    re.IGNORECASE,
)
_SALES = frozenset({"sales", "sold", "销量", "月销", "月销量", "已售", "总销量"})
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,4})?\s*([万千wk])?", re.IGNORECASE)
_TIMES = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}
EVIDENCE = 0.00009  # points: less than the last digit of a score


def harm(right: Right) -> int:
    """0..9 for a right's worst class of goods; `LEAST` where its classes say nothing."""
    nice = (NICE.get(number, LEAST) for number in right.nice_classes)
    locarno = (LOCARNO.get(name.strip()[:2], LEAST) for name in right.locarno_classes)
    return max([LEAST, *nice, *locarno])


def weight(listing: Listing, right: Right, goods: str = "") -> float:
    """How much a true lead matters, 1.2 to 2.5: harm of the goods, and how many were sold.

    Args:
        listing: what is offered; goods for children weigh as toys do and more, of whatever class they are.
        right: its classes count where those of the goods are not known.
        goods: Nice classes that the goods seem to belong to, "25, 28"; "" where matching could not tell.
    """
    classes = [int(name) for name in re.findall(r"\d{1,2}", goods)]
    worst = max((NICE.get(number, LEAST) for number in classes), default=harm(right))
    if _CHILD.search(listing.title) or _CHILD.search(listing.category):
        worst = max(worst, CHILDREN)
    return 1 + worst / MOST + min(math.log10(1 + sold(listing)) / 10, REACH)


def sold(listing: Listing) -> int:
    """How many were sold, as the page says ("1.2万+", "3,400"); 0 where it does not."""
    for name, value in listing.attributes:
        if name.strip().casefold() in _SALES and (found := _COUNT.search(value)):
            number = float(found[1].replace(",", "") + (found[2] or ""))
            return int(number * _TIMES.get((found[3] or "").lower(), 1))
    return 0


def rank(score: float, right: Right, evidence: float = 0.0) -> float:
    """The order of the queue as one number: points of the score (0..100) first, then harm, then the rest of the score.

    Two scores that show the same points are equally likely for a person; between them the harm decides. Where even
    the last digit of the score is the same, the evidence does, 0..1 (leads/tiebreak.py).
    """
    points = min(max(score, 0.0), 1.0) * 100
    # 0.29 * 100 is 28.999999999999996: what is shown as 29 must rank as 29.
    whole = int(points + 1e-9)
    rest = max(points - whole, 0.0) + EVIDENCE * min(max(evidence, 0.0), 1.0)
    return whole + (harm(right) + min(rest, 0.999999)) / (MOST + 1)


def raised(place: float) -> float:
    """The same place with the most harm: still below every lead with a point more."""
    whole = int(place)
    rest = ((place - whole) * (MOST + 1)) % 1
    return whole + (MOST + rest) / (MOST + 1)
