"""The town's sellers: each shop has its own; a few of them sell most of the fakes."""

from random import Random

from demo.wording import phrases, products
from domain.listing import Seller

PREFIXES = {"lanterns": "LT", "riverside": "RV", "guild": "GD"}
_EACH, _SHADY = 40, 9
_KINDS = {goods.category: phrases()["sector"][goods.sector]["kind"] for goods in products()}


class Sellers:
    """The sellers of one shop."""

    def __init__(self, source: str, rng: Random) -> None:
        stems, ends = phrases()["seller_stems"], phrases()["seller_ends"]
        kinds = list(_KINDS.values())
        names: dict[str, None] = {}
        while len(names) < _EACH:
            # The first ones sell anything, so their names say nothing.
            kind = rng.choice(kinds) if len(names) >= _SHADY and rng.random() < 0.4 else ""
            names[rng.choice(stems) + kind + rng.choice(ends)] = None
        self._all = [
            Seller(f"{PREFIXES[source]}-S{number}", name, rng.choice(phrases()["districts"]))
            for number, name in enumerate(names, start=1001)
        ]

    def pick(self, rng: Random, category: str, infringing: bool) -> Seller:
        """A seller whose name suits the goods; two infringing offers in three come from the shady ones."""
        if infringing and rng.random() < 0.67:
            return rng.choice(self._all[:_SHADY])
        others = set(_KINDS.values()) - {_KINDS[category]}
        return rng.choice([seller for seller in self._all if not any(kind in seller.name for kind in others)])
