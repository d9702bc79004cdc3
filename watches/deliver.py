"""Delivering what is pending: a round of tries at each target, written to the log before the next one begins."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from watches.attempt import ROUNDS, PassingError, RefusedError, Tries, is_early
from watches.letter import letter
from watches.mail import Envelope, MailServer, compose
from watches.message import Delivery, Message, Outcome
from watches.store import WatchStore
from watches.watch_list import OFFICE, is_webhook, named
from watches.webhook import Webhooks
from watches.wording import dead_alert

SECONDS = 300.0  # for all deliveries of a run; what is left waits for the next one


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a run did: deliveries, failures that are tried again, those given up (with a sentence each), those not
    tried now."""

    delivered: int = 0
    failed: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Carriers:
    """The ways out, and what letters need.

    Attributes:
        mail, webhooks: the ways.
        tries: how a round waits.
        review_url: of the review page, "" for no links.
        clock: the time, with a zone.
        alerts: targets of the office itself, which are told when something is given up.
        language: of alerts.
        seconds: for all deliveries of a run.
    """

    mail: MailServer
    webhooks: Webhooks
    tries: Tries
    review_url: str
    clock: Callable[[], datetime]
    alerts: tuple[str, ...] = ()
    language: str = "en"
    seconds: float = SECONDS

    def carry(self, message: Message, target: str) -> None:
        """Tries once.

        Raises:
            PassingError, RefusedError: as there; and where what is stored cannot be read by this version, which must
                not hold up the others.
        """
        try:
            said, delivery_id = letter(message, self.review_url), message.delivery_id(target)
        except (ValueError, TypeError, KeyError) as error:
            raise RefusedError(f"what is stored of it cannot be read: {error}") from error
        if is_webhook(target):
            self.webhooks.send(target, message.watch_id, delivery_id, said.data)
            return
        envelope = Envelope(self.mail.sender, target, said.subject, delivery_id, message.made_at)
        self.mail.send(compose(envelope, said.text, said.html), target)

    def server(self, target: str) -> str:
        """What is the same for targets that fail together."""
        return named(target) if is_webhook(target) else self.mail.name


@dataclass(slots=True)
class Round:
    """One run over what is pending.

    Attributes:
        store: of the log.
        carriers: the ways out.
        now_too: whether to try what should wait for a later round.
    """

    store: WatchStore
    carriers: Carriers
    now_too: bool = False
    _down: set[str] = field(default_factory=set)

    def run(self, watches: frozenset[str]) -> Delivered:
        """Delivers what is pending of those watches, or of the office; the caller sees to it that nobody else does."""
        began, total = time.monotonic(), Delivered()
        for message, last in self.store.pending():
            if message.watch_id not in watches:
                continue
            early = last.next_at is not None and not self.now_too and is_early(last.next_at, self.carriers.clock())
            late = time.monotonic() - began > self.carriers.seconds
            if early or late or self.carriers.server(last.target) in self._down:
                total = replace(total, waiting=total.waiting + 1)
                continue
            after = self._one(message, last)
            self.store.log(after)
            total = _counted(total, message, after)
            if after.outcome is Outcome.DEAD and message.watch_id != OFFICE and self.carriers.alerts:
                self.store.put(dead_alert(message, after, self.carriers.language), self.carriers.alerts)
        return total

    def once(self, message: Message, targets: Sequence[str]) -> Delivered:
        """Tries a message, and gives up what does not arrive: of a test nothing stays pending."""
        total = Delivered()
        for target in targets:
            after = self._one(message, Delivery(message.message_id, target, Outcome.MADE, message.made_at))
            after = replace(after, outcome=Outcome.DEAD, next_at=None) if after.outcome is Outcome.FAILED else after
            self.store.log(after)
            total = _counted(total, message, after)
        return total

    def _one(self, message: Message, last: Delivery) -> Delivery:
        rounds = last.rounds + 1
        carriers = self.carriers
        try:
            carriers.tries.run(lambda: carriers.carry(message, last.target))
        except RefusedError as error:
            return self._line(last, Outcome.DEAD, rounds, str(error))
        except PassingError as error:
            if error.unreachable:
                self._down.add(carriers.server(last.target))
            if rounds >= ROUNDS:
                return self._line(last, Outcome.DEAD, rounds, str(error))
            next_at = carriers.tries.next_round(rounds, error.after, carriers.clock())
            return replace(self._line(last, Outcome.FAILED, rounds, str(error)), next_at=next_at)
        return self._line(last, Outcome.DELIVERED, rounds, "")

    def _line(self, last: Delivery, outcome: Outcome, rounds: int, detail: str) -> Delivery:
        return Delivery(last.message_id, last.target, outcome, self.carriers.clock(), rounds, detail)


def _counted(total: Delivered, message: Message, after: Delivery) -> Delivered:
    of = "the office" if message.watch_id == OFFICE else f"watch {message.watch_id}"
    sentence = f"{of}, {named(after.target)}: {after.detail}"
    if after.outcome is Outcome.DELIVERED:
        return replace(total, delivered=total.delivered + 1)
    if after.outcome is Outcome.DEAD:
        return replace(total, dead=(*total.dead, sentence))
    return replace(total, failed=(*total.failed, sentence))
