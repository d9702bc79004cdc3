"""A product page made ready to be looked at: parsed once, and what several places need kept."""

import html as html_entities
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from scrapy.http import HtmlResponse

from crawlers.js_literal import Literal, literals, unquoted
from crawlers.markup import Markup, read_markup, read_rdfa
from crawlers.naming import AWAY_TAGS, naming_of
from crawlers.product import products
from crawlers.shown import Text, texts_of
from domain.fields import Json

LONGEST_SCRIPT = 5_000_000
MOST_ATTRIBUTES = 400
MOST_KEPT = 20_000
"""Elements that are kept in hand: lxml makes an element anew, at some cost, each time that nobody holds it."""

_TITLE_WORDS = re.compile(r"\w+", re.UNICODE)
_NUXT = re.compile(r"\(function\(([\w$,\s]{0,20000})\)\s*\{\s*(?:[^{}]{0,2000};)?\s*return\s*$")
_CALL = re.compile(r"\s*;?\s*\}\s*\)?\s*\(")
_HOLDERS = ("div", "form", "section", "span", "a", "button", "input", "main", "ul", "li", "article")
_OTHERS = re.compile(
    r"\W*(?:you (?:may|might) (?:also )?(?:like|love|need)|(?:customers|people|shoppers|others) (?:who|also"
    r"|that)|related (?:products|items|searches)"
    r"|similar (?:products|items|styles)|frequently (?:bought|purchased)|often bought|recommended (?:for"
    r"|products)|we (?:also )?recommend|recently viewed"
    r"|more (?:like this|from|to love)|complete (?:the|your) look|(?:das )?könnte (?:ihnen|dir) auch|(?:kunden"
    r"|andere) (?:kauften|kaufen|haben)|ähnliche (?:produkte|artikel)"
    r"|vous aimerez|produits (?:similaires|associés)|les clients|también te|productos (?:relacionados"
    r"|similares)|clientes|prodotti (?:correlati|simili)|potrebbe"
    r"|podobne produkty|polecane|mohlo by|související|похожие|с этим товаром|рекомендуем|andra (?:köpte|har)"
    r"|liknande|gerelateerde|bekijk ook"
    r"|関連商品|この商品を|おすすめ|猜你喜欢|看了又看|相关(?:商品|推荐)|为你推荐|同类|大家都在|店长推荐)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"""JSON\.parse\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)""")
_FLIGHT = re.compile(r"""self\.__next_f\.push\(\[\s*\d+\s*,\s*("(?:[^"\\]|\\.)*")\s*\]\)""")


class Page:
    """One response and what it says, made when first asked for.

    Args:
        response: a page; relative addresses start at its url.
    """

    def __init__(self, response: HtmlResponse) -> None:
        self.response = response
        self.url = response.url
        self.root: Any = response.selector.root
        self._kept = list(islice(self.root.iter(), MOST_KEPT))

    @cached_property
    def markup(self) -> Markup:
        """JSON-LD, microdata and OpenGraph; RDFa where these hold no product."""
        found = read_markup(self.response)
        if not products(found):
            rdfa = read_rdfa(self.response)
            found.nodes += rdfa.nodes
            found.problems += rdfa.problems
        return found

    @cached_property
    def products(self) -> list[Json]:
        """The things on sale that the markup describes."""
        return products(self.markup)

    @cached_property
    def metas(self) -> dict[str, str]:
        """Every <meta>'s first content, by its name, property or itemprop in lower case."""
        found: dict[str, str] = {}
        for meta in self.root.iter("meta"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop")
            value = (meta.get("content") or meta.get("value") or "").strip()
            if name and value:
                found.setdefault(name.strip().lower(), value)
        return found

    @cached_property
    def names(self) -> list[str]:
        """What the page calls itself, most reliable first; used to tell the thing on sale from others."""
        marked = [str(product.get("name")) for product in self.products if isinstance(product.get("name"), str)]
        shown = [self.metas.get("og:title", ""), self.metas.get("twitter:title", "")]
        title = next((str(one.text_content()) for one in self.root.iter("title")), "")
        return [name for name in (*marked[:1], *shown, title) if name.strip()]

    @cached_property
    def headline(self) -> Any:
        """The element that names the thing on sale, None where there is none."""
        wanted = set().union(*(title_words(name) for name in self.names)) if self.names else set()
        best, best_score = None, 0.0
        for element in self.root.iter("h1", "h2", "h3", "span", "div", "p", "strong", "a"):
            tag = element.tag
            is_h1 = tag == "h1"
            named = is_h1 or _is_named(element)
            if not named and tag not in ("h2", "h3"):
                continue
            words = title_words(str(element.text_content())[:500]) if named or len(element) < 4 else set()
            if not words:
                continue
            like = len(words & wanted) / len(words) if wanted else 0.5
            score = like * (1.0 if named else 0.7) * min(1.0, 0.4 + 0.2 * len(words)) + (0.35 if is_h1 else 0.0)
            if not is_h1 and self._alike[tag, element.get("class") or ""] >= 3:
                score -= 0.25  # one of a row of cards
            if score > best_score + 1e-9:
                best, best_score = element, score
        if best_score < 0.45:  # unlike what the page calls itself: then only where there is no choice
            alone = list(self.root.iter("h1"))
            return alone[0] if len(alone) == 1 and title_words(str(alone[0].text_content())[:500]) else None
        return best

    @cached_property
    def _alike(self) -> Counter[tuple[str, str]]:
        """How many elements of a tag and class there are."""
        elements = self.root.iter("h2", "h3", "span", "div", "p", "strong", "a")
        return Counter((element.tag, element.get("class") or "") for element in elements)

    @cached_property
    def headline_text(self) -> str:
        """Its text, "" where there is none."""
        if self.headline is None:
            return ""
        said = " ".join(str(self.headline.text_content()).split())[:500]
        return said.removeprefix(
            "Details about "
        ).strip()  # a marketplace says so before every title, to screen readers

    @cached_property
    def holders(self) -> set[Any]:
        """The headline and all that holds it: never about something else, whatever it is called."""
        return set() if self.headline is None else {self.headline, *self.headline.iterancestors()}

    def is_elsewhere(self, element: Any) -> bool:
        """Whether an element stands in a part of the page that is not about the thing on sale."""
        one = element
        while one is not None and one not in self.holders and one.tag not in ("body", "html", "main"):
            if one.tag in AWAY_TAGS or naming_of(one).away:
                return True
            one = one.getparent()
        return False

    def marked(self, names: frozenset[str]) -> Iterator[Any]:
        """The elements that have one of these attributes, in order, those behind a </html> too early among them."""
        tops = (self.root, *self.root.itersiblings())
        return (element for top in tops for element in top.iter() if not names.isdisjoint(element.keys()))

    @cached_property
    def texts(self) -> list[Text]:
        """What a reader sees, in order."""
        body = self.root.find(".//body")
        return texts_of(self.root if body is None else body, self.headline)

    @cached_property
    def start(self) -> int:
        """Where in `texts` the headline stands; 0 where there is none."""
        if self.headline is None:
            return 0
        inside = {self.headline, *self.headline.iterdescendants()}
        return next((text.at for text in self.texts if text.element in inside), 0)

    @cached_property
    def others_from(self) -> int:
        """Where in `texts` a heading such as "You may also like" begins; their end where none does."""
        behind = (text for text in self.texts[self.start + 2 :] if len(text.text) <= 50 and _OTHERS.match(text.text))
        return next((text.at for text in behind), len(self.texts))

    @cached_property
    def path(self) -> str:
        """Path and query of the address, without escapes, in lower case."""
        parts = urlsplit(self.url)
        return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path).lower()

    @cached_property
    def states(self) -> list[tuple[str, Any]]:
        """Objects that scripts and attributes hold: what stands before each, and its value."""
        return [*self._script_states(), *self._attribute_states()]

    def _script_states(self) -> Iterator[tuple[str, Any]]:
        flight: list[str] = []
        for script in self.root.iter("script"):
            text = script.text or ""
            if not text.strip() or "ld+json" in (script.get("type") or "") or len(text) > LONGEST_SCRIPT:
                continue
            name = script.get("id") or script.get("type") or ""
            if (script.get("type") or "").endswith("json") and "&quot;" in text[:2000]:
                text = html_entities.unescape(text)
            flight += [unquoted(chunk) for chunk in _FLIGHT.findall(text)]
            for found in literals(text):
                yield f"{name} {found.before}".strip(), _called(text, found)
            for quoted in _QUOTED.findall(text):
                yield from ((f"{name} {found.before}".strip(), found.value) for found in literals(unquoted(quoted)))
        if flight:
            yield from ((f"__next_f {found.before}", found.value) for found in literals("".join(flight)))

    def _attribute_states(self) -> Iterator[tuple[str, Any]]:
        left = MOST_ATTRIBUTES
        for element in self.root.iter(*_HOLDERS):
            for name, value in element.items():
                if len(value) > 20 and value.lstrip()[:1] in ("{", "[") and value.count('"') >= 4:
                    left -= 1
                    if left < 0:
                        return
                    yield from ((f"@{name}", found.value) for found in literals(value[:LONGEST_SCRIPT]))


def _called(text: str, found: Literal) -> Any:
    """A literal's value; of `(function(a,b){return {…}})("x", 1)` with what the function is called with."""
    names = _NUXT.search(text[max(0, found.start - 20_000) : found.start])
    call = _CALL.match(text, found.end)
    if names is None or call is None:
        return found.value
    rest = text[call.end() :]
    told = rest.rpartition("))")[0] or rest.rpartition(")")[0]
    arguments: Any = next((one.value for one in literals(f"[{told}]")), [])
    known = dict(zip((name.strip() for name in names[1].split(",")), arguments, strict=False))
    return next((one.value for one in literals("=" + text[found.start : found.end], known)), found.value)


def title_words(text: str) -> set[str]:
    """The words of a title for comparing, Chinese by character."""
    found = _TITLE_WORDS.findall(text.lower())
    return {word for word in found if word.isascii()} | {char for word in found if not word.isascii() for char in word}


def likeness(one: str, other: str) -> float:
    """0..1: how much of the shorter title's words the longer one has."""
    left, right = title_words(one), title_words(other)
    if not left or not right:
        return 0.0
    return len(left & right) / min(len(left), len(right))


def _is_named(element: Any) -> bool:
    """Whether an element says by its names that it holds the title of a product."""
    return naming_of(element).title or element.get("itemprop") == "name"
