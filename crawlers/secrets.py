"""Tokens on the wire and nowhere else: put into a request last of all, out before anything is recorded or logged."""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.gatekeeper import page_hosts
from crawlers.spider import PICTURE, spider_of
from logs.redact import REDACTOR


class Secrets:
    """The middleware behind the one that saves pages; a token goes to the hosts of the source alone, over https or to
    a host of one's own."""

    def __init__(self, crawler: Crawler) -> None:
        self._spider = spider_of(crawler)
        self._hosts = page_hosts(self._spider.source)
        REDACTOR.name(said for value in self._spider.secret_headers().values() for said in (value, *value.split()))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Secrets":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Puts the headers in."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        own = {host, f"{host}:{parts.port}"} & set(self._spider.source.private_hosts)
        if host in self._hosts and (parts.scheme == "https" or own) and not request.meta.get(PICTURE):
            for name, value in self._spider.secret_headers().items():
                request.headers[name] = value

    def process_response(self, request: Request, response: Response) -> Response:
        """Takes them out."""
        self._forget(request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Takes them out."""
        self._forget(request)

    def _forget(self, request: Request) -> None:
        for name in self._spider.secret_headers():
            request.headers.pop(name, None)
