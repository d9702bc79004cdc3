"""Hostile text made safe to look at: escaped, hidden characters made visible, matched spans marked."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from domain.signal import Span

# Characters that take no room or turn the writing direction: sellers use them to split marks, and to make
# a page read otherwise than it is (Unicode Technical Report 36). Tab and line feed are left alone.
_HIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SHORT_NAMES = {
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
    "\xad": "SHY",
}


@dataclass(frozen=True, slots=True)
class Highlight:
    """A range of a text to mark; `against` when it speaks for lawful use."""

    span: Span
    against: bool = False


def shown(text: str, limit: int = 0) -> Markup:
    """The text as HTML: isolated from what is around it, hidden characters as tokens, cut at `limit` if not 0."""
    # A page shows hundreds of texts, and most of them want nothing but to be escaped.
    cut = bool(limit) and len(text) > limit
    return Markup(f"<bdi>{_safe(text[:limit] if cut else text)}{'…' if cut else ''}</bdi>")  # noqa: S704 (escaped)


def marked(text: str, highlights: Sequence[Highlight], limit: int = 0) -> Markup:
    """Like `shown`, with the highlights in `<mark>`; a cut keeps the first highlight in view.

    Spans count characters of the original text, so they hold although tokens are longer than what they stand for.
    """
    start, end = _window(len(text), highlights, limit)
    edges = {min(max(edge, start), end) for h in highlights for edge in (h.span.start, h.span.end)}
    parts: list[str] = ["…" if start else ""]
    for left, right in pairwise(sorted({start, end} | edges)):
        parts.append(_piece(text[left:right], [h for h in highlights if h.span.start <= left < h.span.end]))
    parts.append("…" if end < len(text) else "")
    return Markup(f"<bdi>{''.join(parts)}</bdi>")  # noqa: S704 (each part is escaped)


def plain(text: str, limit: int = 0) -> str:
    """The text for an attribute or a page title: tokens without markup, cut at `limit` if that is not 0."""
    cut = text if not limit or len(text) <= limit else text[: limit - 1] + "…"
    return _HIDDEN.sub(lambda found: _token(found[0]), cut)


def web_address(url: str) -> str:
    """The URL if a browser may follow it (http or https, a host, nothing hidden), else ""."""
    if _HIDDEN.search(url) or any(character.isspace() for character in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def _piece(text: str, over: Iterable[Highlight]) -> Markup:
    html = _safe(text)
    against = {highlight.against for highlight in over}
    if against:
        html = f'<mark class="{"for" if False in against else "against"}">{html}</mark>'
    return Markup(html)  # noqa: S704 (escaped by `_safe`)


def _safe(text: str) -> str:
    """Escaped, with hidden characters as tokens."""
    return _HIDDEN.sub(_token_html, str(escape(text)))


def _token(character: str) -> str:
    return f"[{_SHORT_NAMES.get(character) or f'U+{ord(character):04X}'}]"


def _token_html(found: re.Match[str]) -> str:
    name = unicodedata.name(found[0], "control character")
    return f'<span class="token" title="U+{ord(found[0]):04X} {name}">{_token(found[0])}</span>'


def _window(length: int, highlights: Sequence[Highlight], limit: int) -> tuple[int, int]:
    if not limit or length <= limit:
        return 0, length
    first = min((h.span.start for h in highlights), default=0)
    start = max(0, min(first - limit // 4, length - limit))
    return start, start + limit
