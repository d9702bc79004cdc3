"""What a night of many listings takes: a model with few numbers, each measured here, assumed, or set by the reader.

All work but one part is alike for every listing, so it is shared out: seconds of the processor a listing, by the part
of the night, over the cores that there are. What is not shared out is what stops the scaling.
"""

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Engine:
    """What an engine's runs on one and two workers say.

    Attributes:
        fixed: clock seconds that a run takes whatever its size: starting, opening, the first pages of the index.
        listing: processor seconds a listing, of the workers.
        asking: processor seconds a listing, of the process that hands out and writes down.
    """

    fixed: float
    listing: float
    asking: float

    def seconds(self, listings: int, workers: int, cores: int) -> float:
        """Clock seconds of a run on one machine, where those who work and the one who asks share the cores.

        The one who asks runs beside the workers: whichever is slower decides, and no core works twice.
        """
        alone = listings * self.listing / workers
        together = listings * (self.listing + self.asking) / cores
        return self.fixed + max(alone, listings * self.asking, together)


@dataclass(frozen=True, slots=True)
class Night:
    """What is reckoned with.

    Attributes:
        listings: of a night.
        sources: that they are of, alike in size.
        changed: share of them that is new or says something else; the others are carried over.
        pictures: of those, looked at.
        hours: that there are.
        cores: of a machine.
        busy: share of a core's time that is used; the rest waits for disk, network and others.
        price: of a core-hour, in whatever money.
        leads: share of the listings.
        page_bytes, picture_bytes: kept a changed listing; one picture each.
    """

    listings: int = 100_000_000
    sources: int = 200
    changed: float = 0.1
    pictures: float = 1.0
    hours: float = 8.0
    cores: int = 16
    busy: float = 0.7
    price: float = 0.04
    leads: float = 0.002
    page_bytes: int = 25_000
    picture_bytes: int = 40_000


def core_seconds(night: Night, costs: dict[str, float]) -> dict[str, float]:
    """Processor seconds of a night by its parts.

    Args:
        night: which.
        costs: processor seconds: `crawl`, `match`, `picture` a changed listing; `carry`, `history` a listing; `queue` a
            lead.
    """
    changed = night.listings * night.changed
    return {
        "crawl": changed * costs["crawl"] + (night.listings - changed) * costs["crawl_same"],
        "match, names": changed * costs["match"],
        "match, pictures": changed * night.pictures * costs["picture"],
        "carry over": night.listings * costs["carry"],
        "history": night.listings * costs["history"],
        "queue": night.listings * night.leads * costs["queue"],
    }


def reckoned(night: Night, costs: dict[str, float], database: dict[str, float]) -> dict[str, Any]:
    """Machines, money and what is in the way.

    Args:
        night: which.
        costs: as for `core_seconds`.
        database: rows a second on one connection: `offers`, `leads`; and how many connections add up.
    """
    parts = core_seconds(night, costs)
    total = sum(parts.values())
    machines = math.ceil(total / (night.hours * 3600 * night.cores * night.busy))
    changed = night.listings * night.changed
    written = changed / database["offers"] + night.listings / database["known"]
    kept = night.listings * night.leads / database["leads"]
    return {
        "core_hours": total / 3600,
        "parts": {name: seconds / 3600 for name, seconds in parts.items()},
        "machines": machines,
        "price": total / 3600 / night.busy * night.price,
        "bytes": changed * (night.page_bytes + night.pictures * night.picture_bytes),
        "database_hours": (written + kept) / 3600 / database["connections"],
        "of_one_source_hours": night.listings
        / night.sources
        * (costs["carry"] + night.changed * costs["asking"])
        / 3600,
        "prefect_records": night.sources * 11,
        "dask_tasks_a_second": changed / 2_000 / (night.hours * 3600),
    }
