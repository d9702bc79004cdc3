"""A watch list: whose rights, which leads, how often, to whom."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from domain.lead import LeadState

MOST_TARGETS = 20
LONGEST_TARGET = 500
OFFICE = "alerts"  # stands for a watch's id where the office itself is told
# Deliberately narrower than RFC 5321: nothing quoted, nothing that could end a header or begin another address.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?", re.ASCII
)


class Schedule(StrEnum):
    """How often a digest is made, where there is anything new."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"


class WrongWatchError(ValueError):
    """A watch list cannot be kept as it is; the message says what to do."""


@dataclass(frozen=True, slots=True)
class WatchList:
    """Whose rights are watched, and who is told.

    Attributes:
        watch_id: 12 hex digits.
        holder: of all rights that it watches; one watch never speaks of two holders.
        right_ids: only these rights; empty means all of the holder's.
        lowest: score from which a lead is told, 0..1, inclusive.
        sources: only these; empty means all.
        states: of the leads that are told. Without a person's decision nothing leaves, unless whoever makes the watch
            names a state such as `open`.
        schedule: how often.
        targets: mail addresses and webhook addresses.
        language: "en" or "zh".
        made_by: who made it; stands in no digest.
        made_at: with a zone.
        paused: whether nothing is made or sent.
    """

    watch_id: str
    holder: str
    right_ids: tuple[str, ...]
    lowest: float
    sources: tuple[str, ...]
    states: tuple[LeadState, ...]
    schedule: Schedule
    targets: tuple[str, ...]
    language: str
    made_by: str
    made_at: datetime
    paused: bool = False

    def due(self, last: date | None, today: date) -> bool:
        """Whether a digest may be made, if the last one was made on that day; days are of the office's zone."""
        if last is None or self.schedule is Schedule.AT_ONCE:
            return True
        if self.schedule is Schedule.DAILY:
            return last < today
        return last.isocalendar()[:2] < today.isocalendar()[:2]


def is_webhook(target: str) -> bool:
    """Whether a target is the address of a program; else it is a mail address."""
    return "://" in target


def named(target: str) -> str:
    """A target as reports name it: of a webhook the host only, as its path may be a secret."""
    return "/".join(target.split("/", 3)[:3]) if is_webhook(target) else target


def check_targets(targets: tuple[str, ...], private_hosts: frozenset[str]) -> None:
    """Refuses targets that cannot be told anything.

    Args:
        targets: mail addresses and webhook addresses.
        private_hosts: hosts, or hosts with a port, that may be private and be asked without TLS.

    Raises:
        WrongWatchError: one is neither, or there are none, or too many.
    """
    if not targets or len(targets) > MOST_TARGETS:
        raise WrongWatchError(f"name 1 to {MOST_TARGETS} recipients: mail addresses or https addresses of webhooks")
    for target in targets:
        if len(target) > LONGEST_TARGET or not target.isascii() or not target.isprintable() or " " in target:
            raise WrongWatchError(f"{target[:60]!r} is no address: ASCII without spaces, {LONGEST_TARGET} at most")
        if is_webhook(target):
            _check_webhook(target, private_hosts)
        elif not _ADDRESS.fullmatch(target):
            raise WrongWatchError(f"{target[:60]!r} is no plain mail address such as marks@holder.example")


def _check_webhook(target: str, private_hosts: frozenset[str]) -> None:
    try:
        parts = urlsplit(target)
        host, port = (parts.hostname or "").casefold(), parts.port
    except ValueError as error:
        raise WrongWatchError(f"{target[:60]!r} is no web address: {error}") from error
    if not host or "@" in parts.netloc or parts.fragment:
        raise WrongWatchError(f"{target[:60]!r} is no webhook: a host, no name or password before it, no #")
    own = {host, f"{host}:{port or (443 if parts.scheme == 'https' else 80)}"} & private_hosts
    if parts.scheme != "https" and not (parts.scheme == "http" and own):
        raise WrongWatchError(
            f"{target[:60]!r} must begin with https://; plain http is for hosts of MARKHOUND_WEBHOOK_PRIVATE_HOSTS only"
        )
