"""The base of platforms that are asked for JSON, page after page."""

import hashlib
import json
from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy.http import Response

from crawlers.platforms.jsonld import ProductPages
from crawlers.record import read
from crawlers.save_pages import capture_of
from domain.capture import CaptureKind
from domain.fields import Json

MOST_PAGES = 50_000
"""Pages of one endpoint; a shop that has more is asked in parts."""

PAGES_OPTION = "yes: each product's own page is read, too, and is the evidence; without it the JSON is"


class JsonEndpoint(ProductPages):
    """Reads records out of JSON, then asks for the next page until there is none.

    A subclass says where the records are, what their fields are, and how the next page is asked for.
    """

    patterns: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._bodies: set[bytes] = set()

    @classmethod
    def option_fault(cls, name: str, value: str) -> tuple[str, str] | None:
        """`pages` is yes or no."""
        if name == "pages" and value not in ("", "yes", "no"):
            return "bad-option", f"option pages {value!r} is not known; it is yes or no"
        return super().option_fault(name, value)

    @abstractmethod
    def offers(self, data: Any, response: Response) -> Iterator[Json]:
        """Raw fields of each offer, as crawlers.record takes them."""

    @abstractmethod
    def following(self, data: Any, response: Response, count: int) -> str:
        """The address of the next page, "" after the last.

        Args:
            data: of this page.
            response: that it came in.
            count: offers on this page.
        """

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Listings of one page of JSON, then the request for the next."""
        data = self._decoded(response)
        if data is None:
            return
        self.tally.add("pages")
        digest = hashlib.sha256(response.body).digest()
        if digest in self._bodies:
            self.tally.problem("paging-repeats", response.url, "the server sends a page anew under the next number")
            return
        self._bodies.add(digest)
        capture = capture_of(response, CaptureKind.FEED)
        count = 0
        for fields in self.offers(data, response):
            count += 1
            url = fields.get("url")
            if self.option("pages") == "yes" and isinstance(url, str) and url:
                yield self.ask(response.urljoin(url), self.parse_page)
            else:
                yield from self.take(read(fields, response.url, self.source.currency), capture, response.url, count)
        following = self.following(data, response, count) if len(self._bodies) < MOST_PAGES else ""
        if following:
            yield self.ask(following, self.parse)

    def parse_page(self, response: Response) -> Iterator[Any]:
        """The listing of one product's own page."""
        yield from ProductPages.parse(self, response)

    def is_product_page(self, url: str) -> bool:
        """Every page that the endpoint names."""
        return True

    def links(self, page: Any) -> Iterator[Any]:
        """None: the endpoint names every page."""
        return iter(())

    def _decoded(self, response: Response) -> Any:
        try:
            return json.loads(response.body, parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            why = f"the server sent no JSON ({str(error)[:80]}); is this shop of platform {self.name}?"
            self.tally.problem("bad-json", response.url, why)
            return None


def with_parameters(url: str, **values: str) -> str:
    """The address with these query parameters, in place of those of the same names."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in values]
    return parts._replace(query=urlencode([*kept, *values.items()]), fragment="").geturl()


def parameter(url: str, name: str) -> str:
    """A query parameter's first value, "" for none."""
    return next((value for key, value in parse_qsl(urlsplit(url).query) if key == name), "")


def objects(value: Any) -> list[Json]:
    """The objects of a list, [] for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
