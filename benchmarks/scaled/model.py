"""What a night of many listings takes: a model with few numbers, each measured here, assumed, or set by the reader.

Nearly all work is alike for every listing, so it is shared out: processor seconds a listing by the part of the night,
over the cores that there are. What is not shared out stops the scaling: what one process does for a source, what one
database takes, and how often one shop may be asked.
"""

import math
from dataclasses import dataclass
from typing import Any

RECORDS = 20.0  # task runs a second that a Prefect server at its defaults records (measured; 100 and more in batches)
DASK_TASKS = 300.0  # tasks a second that one Dask scheduler hands out (measured on such a machine)
TASK = 2_000  # listings of a Dask task
STAGES = 11  # task runs of a source in a night
JOINING = 54e-6, 2_000  # processor seconds and bytes a listing of the one process that joins sellers (decision 0023)


@dataclass(frozen=True, slots=True)
class Engine:
    """What an engine's runs on one worker say, all in seconds.

    Attributes:
        fixed: by the clock, whatever the size: starting, opening, the first pages of the index.
        start: of the processor, the same, for each worker.
        listing: of the processor, a listing, of the workers.
        asking: of the processor, a listing, of the process that hands out and writes down.
    """

    fixed: float
    start: float
    listing: float
    asking: float

    def processor(self, listings: int, workers: int) -> float:
        """Processor seconds of the workers of a run."""
        return workers * self.start + listings * self.listing

    def clock(self, listings: int, workers: int, cores: int) -> float:
        """Seconds by the clock of a run on one machine that does nothing else.

        Who asks runs beside the workers: whichever is slower decides, and no core works twice.
        """
        together = listings * (self.listing + self.asking) / cores
        return self.fixed + max(listings * self.listing / workers, listings * self.asking, together)


@dataclass(frozen=True, slots=True)
class Night:
    """What is reckoned with.

    Attributes:
        listings: of a night.
        sources: that they are of, alike in size.
        changed: share of them that is new or says something else; the others are carried over.
        hours: that there are.
        cores: of a machine.
        busy: share of a core's time that is used; the rest waits for disk, network and others.
        price: of a core-hour, in whatever money.
        leads: share of the listings.
        kept_bytes: of a changed listing: its page, compressed, and one picture.
    """

    listings: int = 100_000_000
    sources: int = 200
    changed: float = 0.1
    hours: float = 8.0
    cores: int = 16
    busy: float = 0.7
    price: float = 0.04
    leads: float = 0.002
    kept_bytes: int = 65_000


def core_seconds(night: Night, costs: dict[str, float]) -> dict[str, float]:
    """Processor seconds of a night by its parts.

    Args:
        night: which.
        costs: processor seconds: `crawl`, `match`, `picture`, `print` a changed listing; `crawl_same` one that is not;
            `carry`, `history`, `facts` any; `queue` a lead.
    """
    changed = night.listings * night.changed
    return {
        "crawl": changed * costs["crawl"] + (night.listings - changed) * costs["crawl_same"],
        "match names": changed * costs["match"],
        "look at pictures": changed * costs["picture"],
        "read print": changed * costs["print"],
        "carry over": night.listings * costs["carry"],
        "history": night.listings * costs["history"],
        "facts": night.listings * costs["facts"],
        "join sellers": night.listings * JOINING[0],
        "queue": night.listings * night.leads * costs["queue"],
    }


def reckoned(night: Night, costs: dict[str, float], database: dict[str, float]) -> dict[str, Any]:
    """Machines, money, and what is in the way: hours, rows and requests, each of which has an end of its own.

    Args:
        night: which.
        costs: as for `core_seconds`, and `asking` a changed listing.
        database: rows a second on one connection: `offers`, `known`, `leads`.
    """
    parts = core_seconds(night, costs)
    total = sum(parts.values())
    changed = night.listings * night.changed
    rows = changed / database["offers"] + (night.listings - changed) / database["known"]
    rows += night.listings * night.leads / database["leads"]
    # What one process does for a source: all but the looking, which is handed out, and what is done once for all.
    handed_out = ("match names", "look at pictures", "read print", "join sellers")
    alone = total - sum(parts[name] for name in handed_out) + changed * costs["asking"]
    seconds = night.hours * 3600
    return {
        "core_hours": total / 3600,
        "parts": {name: value / 3600 for name, value in parts.items()},
        "machines": math.ceil(total / (seconds * night.cores * night.busy)),
        "price": total / 3600 / night.busy * night.price,
        "kept_gb": changed * night.kept_bytes / 1e9,
        "source_hours": alone / night.sources / 3600,
        "joining_hours": parts["join sellers"] / 3600,
        "joining_gb": night.listings * JOINING[1] / 1e9,
        "connections": rows / seconds,
        "asked_a_second": changed / night.sources / seconds,
        "records_hours": night.sources * STAGES / RECORDS / 3600,
        "dask_share": changed / TASK / seconds / DASK_TASKS,
    }
