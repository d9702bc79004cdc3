"""Marketplaces with a JSON interface of their own: where its fields stand is declared, paging and token too."""

import os
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from scrapy.http import Response

from crawlers.declared import FIELDS, raw_fields
from crawlers.json_endpoint import PAGES_OPTION, JsonEndpoint, parameter, with_parameters
from crawlers.json_path import BadPathError, compiled, values
from domain.fields import Json

_PATHS = ("items", "next", *FIELDS)


TOKEN_HEADERS = ("authorization", "x-api-key", "x-auth-token")
"""Headers that are known to hold secrets, so that whoever keeps or shows a request knows what to leave out."""


class Api(JsonEndpoint):
    """`start` names endpoints; each field of the contract names its JSONPath, from the item on."""

    name = "api"
    options: ClassVar[Mapping[str, str]] = {
        "items": "JSONPath of the list of offers, such as $.data.items[*]; without it the answer is the list",
        "next": "JSONPath of the next page's address, or of what `cursor` takes",
        "cursor": "query parameter that takes what stands at `next`",
        "page": "query parameter that counts pages; asked until a page is empty",
        "first_page": "number of the first page: 1 (default) or 0",
        "offset": "query parameter that counts offers instead",
        "token_variable": "name of the environment variable that holds the token; never the token itself",
        "token_header": "header that carries it: Authorization (default), X-API-Key or X-Auth-Token",
        "token_prefix": "what stands before it in the header: Bearer (default), or - for nothing",
        "pages": PAGES_OPTION,
        **FIELDS,
    }

    @classmethod
    def option_fault(cls, name: str, value: str) -> tuple[str, str] | None:
        """Paths must be paths; a token must not stand in the file."""
        if name in _PATHS and value:
            try:
                compiled(value)
            except BadPathError as error:
                return "bad-option", f"option {name}: {error}"
        if name == "token_variable" and not value.replace("_", "").isalnum():
            return "bad-option", "option token_variable must be the name of an environment variable, not the token"
        if name == "token_header" and value.lower() not in TOKEN_HEADERS:
            return "bad-option", f"option token_header {value!r} is not known; it is one of {', '.join(TOKEN_HEADERS)}"
        if name == "first_page" and not value.isdigit():
            return "bad-option", f"option first_page must be a number, not {value!r}"
        return super().option_fault(name, value)

    def secret_headers(self) -> Mapping[str, str]:
        """The token's header; {} where none is declared, or the variable is empty."""
        token = os.environ.get(self.option("token_variable"), "") if self.option("token_variable") else ""
        prefix = self.option("token_prefix") or "Bearer"
        said = token if prefix == "-" else f"{prefix} {token}"
        return {self.option("token_header") or "Authorization": said} if token else {}

    async def start(self) -> AsyncIterator[Any]:
        """Asks for the first page of each."""
        if self.option("token_variable") and not self.secret_headers():
            variable = self.option("token_variable")
            self.tally.problem("token-missing", self.source.name, f"the environment variable {variable} is not set")
        for url in self.source.start:
            if page := self.option("page"):
                url = with_parameters(url, **{page: self.option("first_page") or "1"})  # noqa: PLW2901
            yield self.ask(url, self.parse)

    def offers(self, data: Any, response: Response) -> Iterator[Json]:
        """What the declared paths find in each item; the item's other fields are reported as unused."""
        items = values(self.option("items") or "$", data)
        for item in items:
            if isinstance(item, dict):
                used = {_first_name(self.option(name)) for name in FIELDS if self.option(name)}
                rest = {f"item.{name}": value for name, value in item.items() if name not in used}
                yield {**rest, **raw_fields(partial(self._said, item))}

    def following(self, data: Any, response: Response, count: int) -> str:
        """The next page by address, cursor, number or offset, as declared; none after an empty page."""
        if not count:
            return ""
        if self.option("next"):
            said = next(iter(values(self.option("next"), data)), None)
            if said in (None, "", False):
                return ""
            cursor = self.option("cursor")
            return with_parameters(response.url, **{cursor: str(said)}) if cursor else response.urljoin(str(said))
        for name, step in ((self.option("page"), 1), (self.option("offset"), count)):
            if name:
                now = parameter(response.url, name)
                return with_parameters(response.url, **{name: str((int(now) if now.isdigit() else 0) + step)})
        return ""

    def _said(self, item: Json, name: str) -> list[Any]:
        path = self.option(name)
        return values(path, item) if path else []


def _first_name(path: str) -> str:
    return path.removeprefix("$").lstrip(".").partition(".")[0].partition("[")[0].strip('"')
