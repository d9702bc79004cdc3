"""Pages that somebody reported: which may be asked, the source that asks for each, and what a page calls itself.

A page of a declared shop is asked as that shop is; any other one as a stranger's: slowly, its robots.txt obeyed, at
public addresses only. Nothing is followed, and no other host is asked for a page.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from parsel import Selector
from w3lib.url import safe_url_string
from warcio.archiveiterator import ArchiveIterator

from crawlers.again import again
from crawlers.catalogue import platforms
from crawlers.gatekeeper import page_hosts
from crawlers.plain_text import line_of
from crawlers.platforms.jsonld import ProductPages
from domain.complaint import LONGEST_ADDRESS
from domain.source import Limits, Politeness, Source

PAGES = "complaint_pages"
"""Source of pages of shops that nobody declared; no declared source can have that name."""

MINUTES = 10.0  # that a batch of pages may take; one page takes seconds
ASKED = 12  # requests that a page may cost: itself, robots.txt, redirects, its pictures
LONGEST_TITLE = 300
READ = 2_000_000  # bytes of a page in which its title is looked for


def why_not(address: str) -> str:
    """Why an address cannot be asked, in one sentence; "" where it may be tried. Nothing is looked up."""
    if len(address) > LONGEST_ADDRESS:
        return f"has more than {LONGEST_ADDRESS:,} characters"
    if not address.isprintable() or any(one.isspace() for one in address):
        return "is not written as one address without spaces"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no address that can be read"
    if parts.scheme not in ("http", "https") or not host:
        return "is no web address; only http and https addresses are fetched"
    if parts.username is not None or parts.password is not None:
        return "holds a user name; such an address is not fetched"
    return ""


def asked_as(address: str) -> str:
    """The address as it is asked and recorded: what is no ASCII encoded, without a place on its page."""
    return address if why_not(address) else safe_url_string(address).partition("#")[0]


def reported(addresses: Iterable[str], declared: Sequence[Source]) -> tuple[Source, ...]:
    """The sources that ask for those pages, each page once.

    Args:
        addresses: as `asked_as` gives them, without those that `why_not` speaks against.
        declared: the sources of the house, those that a night does not read too.
    """
    homes = [source for source in declared if issubclass(platforms()[source.platform], ProductPages)]
    of_home: dict[str, list[str]] = {}
    strange: list[str] = []
    for address in dict.fromkeys(addresses):
        host = (urlsplit(address).hostname or "").casefold()
        home = next((source.name for source in homes if host in page_hosts(source)), "")
        (of_home.setdefault(home, []) if home else strange).append(address)
    found = [_hurried(again(source, of_home[source.name])) for source in homes if source.name in of_home]
    return (*found, *((_of_strangers(strange),) if strange else ()))


def shown_title(folder: Path, url: str) -> str:
    """What a captured page calls itself, "" where it says nothing.

    Args:
        folder: as crawlers.run leaves it.
        url: the address that answered.
    """
    title = ""
    with (folder / "pages.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file):
            headers = record.rec_headers
            if record.rec_type == "response" and headers.get_header("WARC-Target-URI") == url:
                body = record.content_stream().read(READ)
                with suppress(ValueError):  # no markup at all
                    title = Selector(body.decode("utf-8", "replace")).xpath("string(//title)").get() or title
    return line_of(title, LONGEST_TITLE)[0]


def _hurried(source: Source) -> Source:
    """A declared shop's, asked for a few pages beside what a night may be asking."""
    most = ASKED * len(source.start)
    politeness = replace(
        source.politeness, concurrency=1, max_requests=min(source.politeness.max_requests or most, most)
    )
    return replace(source, politeness=politeness, limits=replace(source.limits, minutes=MINUTES))


def _of_strangers(addresses: Sequence[str]) -> Source:
    hosts = {(urlsplit(address).hostname or "").casefold() for address in addresses}
    # Shops send visitors from the one to the other.
    both = {host.removeprefix("www.") for host in hosts} | {f"www.{host.removeprefix('www.')}" for host in hosts}
    return Source(
        name=PAGES,
        platform=ProductPages.name,
        start=tuple(addresses),
        allow=tuple(sorted(both | hosts)),
        min_listings=0,
        ids_by="page",
        compared=False,
        politeness=Politeness(concurrency=1, max_requests=ASKED * len(addresses)),
        limits=Limits(timeout=20.0, minutes=MINUTES, recheck_days=0),
    )
