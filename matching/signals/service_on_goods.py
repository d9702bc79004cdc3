"""Work on the mark's goods, or with them."""

from domain.signal import Role, Signal
from matching.cue import Cue
from matching.pair import Pair
from matching.quoting import quoting
from matching.rule import Rule
from matching.tables.cues import Kind

FIRST_OF_SERVICES = 35  # Nice classes from here on are services: a right in one of them may be for this very work
SHARES = {"title": 1.0, "category": 0.8, "attributes": 0.6, "description": 0.4, "seller": 0.7}
COVERED = 0.3  # share that is left where the right covers services itself


def see(pair: Pair) -> Signal | None:
    """What is offered is work on the holder's goods (repair, buying back, rental, lessons), which has to name them."""
    found = pair.cues.meant(Kind.SERVICE)
    if not found:
        return None
    best = max(found, key=_weight)
    covered = any(number >= FIRST_OF_SERVICES for number in pair.right.nice_classes)
    strength = -_weight(best) * (COVERED if covered else 1)
    return quoting("service_on_goods", strength, [best], "{} says that work on the holder's goods is offered.")


def _weight(cue: Cue) -> float:
    return cue.grade * SHARES[cue.field]


RULE = Rule("service_on_goods", Role.QUALIFIER, see, most=0.0, needs=frozenset({Kind.SERVICE}))
