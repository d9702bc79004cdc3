"""ALL Scrapy settings, made from a Source. The upper-case names are what `scrapy shell` gets (scrapy.cfg)."""

from typing import Any

from domain.source import Source

BOT_NAME = "markhound"
SPIDER_MODULES: list[str] = []  # spiders are found by crawlers.catalogue and want a Source

# Defaults of Scrapy 2.19 that do not suit a polite crawler whose results are evidence.
REMOTE_CONTROL_ENABLED = False  # a local server that runs Python sent to it
TELNETCONSOLE_ENABLED = False
ROBOTSTXT_OBEY = True
DOWNLOAD_VERIFY_CERTIFICATES = True
COOKIES_ENABLED = False  # nobody is followed from page to page, and nobody logs in
METAREFRESH_ENABLED = False  # a redirect that only a browser would follow
HTTPPROXY_ENABLED = False  # through a proxy of the environment the address check would see the proxy only
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawlers.download.Downloader",
    "https": "crawlers.download.Downloader",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
TWISTED_DNS_RESOLVER = "crawlers.addresses.GuardedResolver"
CONCURRENT_ITEMS = 16  # listings of one page or feed under way; Scrapy starts a task for each place, used or not
LOG_LEVEL = "INFO"
LOG_INSTALL_ROOT_HANDLER = False  # the child has its own (logs/setup.py): one form, no secrets

RETRY_TIMES = 2  # further tries after a failure that may pass
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.ResponseDataLossError",
    "scrapy.exceptions.CannotResolveHostError",
    "twisted.internet.error.ConnectionDone",
    "twisted.internet.error.ConnectError",
    "twisted.internet.error.ConnectionLost",
]  # not the time-outs: a slow drip would cost its whole limit again at each try

_MIDDLEWARES = {
    "crawlers.gatekeeper.Gatekeeper": 40,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # the gatekeeper's work
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.robots.Robots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.patience.Patience": 550,
    "crawlers.challenge.Challenges": 560,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawlers.gatekeeper.Unpacking": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawlers.gatekeeper.Redirects": 600,
    "crawlers.gatekeeper.AddressRefusals": 940,
    "crawlers.before.Before": 980,
    "crawlers.save_pages.SavePages": 990,  # nearest to the downloader: sees what came, before anything else acts on it
    "crawlers.secrets.Secrets": 995,  # so that the records of SavePages do not show them
}


def settings_for(source: Source, user_agent: str) -> dict[str, Any]:
    """Every setting of the crawl of one source, as AsyncCrawlerProcess takes them."""
    shared = {name: value for name, value in globals().items() if name.isupper() and not name.startswith("_")}
    return {
        **shared,
        **_pace(source),
        "ROBOTSTXT_OBEY": source.politeness.obey_robots,
        "USER_AGENT": user_agent,
        "DOWNLOAD_MAXSIZE": source.limits.page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": source.limits.timeout,
        "REDIRECT_MAX_TIMES": source.limits.redirects,
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES,
        "ITEM_PIPELINES": {"crawlers.pictures.Pictures": 100, "crawlers.listing_file.ListingFile": 200},
        "EXTENSIONS": {
            "crawlers.progress.Telltale": 0,
            "scrapy.extensions.throttle.AutoThrottle": None,
            "crawlers.throttle.Throttle": 0,
        },
        "MARKHOUND_PRIVATE_HOSTS": list(source.private_hosts),
    }


def _pace(source: Source) -> dict[str, Any]:
    """Delay and concurrency; without a delay (an own shop) the throttle has nothing to adapt to."""
    asked = source.politeness
    return {
        "DOWNLOAD_DELAY": asked.delay,
        "CONCURRENT_REQUESTS_PER_DOMAIN": asked.concurrency,
        "CONCURRENT_REQUESTS": max(16, asked.concurrency),
        "AUTOTHROTTLE_ENABLED": asked.delay > 0,
        "AUTOTHROTTLE_START_DELAY": asked.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(asked.concurrency),
    }
