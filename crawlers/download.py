"""Scrapy's HTTP/1.1 client with every exchange taken down; and the same client over a response taken down before."""

from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, ResponseDataLossError
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

from crawlers.challenge import is_challenge
from crawlers.faults import RefusedError
from crawlers.spider import spider_of
from crawlers.wire import LONGEST_HEAD, WIRE, RecorderFactory, Tap, Tape, Wire

STALE_TRIES = 4
"""A server may close a kept connection at the moment when it is used again; then another is taken, at most so often."""


class Downloader(HTTP11DownloadHandler):
    """The download handler of http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._challenged = spider_of(crawler).challenged
        self._pool._factory = RecorderFactory
        self._pool.retryAutomatically = False  # a second try would be taken down as part of the first

    async def download_request(self, request: Request) -> Response:
        """The response; its exchange lies in the request's meta, complete or not.

        Raises:
            RefusedError: challenge; too-large, when head or framing of a response have no end.
            scrapy.exceptions.DownloadFailedError: and what else Scrapy raises.
        """
        if urlsplit(request.url).netloc in self._challenged:  # since it was queued
            raise RefusedError("challenge", "its host asked for proof of a person; it is left alone in this run")
        for left in reversed(range(STALE_TRIES)):
            most = int(request.meta.get("download_maxsize", self._default_maxsize))
            wire = request.meta[WIRE] = Wire(2 * most + LONGEST_HEAD)
            try:
                with wrap_twisted_exceptions():
                    agent = self._agent(Tap(self._pool, wire))
                    response = await maybe_deferred_to_future(agent.download_request(request))
                if response.status != 200 and is_challenge(request, response):
                    self._challenged.add(
                        urlsplit(request.url).netloc
                    )  # the middlewares get it a tenth of a second later
                return response
            except (DownloadFailedError, ResponseDataLossError):
                if wire.flooded:
                    raise RefusedError("too-large", "its head, or what stands between its chunks, has no end") from None
                if not (left and wire.reused and not wire.received):
                    raise
        raise AssertionError("the last try returns or raises")

    def _agent(self, pool: Tap) -> _ScrapyAgent:
        return _ScrapyAgent(
            contextFactory=self._contextFactory,
            pool=pool,  # type: ignore[arg-type]  # all of a pool that an agent asks for
            maxsize=self._default_maxsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )


async def play(crawler: Crawler, request: Request, received: bytes, wire: Wire) -> Response:
    """The response to a request as it was received before; nothing is sent.

    Args:
        crawler: the running crawl.
        request: that would be sent.
        received: the response's bytes, whole.
        wire: with the address of the server that sent them; takes them down anew.
    """
    tape = Tape(received, wire)
    agent = _ScrapyAgent(contextFactory=_NoTls(), pool=tape, crawler=crawler)  # type: ignore[arg-type]
    with wrap_twisted_exceptions():
        response = agent.download_request(request)
        tape.play()
        return await maybe_deferred_to_future(response)


@implementer(IPolicyForHTTPS)
class _NoTls:
    """In place of a context factory: a tape is not encrypted."""

    def creatorForNetloc(self, hostname: bytes, port: int) -> None:  # noqa: N802 (Twisted's interface)
        return None
