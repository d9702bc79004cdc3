"""One round of tries at one target: what may be tried again, how often, and how long to wait in between."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

TRIES = 3  # within a round
LONGEST_WAIT = 20.0  # seconds between two tries of a round; who asks for more is asked again in a later round
ROUNDS = (
    10  # rounds before a delivery is given up: a little over three days where `watch send` runs often, else ten nights
)
FIRST_PAUSE, LONGEST_PAUSE = (
    timedelta(minutes=15),
    timedelta(hours=20),
)  # between rounds; a night must not miss its turn
FARTHEST = timedelta(days=7)  # what is to be tried later than that was put off by a clock that stood elsewhere
LONGEST_DETAIL = 300  # characters of what the other side said


class PassingError(RuntimeError):
    """It may work later.

    Args:
        detail: what happened, one sentence.
        after: seconds that the other side asks to wait, 0 where it said nothing.
        unreachable: whether nothing else will reach that server now either.
    """

    def __init__(self, detail: str, after: float = 0.0, *, unreachable: bool = False) -> None:
        super().__init__(" ".join(detail.split())[:LONGEST_DETAIL])
        self.after = after
        self.unreachable = unreachable


class RefusedError(RuntimeError):
    """It will never work as it is; the message says what the other side said."""

    def __init__(self, detail: str) -> None:
        super().__init__(" ".join(detail.split())[:LONGEST_DETAIL])


@dataclass(frozen=True, slots=True)
class Tries:
    """How a round waits: `sleep` takes seconds, `chance` spreads the waits so that senders do not come in step."""

    sleep: Callable[[float], None]
    chance: Random

    def run(self, send: Callable[[], None]) -> None:
        """Sends, a few times if need be.

        Raises:
            PassingError: the last try failed in a way that may pass, or the other side asks for more than a round.
            RefusedError: there is no sense in another try.
        """
        backoff = wait_exponential_jitter(initial=1, max=LONGEST_WAIT, jitter=0)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.after if isinstance(error, PassingError) else 0.0
            return max(asked, float(backoff(state)) * self.chance.uniform(0.5, 1.5))

        Retrying(
            stop=stop_after_attempt(TRIES),
            wait=wait,
            retry=retry_if_exception(lambda error: isinstance(error, PassingError) and error.after <= LONGEST_WAIT),
            sleep=self.sleep,
            reraise=True,
        )(send)

    def next_round(self, rounds: int, after: float, now: datetime) -> datetime:
        """When to try again: twice as late after each round, spread, and not before the other side asked for."""
        pause = min(FIRST_PAUSE * (1 << min(rounds - 1, 12)), LONGEST_PAUSE) * self.chance.uniform(0.8, 1.0)
        return now + max(pause, timedelta(seconds=after))


def is_early(next_at: datetime, now: datetime) -> bool:
    """Whether the next round is not due yet."""
    return now < next_at <= now + FARTHEST
