"""Real titles of known brands, offered as genuine: every lead among them is a false one."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.town.stock import Stock
from domain.listing import Listing, Seller
from domain.match import Match
from matching.score import scorer

AS_QUEUED = 0.5  # the shipped MARKHOUND_MIN_SCORE


@dataclass(frozen=True, slots=True)
class Offered:
    """A real title, and whether its page says that the brand's own shop sells it."""

    listing: Listing
    own_shop: bool


@dataclass(frozen=True)
class Genuine:
    """Leads among them.

    Attributes:
        titles: how many, by whether the seller is the brand's shop.
        leads: by (scorer, limit, own shop), how many titles have a lead.
        listed: the leads, best first by scorer: scorer, score, own shop, title, right, signals.
    """

    titles: Mapping[bool, int]
    leads: Mapping[tuple[str, str, bool], int]
    listed: Sequence[tuple[str, float, bool, str, str, str]]

    @classmethod
    def of(
        cls, offered: Sequence[Offered], matched: Sequence[Sequence[Match]], limits: Mapping[str, float]
    ) -> "Genuine":
        """Counts what each scorer would queue.

        Args:
            offered: titles.
            matched: their matches.
            limits: by scorer, the score from which a lead comes before the reviewers of the town.
        """
        leads: Counter[tuple[str, str, bool]] = Counter()
        listed = []
        for name, limit in limits.items():
            one = scorer(name)
            for offer, matches in zip(offered, matched, strict=True):
                best = max(((one.score(match.signals), match) for match in matches), key=lambda f: f[0], default=None)
                if best is None:
                    continue
                for said, least in (("reviewed", limit), (f"from {AS_QUEUED}", AS_QUEUED)):
                    leads[name, said, offer.own_shop] += best[0] >= least
                if best[0] >= min(limit, AS_QUEUED):
                    signals = "; ".join(f"{s.name} {s.strength:+.2f} {s.listing_value}" for s in best[1].signals)
                    right = f"{best[1].right_id} {best[1].signals[0].right_value}"
                    listed.append((name, round(best[0], 4), offer.own_shop, offer.listing.title, right, signals))
        listed.sort(key=lambda row: (row[0], -row[1]))
        return cls(Counter(offer.own_shop for offer in offered), leads, listed)

    def per_thousand(self, name: str, said: str, own_shop: bool) -> float:
        """False leads per 1,000 titles."""
        return 1_000 * self.leads.get((name, said, own_shop), 0) / max(self.titles[own_shop], 1)

    def to_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            f"{name}, {said}, {'own shop' if own else 'no seller'}": self.per_thousand(name, said, own)
            for name, said, own in self.leads
        }

    def write(self, path: Path) -> None:
        """The list, to be read."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t")
            writer.writerow(("scorer", "score", "own shop", "title", "right", "signals"))
            writer.writerows(self.listed)


def genuine(stocked: Stock, count: int, random: Random) -> list[Offered]:
    """Real titles whose brand is known: half with the brand's shop as the seller, half without a seller."""
    branded = [title for title in stocked.titles if title.brand not in ("", "NULL")]
    made = []
    for number, title in enumerate(random.sample(branded, min(count, len(branded)))):
        own = number % 2 == 0
        seller = Seller(f"o-{title.brand}", f"{title.brand}官方旗舰店") if own else Seller()
        name = f"genuine-{number}"
        made.append(Offered(Listing(name, f"https://shop.example/{name}", title.text, seller=seller), own))
    return made
