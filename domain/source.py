"""A marketplace or feed that we may read."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Politeness:
    """How a source is asked.

    Attributes:
        delay: seconds between requests to one host.
        concurrency: requests under way at one host.
        obey_robots: whether robots.txt is obeyed; only an owner's own shop may say no.
        max_requests: in one run; more are not made and counted as `budget-spent`. 0 for no limit.
        daily_requests: of all runs of one day of the office's time zone together. 0 for no limit.
        hours: of the day at which it may be asked, in that time zone: "22:00-06:00"; "" for always.
    """

    delay: float = 1.0
    concurrency: int = 2
    obey_robots: bool = True
    max_requests: int = 200_000
    daily_requests: int = 0
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one response, one listing and one crawl may cost.

    Attributes:
        page_bytes, picture_bytes: largest body after decompression, in bytes.
        picture_pixels: largest picture, in pixels, before it counts as a decompression bomb.
        redirects: longest chain.
        timeout: seconds until a response must be complete.
        pictures: how many of one listing are fetched.
        minutes: from the start of a crawl until it asks for nothing more; what was read is kept. 0 for no limit.
        recheck_days: how long a page that its sitemap calls unchanged, or a picture of an unchanged page, is
            believed to be so without asking its server. 0 to ask every time.
    """

    page_bytes: int = 8_000_000
    picture_bytes: int = 20_000_000
    picture_pixels: int = 80_000_000
    redirects: int = 5
    timeout: float = 30.0
    pictures: int = 8
    minutes: float = 240.0
    recheck_days: int = 7


IDS_BY = ("source", "seller", "page")
"""Within what a source's own numbers are unique: throughout, per seller, or nowhere, so that the address must do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One table of sources.toml.

    Attributes:
        name: unique, used in folder names: letters, digits, dash.
        platform: name of a platform or marketplace in crawlers/.
        start: URLs, or paths for a feed, where reading begins.
        allow: host names that may be asked, beside those of `start`.
        private_hosts: host or host:port on private or loopback addresses that may be asked all the same.
        min_listings, max_listings: expected volume: fewer fails the source, more warns; 0 for no bound.
        ids_by: what makes a listing's id, one of IDS_BY: the source's number for it; that number with the seller, where
            each seller numbers its own offers; or the address of its page. No other listing ever has a say in it.
        compared: whether a crawl that gives far less than the last good one, far fewer of a field, or mostly pages
            without a product, fails.
        currency: assumed where pages do not say (ISO 4217).
        keywords: what is searched for: each address of `start` that holds {keyword} is asked once for each. "@registry"
            stands for the marks and aliases of the registry, "@slang" for the words of the counterfeit trade.
        keywords_a_night: most of the registry's that one night searches for; the next night goes on behind them.
        nice: words of the source's own categories, with the Nice classes that they mean.
        politeness, limits: how it is asked and what it may cost.
        options: further pairs that only the platform reads.
        enabled: whether a nightly scan reads it.
    """

    name: str
    platform: str
    start: tuple[str, ...]
    allow: tuple[str, ...] = ()
    private_hosts: tuple[str, ...] = ()
    min_listings: int = 1
    max_listings: int = 0
    ids_by: str = "source"
    currency: str = ""
    keywords: tuple[str, ...] = ()
    keywords_a_night: int = 200
    nice: tuple[tuple[str, tuple[int, ...]], ...] = ()
    compared: bool = True
    politeness: Politeness = field(default_factory=Politeness)
    limits: Limits = field(default_factory=Limits)
    options: tuple[tuple[str, str], ...] = ()
    enabled: bool = True
