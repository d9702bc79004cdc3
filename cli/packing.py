"""Packs for the review page: made one order after another by a thread, kept under the data folder."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from exports.case import Errand
from exports.profile import PROFILES
from flows.cases import PACKS, cases_of, file_name, gather, make_packs, shop_of
from flows.house import House
from review.packer import Job, Made, Order
from review.sentences import sentence

_NAME = re.compile(r"case-[0-9a-f]{16}-[a-z]+-[a-z]{2}-[0-9a-f]{6}\.zip")
MOST_FAILED = 5  # failures that the page still shows


class HousePacker:
    """A packer of one house.

    Args:
        house: whose leads.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._folder = house.settings.data_dir / PACKS
        self._one = ThreadPoolExecutor(1, thread_name_prefix="packs")
        self._lock = threading.Lock()
        self._jobs: dict[int, Job] = {}
        self._next = 0

    @property
    def profiles(self) -> tuple[str, ...]:
        """Audiences to choose from."""
        return tuple(PROFILES)

    def start(self, order: Order) -> None:
        """Takes an order."""
        with self._lock:
            number, self._next = self._next, self._next + 1
            self._jobs[number] = Job(order, 0, 0)
        self._one.submit(self._run, number, order)

    def jobs(self) -> tuple[Job, ...]:
        """Orders that wait, run or have failed, oldest first."""
        with self._lock:
            return tuple(self._jobs.values())

    def made(self) -> tuple[Made, ...]:
        """Packs that are there, newest first; of a pack that was made again the last."""
        found: dict[str, Made] = {}
        for one in self._house.dispatches.newest(500):
            if one.name not in found and self.path(one.name):
                found[one.name] = Made(
                    one.name,
                    one.case_id,
                    len(one.leads),
                    one.profile,
                    one.recipient,
                    one.made_by,
                    one.made_at,
                    one.digest,
                )
        return tuple(found.values())

    def path(self, name: str) -> Path | None:
        """Where such a pack lies; None for any other name."""
        path = self._folder / name
        return path if _NAME.fullmatch(name) and path.is_file() else None

    def close(self) -> None:
        """Lets the pack in hand be finished and takes nothing more; what waits is not begun."""
        self._one.shutdown(wait=True, cancel_futures=True)

    def _run(self, number: int, order: Order) -> None:
        try:
            self._make(number, order)
        except Exception as error:  # noqa: BLE001 (a rim: the page shows the sentence, and the next order is taken)
            self._end(number, str(error) or type(error).__name__)
        else:
            self._end(number, "")

    def _make(self, number: int, order: Order) -> None:
        house = self._house
        errand = Errand(order.profile, PROFILES[order.profile].language, order.recipient, order.by, order.scope)
        gathered = gather(house, order.sieve)
        cases = cases_of(house, gathered.by_case(), errand, sentence)
        if not cases:
            raise ValueError("the filter leaves no confirmed lead; only what a person confirmed leaves the house")

        def tell(done: int, total: int) -> None:
            with self._lock:
                self._jobs[number] = replace(self._jobs[number], done=done, total=total)

        wanted = [(case, self._folder / file_name(case)) for case in cases]
        for _ in make_packs(house, wanted, shop_of(house, tell), datetime.now(UTC)):
            tell(0, 0)

    def _end(self, number: int, error: str) -> None:
        with self._lock:
            job = self._jobs.pop(number)
            if error:
                self._jobs[number] = replace(job, error=error)
            failed = [key for key, one in self._jobs.items() if one.error]
            for key in failed[:-MOST_FAILED]:
                del self._jobs[key]
