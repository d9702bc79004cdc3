"""All families, part by part: one that cannot be computed is said to be down, and the others are told."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Thread

from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder, generate_latest

from crawlers.sources import load
from flows.house import House, NoInstallationError, enter_house
from flows.metrics import machine, nights, store
from flows.metrics.family import gauge
from settings import Settings

QUICK, SLOW = 10.0, 300.0
"""Seconds for which a part is kept: what is a few look-ups, and what reads many rows."""

_LOG = logging.getLogger("markhound.metrics")


@dataclass(frozen=True, slots=True)
class Part:
    """Some families, computed together.

    Attributes:
        name: as `markhound_part_up` says it.
        compute: the families.
        seconds: for which they are kept.
    """

    name: str
    compute: Callable[[], Iterator[Metric]]
    seconds: float = QUICK


@dataclass(slots=True)
class Gathered:
    """What the parts say, kept for a while; safe in threads, and a slow database is asked by one of them only.

    Attributes:
        parts: in the order in which they are told.
        clock: seconds that never go back.
    """

    parts: tuple[Part, ...]
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, tuple[float, tuple[Metric, ...] | None]] = field(default_factory=dict)
    _under_way: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def collect(self) -> Iterator[Metric]:
        """prometheus_client's interface."""
        with self._lock:
            found = {part.name: self._of(part) for part in self.parts}
        for families in found.values():
            yield from families or ()
        up = [((name,), float(families is not None)) for name, families in found.items()]
        yield gauge("part_up", "Whether a part of these numbers could be computed.", ("part",), up)

    def down(self) -> tuple[str, ...]:
        """Names of the parts that could not be computed."""
        with self._lock:
            return tuple(part.name for part in self.parts if self._of(part) is None)

    def answer(self, accept: str) -> tuple[bytes, str]:
        """The text that a scraper accepts, and its type."""
        encode, kind = choose_encoder(accept)
        return encode(self), kind

    def _of(self, part: Part) -> tuple[Metric, ...] | None:
        now = self.clock()
        kept = self._kept.get(part.name)
        if kept is not None and now < kept[0]:
            return kept[1]
        if kept is None or part.seconds <= QUICK:
            return self._renew(part)
        # What reads many rows is told once more as it was, and computed anew meanwhile: nobody waits for it twice.
        if part.name not in self._under_way:
            self._under_way.add(part.name)
            Thread(target=self._renew, args=(part,), name=f"metrics of {part.name}", daemon=True).start()
        return kept[1]

    def _renew(self, part: Part) -> tuple[Metric, ...] | None:
        families: tuple[Metric, ...] | None = None
        try:
            families = tuple(part.compute())
        except Exception:  # noqa: BLE001 (the rim: whatever fails in one part must not hide the others)
            _LOG.exception("the metrics of %s cannot be computed", part.name)
        # What is down is looked at again soon, however long it would be kept.
        self._kept[part.name] = (self.clock() + (part.seconds if families is not None else QUICK), families)
        self._under_way.discard(part.name)
        return families


def house_if_reached(settings: Settings) -> House | None:
    """The house, None where its database cannot be reached: who watches must hear of that, and not see an error.

    Raises:
        NoInstallationError: there is none here.
    """
    try:
        return enter_house(settings)
    except NoInstallationError:
        if not settings.data_dir.is_dir():
            raise
        _LOG.error("the data folder is there, and its database is gone")
        return None
    except Exception:  # noqa: BLE001 (the rim: a lost database, a full disk, a migration that failed)
        _LOG.exception("the database cannot be opened")
        return None


def gathered(settings: Settings, house: House | None) -> Gathered:
    """The numbers of an installation; without a house, as its database is away, those that need one are down."""

    def now() -> datetime:
        return datetime.now(UTC)

    def of_house(families: Callable[[House, datetime], Iterator[Metric]]) -> Callable[[], Iterator[Metric]]:
        def compute() -> Iterator[Metric]:
            if house is None:
                raise ConnectionError("the database could not be opened")
            return families(house, now())

        return compute

    return Gathered(
        (
            Part("build", lambda: machine.build(settings), SLOW),
            Part("machine", lambda: machine.machine(settings)),
            Part("nights", lambda: nights.nights(settings, load(settings.sources), now())),
            Part("queue", of_house(store.queue)),
            Part("waiting", of_house(store.waiting), SLOW),
            Part("registers", of_house(store.registers), SLOW),
            Part("quality", of_house(store.quality), SLOW),
            Part("deliveries", of_house(store.deliveries), SLOW),
        )
    )


def write_textfile(families: Gathered, path: Path) -> None:
    """Writes the numbers for node_exporter's textfile collector: there whole or not at all, and readable by it.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")  # it reads *.prom only
    try:
        draft.write_bytes(generate_latest(families))
        draft.chmod(0o644)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
