"""Shops without markup, read by selectors that the source declares: CSS, XPath, or JSONPath into their scripts."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, ClassVar

from cssselect import SelectorError
from parsel import Selector
from parsel.csstranslator import HTMLTranslator
from scrapy.http import HtmlResponse

from crawlers.declared import FIELDS, raw_fields
from crawlers.json_path import compiled, values
from crawlers.page import Page
from crawlers.platforms.jsonld import ProductPages
from domain.fields import Json


class Selectors(ProductPages):
    """Each field of the contract names where it stands on an offer's page."""

    name = "selectors"
    options: ClassVar[Mapping[str, str]] = {
        **ProductPages.options,
        "item": "CSS or XPath of each offer, where a page holds several; without it the page is one",
        **FIELDS,
    }

    @classmethod
    def option_fault(cls, name: str, value: str) -> tuple[str, str] | None:
        """Selectors must be selectors."""
        if name in FIELDS or name == "item":
            try:
                check_selector(value)
            except (SelectorError, ValueError) as error:
                return "bad-option", f"option {name}: {value[:60]!r} is no selector: {str(error)[:100]}"
        return super().option_fault(name, value)

    def records(self, page: HtmlResponse) -> Iterable[Json]:
        """What the selectors find; a page on which they find no title is none of an offer."""
        looked = Page(page)
        item = self.option("item")
        holders = _select(page.selector, item) if item else [page.selector]
        for holder in holders:
            fields = raw_fields(partial(self._said, holder, looked))
            if fields.get("title"):
                yield fields

    def _said(self, holder: Selector, page: Page, name: str) -> list[Any]:
        selector = self.option(name)
        if not selector:
            return []
        if selector.startswith("$"):
            return next((found for _, state in page.states if (found := values(selector, state))), [])
        return [_text(one) for one in _select(holder, selector)]


def _text(found: Selector) -> str:
    """What a selector selected: of an element its text, of a text or an attribute itself."""
    said = found.get()
    return " ".join(found.xpath("string()").get("").split()) if said.lstrip().startswith("<") else said


def check_selector(selector: str) -> None:
    """Raises where a selector cannot be read.

    Raises:
        ValueError: a broken XPath or JSONPath.
        SelectorError: a broken CSS selector (a ValueError, too).
    """
    if selector.startswith("$"):
        compiled(selector)
    elif _is_xpath(selector):
        Selector("<html></html>").xpath(selector)
    else:
        HTMLTranslator().css_to_xpath(selector)


def _select(holder: Selector, selector: str) -> list[Selector]:
    return list(holder.xpath(selector) if _is_xpath(selector) else holder.css(selector))


def _is_xpath(selector: str) -> bool:
    return selector.startswith(("/", "./", "(", "string(", "normalize-space(", "concat("))
