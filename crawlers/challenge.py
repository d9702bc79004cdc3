"""Pages that ask for proof of a person: the host is left alone for the rest of the run. They are never answered."""

import re
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from crawlers.faults import RefusedError
from crawlers.spider import spider_of

LONGEST = 200_000
"""Bytes from which a page is no challenge: those hold a script and a sentence."""

_BLOCKING = frozenset({401, 403, 405, 418, 429, 503})
_WORDS = re.compile(
    rb"captcha|cf-challenge|cf_chl_|challenge-platform|just a moment|are you (?:a )?(?:human|robot)"
    rb"|verify (?:that )?you|unusual traffic|_waf_|x5sec|punish\?|geetest"
    + "|滑动验证|安全验证|访问验证|人机验证|请完成验证|验证码|访问过于频繁|系统检测到".encode()
    + "|滑动验证|安全验证|访问验证|人机验证|请完成验证|验证码|访问过于频繁".encode("gb18030"),
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<title[^>]*>(.{0,300}?)</title", re.IGNORECASE | re.DOTALL)
_PATH = re.compile(r"/(?:captcha|challenge|punish|verify|validate|sorry)(?:[/.?]|$)|/_____tmd_____/", re.IGNORECASE)


def is_challenge(request: Request, response: Response) -> bool:
    """Whether a response asks for proof of a person.

    A page that answers 200 is one only if it was redirected to an address for that, or its title says so: shops show a
    captcha beside their login, too.
    """
    if response.headers.get("cf-mitigated", b"").lower() == b"challenge":  # type: ignore[union-attr]
        return True
    if not isinstance(response, TextResponse) or len(response.body) > LONGEST:
        return False
    if response.status in _BLOCKING:
        return _WORDS.search(response.body) is not None
    if response.status != 200:
        return False
    if request.meta.get("redirect_times") and _PATH.search(urlsplit(response.url).path):
        return _WORDS.search(response.body) is not None
    title = _TITLE.search(response.body)
    return title is not None and _WORDS.search(title[1]) is not None and b"schema.org" not in response.body


class Challenges:
    """Stops asking a host that challenges."""

    def __init__(self, crawler: Crawler) -> None:
        self._spider = spider_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Challenges":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuses what would go to a host that has challenged.

        Raises:
            RefusedError: challenge.
        """
        if urlsplit(request.url).netloc in self._spider.challenged:
            raise RefusedError("challenge", "its host asked for proof of a person before; it is left alone in this run")

    def process_response(self, request: Request, response: Response) -> Response:
        """Notices a challenge.

        Raises:
            RefusedError: challenge.
        """
        if not is_challenge(request, response):
            return response
        self._spider.challenged.add(urlsplit(request.url).netloc)
        raise RefusedError(
            "challenge", f"it asks for proof of a person ({response.status}); its host is left alone now"
        )
