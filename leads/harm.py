"""How much a fake hurts, by class of goods: which of two equally likely leads a person should see first."""

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


def harm(right: Right) -> int:
    """0..9 for a right's worst class of goods; `LEAST` where its classes say nothing."""
    nice = (NICE.get(number, LEAST) for number in right.nice_classes)
    locarno = (LOCARNO.get(name.strip()[:2], LEAST) for name in right.locarno_classes)
    return max([LEAST, *nice, *locarno])


def rank(score: float, right: Right) -> float:
    """The order of the queue as one number: points of the score (0..100) first, then harm, then the rest of the score.

    Two scores that show the same points are equally likely for a person; between them the harm decides.
    """
    points = min(max(score, 0.0), 1.0) * 100
    # 0.29 * 100 is 28.999999999999996: what is shown as 29 must rank as 29.
    whole = int(points + 1e-9)
    return whole + (harm(right) + min(max(points - whole, 0.0), 0.999999)) / (MOST + 1)


def raised(place: float) -> float:
    """The same place with the most harm: still below every lead with a point more."""
    whole = int(place)
    rest = ((place - whole) * (MOST + 1)) % 1
    return whole + (MOST + rest) / (MOST + 1)
