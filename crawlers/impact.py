"""What a crawl did to each host: the record that rules on automated collection ask for. It ends up in crawl.json."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_HOSTS = 1_000
"""Hosts that are told apart; what pictures from yet more hosts cost is counted together."""

OTHERS = "(others)"


@dataclass
class HostImpact:
    """One host.

    Attributes:
        requests, bytes_sent, bytes_received: as they went over the wire, heads included.
        first, last: when it was asked, UTC; None where only robots.txt had a say.
        busiest: most requests within one minute of the clock.
        allowed, disallowed: requests that its robots.txt lets pass, and not.
        crawl_delay: seconds that its robots.txt asks for, None for none.
        throttles: answers 429 and 503.
    """

    requests: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    first: datetime | None = None
    last: datetime | None = None
    busiest: int = 0
    allowed: int = 0
    disallowed: int = 0
    crawl_delay: float | None = None
    throttles: int = 0
    minute: int = 0
    in_minute: int = 0

    def asked(self, sent: int, received: int, now: datetime) -> None:
        """Counts one exchange."""
        self.requests += 1
        self.bytes_sent += sent
        self.bytes_received += received
        self.first = self.first or now
        self.last = now
        minute = int(now.timestamp() // 60)
        self.in_minute = self.in_minute + 1 if minute == self.minute else 1
        self.minute = minute
        self.busiest = max(self.busiest, self.in_minute)


class Impact:
    """The hosts of one crawl."""

    def __init__(self) -> None:
        self._hosts: dict[str, HostImpact] = {}

    def of(self, host: str) -> HostImpact:
        """The record of a host (with its port where that is not the usual one)."""
        if host not in self._hosts and len(self._hosts) >= MOST_HOSTS:
            host = OTHERS
        return self._hosts.setdefault(host, HostImpact())

    def to_json(self) -> dict[str, Any]:
        """Host to its numbers; `per_second` is the mean rate between its first and last request."""
        return {host: _json(one) for host, one in sorted(self._hosts.items())}


def _json(one: HostImpact) -> dict[str, Any]:
    seconds = (one.last - one.first).total_seconds() if one.first and one.last else 0.0
    return {
        "requests": one.requests,
        "bytes_sent": one.bytes_sent,
        "bytes_received": one.bytes_received,
        "first": one.first.isoformat() if one.first else None,
        "last": one.last.isoformat() if one.last else None,
        "per_second": round(one.requests / seconds, 3) if seconds else None,
        "busiest_minute": one.busiest,
        "robots": {"allowed": one.allowed, "disallowed": one.disallowed, "crawl_delay": one.crawl_delay},
        "throttles": one.throttles,
    }
