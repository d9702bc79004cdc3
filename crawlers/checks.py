"""What can be known of a source before and after a crawl: its declaration, and its volume."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.catalogue import platforms
from crawlers.search import PLACE
from crawlers.spider import SourceSpider
from domain.addresses import may_connect
from domain.problem import Problem
from domain.source import Source

BLOCKING = frozenset(
    {
        "unknown-platform",
        "no-start",
        "bad-url",
        "bad-pattern",
        "bad-option",
        "unknown-option",
        "bad-currency",
        "no-keywords",
        "no-keyword-place",
    }
)
"""Codes that keep a source from being crawled; the others are advice."""


def check(source: Source) -> tuple[Problem, ...]:
    """Static checks: nothing is fetched.

    Codes: unknown-platform, no-start, bad-url, bad-pattern, bad-option, unknown-option, bad-currency,
    no-keywords, no-keyword-place, file-missing, private-address, impolite, impossible-volume.
    """
    return tuple(Problem(source.name, 0, message, code) for code, message in _findings(source))


def volume_fault(source: Source, listings: int) -> str:
    """The sentence that fails a source which gave too little, "" when it gave enough."""
    if listings >= source.min_listings:
        return ""
    return (
        f"{source.name}: {listings} listings, expected at least {source.min_listings}; the shop may be down or "
        "changed: read crawl.log in the source's run folder, or lower min_listings"
    )


def loss_fault(source: Source, lost: int) -> str:
    """The sentence that fails a source whose listings were read but could not be written, "" for none."""
    if not lost:
        return ""
    return f"{source.name}: {lost} listings were read but not written; the reason stands in crawl.log (a full disk?)"


def volume_warning(source: Source, listings: int) -> Problem | None:
    """A source that gave more than expected may have changed, too."""
    if not source.max_listings or listings <= source.max_listings:
        return None
    message = f"{listings} listings, expected at most {source.max_listings}; raise max_listings if that is right"
    return Problem(source.name, 0, message, "too-many")


def _findings(source: Source) -> Iterator[tuple[str, str]]:
    kind = platforms().get(source.platform)
    if kind is None:
        yield (
            "unknown-platform",
            f"there is no platform {source.platform!r}; known are {', '.join(sorted(platforms()))}",
        )
        return
    if not source.start:
        yield "no-start", "`start` is empty; name at least one address"
    if source.keywords and not any(PLACE in place for place in source.start):
        yield "no-keyword-place", f"it has keywords, but no address of `start` holds {PLACE}"
    if not source.keywords and any(PLACE in place for place in source.start):
        yield "no-keywords", f'an address of `start` holds {PLACE}; declare `keywords`, such as ["@registry"]'
    for place in source.start:
        yield from _start(place, source, kind)
    for name, value in source.options:
        if name not in kind.options:
            known = ", ".join(sorted(kind.options)) or "none"
            yield "unknown-option", f"platform {kind.name} has no option {name!r}; known are {known}"
        elif fault := kind.option_fault(name, value):
            yield fault
    if source.currency and not re.fullmatch("[A-Z]{3}", source.currency):
        yield "bad-currency", f"currency {source.currency!r} must be an ISO 4217 code such as CNY"
    if source.max_listings and source.max_listings < source.min_listings:
        yield "impossible-volume", "max_listings is below min_listings"
    if source.politeness.delay == 0 and not source.private_hosts:
        yield "impolite", "politeness.delay is 0 for a host that is not your own; give it a second"


def _start(place: str, source: Source, kind: type[SourceSpider]) -> Iterator[tuple[str, str]]:
    if "://" not in place:
        if not kind.takes_files:
            yield "bad-url", f"start {place!r} must be an http or https address"
        elif not Path(place).exists():
            yield "file-missing", f"the feed file or folder {place} does not exist"
        return
    try:
        parts = urlsplit(place)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield "bad-url", f"start {place!r} must be an http or https address"
        return
    named = {host.casefold() for host in source.private_hosts} & {parts.hostname, f"{parts.hostname}:{port}"}
    if not named and _is_private(parts.hostname):
        yield "private-address", f"{parts.hostname} is not public; name it in private_hosts if it is your own shop"


def _is_private(host: str) -> bool:
    """Whether a literal address, or the usual name of this machine, is private; other names are not looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return not may_connect(host, private_allowed=False)
