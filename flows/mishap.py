"""What befalls a stage from outside, whatever it does: a full disk, a lost database, memory that ran out.

None of these says anything of a source or of a listing. So what may pass is tried again, and a night in which such a
thing ended a stage is not over: the next start goes on with it.
"""

import errno
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from database import trouble
from domain.report import StageReport

TRIES = 6  # of a stage whose database is lost or busy
FIRST_WAIT, LONGEST_WAIT = 1.0, 16.0  # seconds, doubled: half a minute in all, in which a server restarts
FULL, FAULTY, MEMORY, LOST, BUSY = "disk-full", "disk-fault", "memory-short", "database-lost", "database-busy"
CODES = frozenset({FULL, FAULTY, MEMORY, LOST, BUSY})

Done = TypeVar("Done")

_ERRORS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    **dict.fromkeys((errno.EIO, errno.EROFS, errno.ESTALE, errno.ENFILE, errno.EMFILE, errno.ENODEV), FAULTY),
    errno.ENOMEM: MEMORY,
}
_SAYS = {
    FULL: "the disk is full; make room",
    FAULTY: "the disk cannot be read or written; look into the system's log",
    MEMORY: "memory ran out; lower MARKHOUND_WORKERS or give the machine more",
    LOST: "the database is out of reach; bring it back",
    BUSY: "the database was busy for too long; look who holds it",
}
_OF_DATABASE = {"full": FULL, "lost": LOST, "busy": BUSY}


@dataclass(frozen=True, slots=True)
class Mishap:
    """What befell a stage: a code of `CODES`, and what a person does about it."""

    code: str

    @property
    def remedy(self) -> str:
        """What it is, and what helps against it."""
        return _SAYS[self.code]

    @property
    def sentence(self) -> str:
        """One sentence that says what to do in a night."""
        return f"{self.remedy}, then run the scan again, it goes on here"

    @property
    def may_pass(self) -> bool:
        """Whether it may be over in a minute."""
        return self.code in (LOST, BUSY)


def mishap_of(error: BaseException) -> Mishap | None:
    """What an error, or what it came from, says of the machine; None where it says nothing."""
    seen: BaseException | None = error
    while seen is not None:
        code = _OF_DATABASE.get(trouble(seen), "")
        if isinstance(seen, MemoryError | BrokenProcessPool):
            code = MEMORY
        elif isinstance(seen, OSError):
            code = _ERRORS.get(seen.errno or 0, "")
        if code:
            return Mishap(code)
        seen = seen.__cause__
    return None


def patiently(
    work: Callable[[], Done], said: Callable[[str], None], sleep: Callable[[float], None] | None = None
) -> Done:
    """Does a piece of work that may be done twice, again and again while its database is out of reach for a moment.

    Args:
        work: what.
        said: told before each wait.
        sleep: waits so many seconds; the machine's own for None.
    """

    def tell(state: RetryCallState) -> None:
        wait = state.next_action.sleep if state.next_action else 0.0
        found = mishap_of(error) if state.outcome and (error := state.outcome.exception()) else None
        if found is not None:
            said(f"{found.remedy.partition(';')[0]}; trying again in {wait:.0f} s")

    def passes(error: BaseException) -> bool:
        found = mishap_of(error)
        return found is not None and found.may_pass

    return Retrying(
        stop=stop_after_attempt(TRIES),
        wait=wait_exponential_jitter(initial=FIRST_WAIT, max=LONGEST_WAIT, jitter=FIRST_WAIT),
        retry=retry_if_exception(passes),
        before_sleep=tell,
        sleep=sleep or time.sleep,
        reraise=True,
    )(work)


def is_cut_short(report: StageReport) -> bool:
    """Whether a stage ended by such a thing."""
    return bool(report.error) and any(problem.code in CODES for problem in report.problems)
