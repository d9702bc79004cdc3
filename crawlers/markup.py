"""schema.org markup of a page in one form, whatever its syntax: nested dicts with short names and "@type" lists.

JSON-LD is read here (loose_json); microdata, RDFa and OpenGraph through extruct. RDFa costs 8 ms a page, so it is read
only where asked for and where the page has its attributes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import extruct
from scrapy.http import HtmlResponse

from crawlers.loose_json import BrokenJsonError, loads
from domain.fields import Json

MOST_NODES = 20_000
DEEPEST = 24
MOST_ITEMS = 3_000
"""Bounds for hostile pages: nodes and depth that are walked; items above which extruct is not tried (its time grows
with the square of them)."""

_VOCABULARY = (
    "http://schema.org/",
    "https://schema.org/",
    "schema:",
    "http://www.schema.org/",
    "https://www.schema.org/",
)

_THERE = {"opengraph": "boolean(//meta[@property])", "microdata": "boolean(//@itemtype)"}
"""What says at little cost whether extruct has anything to find."""


@dataclass
class Markup:
    """What one page says about itself.

    Attributes:
        nodes: top-level things.
        graph: OpenGraph properties, the first of each name.
        problems: code and sentence of what could not be read.
    """

    nodes: list[Json] = field(default_factory=list)
    graph: dict[str, list[str]] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


def read_markup(page: HtmlResponse) -> Markup:
    """JSON-LD, microdata and OpenGraph of a page."""
    markup = Markup()
    root = page.selector.root
    for script in root.xpath('//script[contains(@type, "ld+json")]'):
        text = str(script.xpath("string()"))
        if not text.strip():
            continue
        try:
            markup.nodes.extend(_short_form(loads(text)))
        except BrokenJsonError as error:
            markup.problems.append(("bad-json-ld", f"its JSON-LD cannot be read: {error}"))
    syntaxes = [name for name, there in _THERE.items() if root.xpath(there)]
    found = _extruct(page, root, syntaxes, "count(//@itemprop)", markup)
    markup.nodes.extend(node for item in found.get("microdata", ()) for node in _short_form(_unfold(item, 0)))
    for item in found.get("opengraph", ()):
        for name, value in item["properties"]:
            markup.graph.setdefault(str(name), []).append(str(value))
    return markup


def read_rdfa(page: HtmlResponse) -> Markup:
    """RDFa of a page; empty where it has none of its attributes."""
    markup = Markup()
    if not page.selector.root.xpath("boolean(//@typeof)"):
        return markup
    found = _extruct(page, page.text, ["rdfa"], "count(//@property)", markup)
    nodes = list(_short_form(found.get("rdfa", [])))
    markup.nodes.extend(nodes)
    return markup


def _extruct(page: HtmlResponse, html: Any, syntaxes: list[str], size: str, markup: Markup) -> dict[str, list[Any]]:
    if page.selector.root.xpath(size) > MOST_ITEMS:
        markup.problems.append(("markup-too-big", f"more than {MOST_ITEMS:,} marked-up properties; not read"))
        return {}
    if not syntaxes:
        return {}
    # "log" puts a failure with its traceback into crawl.log; the missing key below counts it
    found: dict[str, list[Any]] = extruct.extract(html, base_url=page.url, syntaxes=syntaxes, errors="log")
    for name in syntaxes:
        if name not in found:
            markup.problems.append(("bad-markup", f"its {name} cannot be read"))
    return found


def _unfold(item: Any, depth: int) -> Any:
    """extruct's microdata form made into the form of JSON-LD."""
    if isinstance(item, list):
        return [_unfold(one, depth) for one in item]
    if not isinstance(item, dict) or depth > DEEPEST:
        return item
    node = {name: _unfold(value, depth + 1) for name, value in item.get("properties", {}).items()}
    return {"@type": item.get("type", []), "@id": item.get("id", ""), **node}


def _short_form(data: Any) -> Iterator[Json]:
    """Top-level nodes with short names, references to other nodes of the same script followed."""
    budget = [MOST_NODES]
    nodes = [node for node in _tops(data) if isinstance(node, dict)]
    shortened = [_shorten(node, 0, budget) for node in nodes]
    known: dict[str, Json] = {}
    for node in shortened:
        _index(node, known, 0)
    budget = [MOST_NODES]
    for node in shortened:
        yield _follow(node, known, 0, budget)


def _tops(data: Any) -> Iterator[Any]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict) and "@graph" in item:
            graph = item["@graph"]
            yield from graph if isinstance(graph, list) else [graph]
        yield item


def _shorten(value: Any, depth: int, budget: list[int]) -> Any:
    budget[0] -= 1
    if depth > DEEPEST or budget[0] < 0:
        return None
    if isinstance(value, list):
        return [_shorten(item, depth + 1, budget) for item in value]
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return value["@value"]
    node = {_short(name): _shorten(item, depth + 1, budget) for name, item in value.items() if name != "@graph"}
    types = node.get("@type", [])
    node["@type"] = [_short(kind) for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)]
    return node


def _short(name: str) -> str:
    for prefix in _VOCABULARY:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def _index(value: Any, known: dict[str, Json], depth: int) -> None:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and depth <= DEEPEST:
            name = item.get("@id")
            if isinstance(name, str) and name and _says_something(item):
                known.setdefault(name, item)
            for inner in item.values():
                _index(inner, known, depth + 1)


def _says_something(node: Json) -> bool:
    return any(name not in ("@id", "@type") for name in node)


def _follow(value: Any, known: dict[str, Json], depth: int, budget: list[int]) -> Any:
    """Puts the node that an "@id" names in its place, within depth and number."""
    budget[0] -= 1
    if depth > DEEPEST // 2 or budget[0] < 0:
        return value
    if isinstance(value, list):
        return [_follow(item, known, depth + 1, budget) for item in value]
    if not isinstance(value, dict):
        return value
    target = known.get(str(value.get("@id"))) if not _says_something(value) else None
    return {name: _follow(item, known, depth + 1, budget) for name, item in (target or value).items()}
