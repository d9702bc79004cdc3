"""Complaints for the review page: taken in as they are sent, captured and compared by a thread."""

import re
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from cli.output import say
from crawlers.sources import load
from domain.complaint import Channel, Complaint, Given, TakenLine
from domain.problem import Problem
from domain.source import Source
from flows.complaint_file import take_file
from flows.complaints_stage import name_right, work_all
from flows.house import House
from flows.intake import take
from flows.watch import Silent

_ODD = re.compile(r"[^\w.-]+")


class HouseTaker:
    """Takes complaints in for one house.

    Args:
        house: whose.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._one = ThreadPoolExecutor(1, thread_name_prefix="complaints")
        self._lock = threading.Lock()
        self._called = False
        self.wake()  # for what came when nobody was there

    def take(self, given: Given, channel: Channel, by: str) -> tuple[Complaint, bool]:
        """The complaint, and whether it is new."""
        taken = take(self._house, given, channel, by, datetime.now(UTC))
        self.wake()
        return taken.complaint, taken.new

    def take_table(self, name: str, data: bytes, by: str) -> tuple[Sequence[TakenLine], Sequence[Problem]]:
        """What the lines of a table gave, and what is wrong with the others."""
        lines: list[TakenLine] = []
        problems: list[Problem] = []
        with tempfile.TemporaryDirectory(prefix="complaints-") as folder:
            path = Path(folder) / (_ODD.sub("_", name)[-80:].lstrip(".") or "table")
            path.write_bytes(data)
            for one in take_file(self._house, path, by, datetime.now(UTC)):
                (problems if isinstance(one, Problem) else lines).append(one)  # type: ignore[arg-type]
        self.wake()
        return lines, problems

    def name_right(self, complaint: Complaint, right_id: str) -> bool:
        """Makes a lead of a complaint and a right that a person names; False where there is no such right."""
        return name_right(self._house, complaint, right_id, datetime.now(UTC)) is not None

    def wake(self) -> None:
        """Has what waits worked off, unless that is about to begin anyway."""
        with self._lock:
            if not self._called:
                self._called = True
                self._one.submit(self._work)

    def close(self) -> None:
        """Lets the batch in hand be finished; what waits is taken up at the next start."""
        self._one.shutdown(wait=True, cancel_futures=True)

    def _work(self) -> None:
        with self._lock:
            self._called = False
        try:
            work_all(self._house, self._sources(), Silent())
        except Exception as error:  # noqa: BLE001 (a rim: the complaints are kept, and the next one wakes it again)
            say(f"complaints: {type(error).__name__}: {str(error)[:300]}; they wait, and are taken up again")

    def _sources(self) -> tuple[Source, ...]:
        path = self._house.settings.sources
        return load(path) if path.is_file() else ()
