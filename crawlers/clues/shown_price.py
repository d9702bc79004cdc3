"""The price that a reader sees: an amount of money near the headline, called a price and not struck out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import exp
from typing import Any

from crawlers.clue import Clue, Place
from crawlers.money import Money, amounts
from crawlers.naming import words_of
from crawlers.page import Page
from crawlers.plain_text import has_digit, word_set
from crawlers.prices import read_currency
from crawlers.shown import Text, content

LONGEST = 80
"""Characters of a text that may be a price; a sentence that names an amount is none."""

WIDEST = 50
"""Characters of what holds it; wider holders are about more than the price."""

MOST = 400
_TOO_WIDE = frozenset({"body", "html", "form", "fieldset", "table", "ul", "section", "main", "article"})
_CONTROLS = ("select", "input", "button", "img", "h1")
_NEAR = 60.0
_PRICE = word_set("price prices pricing preis prix precio prezzo prijs pris cena ar hinta amount jiage fiyat kaina")
_NOW = word_set(
    "sale special final current now buying buybox our selling offer promo buy deal reduced discounted main actual "
    "today "
    "sales primary new priceblock promotion jd aktuell actuel pricetopay"
)
_WAS = word_set(
    "old was rrp msrp strike striked strikethrough crossed before original compare retail uvp previous "
    "struck del stroke ancien barre vecchio antes market linethrough through suggested basis highlow deleted "
    "anterior prior other line"
)
_USUAL = frozenset({"regular", "normal", "standard", "usual", "base"})
_NOT = word_set(
    "save saving savings saved discount off shipping delivery postage installment installments instalment "
    "monthly month per points point reward rewards cashback coupon voucher gift warranty deposit financing "
    "finance klarna afterpay affirm clearpay subtotal total filter range min max tax vat unit measure "
    "freight loyalty bonus insurance credit emi threshold free minimum donation protection difference paypal "
    "sezzle laybuy zip versand rating count quantity qty weight size rate badge usd used marketplace variant "
    "variants swatch option options tier bulk tooltip addon"
)
_WAS_TEXT = re.compile(
    r"(?:\b(?:was|were|list price|list|rrp|msrp|retail|regular(?:ly)?|reg\.?|orig(?:inal)?(?:ly)?|typical"
    r"|compare(?: at)?|statt|uvp|ancien|avant|prix conseillé|antes|pvp|pvpr|prezzo consigliato|adviesprijs"
    r"|rek\.? pris|ord\.?|tidigare|før|vejl|old price|normal(?:ly)?|instead of|previously|de:|van|bisher|früher"
    r"|sconto)\b[^0-9]{0,25}|原价|原價|市场价|市場價|定价|定價|参考价|希望小売価格|定価|통상)\W*$",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:save|saving|you save|discount|over|above|under|from orders|shipping|delivery|postage|up to|spend"
    r"|orders?|deposit|economi[sz]ez|ahorra|spar|risparmi|bez (?:dph|vat)|ex(?:cl)?\.? ?(?:vat|tax|gst|btw"
    r"|moms)|netto|ohne mwst|plus (?:vat|tax)|of|x|installments? of|payments of|earn|versand\w*|versandkosten"
    r"|ab einem|dès|livraison|desde envío|buono|monthly)\b[^0-9]{0,20}|[-–−]\s*"
    r"|优惠|立减|满|运费|邮费|减|券|送料|配送)\W*$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\d\s?\S{0,3}\s?(?:[-–—~]|to|bis|à|至)\s?\S{0,3}\s?\d")
_NOT_BEHIND = re.compile(
    r"^\W{0,3}(?:off\b|discount|/\s*(?:mo|month|mes|mois|monat|kg|g|100|l|ml|m|m2|pc|st|stück|ea|unit|lb|oz|wk"
    r"|week|yr|year)|per\b|a month|shipping|delivery|x\s?\d|\bpts?\b|points|pro\b|par mois|al mes|p/|je\s"
    r"|monthly|/\w|each month|more\b|運費|起免|以上|还差)",
    re.IGNORECASE,
)
_NOW_TEXT = re.compile(
    r"(?:\b(?:now|sale(?: price)?|our price|special(?: price)?|price|today|deal|only|preis|prix|precio|prezzo"
    r"|prijs|pris|cena|jetzt|ahora|maintenant|ora|por|hoje|nu)|促销价|现价|現價|售价|售價|特价|特價|价格|價格|券后|到手价|販売価格|価格|税込"
    r"|판매가)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Shown:
    value: Decimal
    sign: str
    score: float
    where: str


def see(page: Page) -> Iterator[Clue]:
    """The best-placed amount, and the runner-up with less trust."""
    best: dict[Decimal, _Shown] = {}
    for shown in _shown(page):
        if shown.value not in best or best[shown.value].score < shown.score:
            best[shown.value] = shown
    ranked = sorted(best.values(), key=lambda shown: -shown.score)
    for number, shown in enumerate(ranked[:3]):
        lead = shown.score - (ranked[1].score if number == 0 and len(ranked) > 1 else shown.score - 1.0)
        if shown.score <= 0.5:
            return
        trust = min(0.75, 0.22 + 0.07 * shown.score + 0.06 * min(lead, 2.0)) * (1.0, 0.5, 0.3)[number]
        yield Clue("price", str(shown.value), trust, shown.where)
        if number == 0 and (currency := read_currency(shown.sign)):
            yield Clue("currency", currency, 0.45, shown.where)


def _shown(page: Page) -> Iterator[_Shown]:
    seen: set[Any] = set()
    left = MOST
    for text in page.texts:
        if (text.struck and text.element in seen) or not has_digit(text.text) or len(text.text) > LONGEST:
            continue
        unit = _unit(text.element)
        if unit is None:
            yield from _of_text(page, text)
        if unit is None or unit in seen:
            continue
        seen.add(unit)
        left -= 1
        if left < 0:
            return
        yield from _of_unit(page, text, unit)


def _unit(element: Any) -> Any:
    """The outermost element around a text that still holds little more than one amount."""
    found = None
    one = element
    for _ in range(4):
        if (
            one is None
            or not isinstance(one.tag, str)
            or one.tag in _TOO_WIDE
            or next(one.iter(*_CONTROLS), None) is not None
        ):
            break
        shown = content(one, LONGEST if one is element else WIDEST)
        if not shown:
            break
        here = {money.value for money in amounts(shown, bare=True)}
        if len(here) > 1:
            break
        if here:
            found = one
        one = one.getparent()
    return found


def _of_text(page: Page, text: Text) -> Iterator[_Shown]:
    """A text that shares its element with other amounts: "$19.90 ($3.98 / 100 g)", or a range, whose low end counts."""
    words = [*_parts(text.element), text.element.tag]
    for above in list(text.element.iterancestors())[:3]:
        words += _parts(above) if above.tag not in ("body", "html") else []
    found = amounts(text.text)
    for money in found[:1] if _RANGE.search(text.text) else found:
        behind = text.text[money.end :] or (page.texts[text.at + 1].text[:20] if text.at + 1 < len(page.texts) else "")
        score = _score(page, text, words, money, text.text[: money.start][-40:], behind)
        yield _Shown(money.value, money.sign, score, _path(text.element))


def _of_unit(page: Page, text: Text, unit: Any) -> Iterator[_Shown]:
    words = _near_words(unit, 3)
    called = not _PRICE.isdisjoint(words) or any("price" in word for word in words)
    shown = content(unit, LONGEST)
    for money in amounts(shown, bare=called):
        before = _before(page, text, unit, shown[: money.start])
        score = _score(page, text, words, money, before, shown[money.end :] or _behind(page, text, unit))
        yield _Shown(money.value, money.sign, score, _path(unit))


def _score(page: Page, text: Text, words: list[str], money: Money, before: str, behind: str) -> float:
    names = set(words)
    inner = set(words[:12])
    score = 1.0 if money.sign else -0.5
    called = not _PRICE.isdisjoint(names) or any("price" in word for word in names)
    score += 2.0 if called else 0.0
    score += 1.0 if not _NOW.isdisjoint(inner) else 0.0
    score -= (
        3.0 if not _WAS.isdisjoint(inner) and _NOW.isdisjoint(inner) else 1.2 if not _WAS.isdisjoint(inner) else 0.0
    )
    score -= 0.8 if not _USUAL.isdisjoint(inner) and _NOW.isdisjoint(inner) else 0.0
    score -= 2.5 if not _NOT.isdisjoint(inner) else 0.0
    score -= 4.0 if text.struck else 0.0
    score -= 4.0 if text.away else 0.0
    score -= 1.5 if text.hidden else 0.0
    score -= 3.0 if text.at > page.others_from else 0.0
    score -= 3.5 if _WAS_TEXT.search(before) else 0.0
    score -= 3.5 if _NOT_BEFORE.search(before) else 0.0
    score -= 3.5 if _NOT_BEHIND.search(behind) else 0.0
    score += 0.8 if _NOW_TEXT.search(before) else 0.0
    distance = text.at - page.start
    if page.headline is not None:
        score += 2.5 * exp(-distance / _NEAR) if distance >= 0 else 1.0 * exp(distance / 6.0)
    else:
        score += 1.0 * exp(-text.at / 200.0)
    return score


def _near_words(unit: Any, levels: int) -> list[str]:
    """Words of the element, of what is inside it, and of what holds it, nearest first."""
    words = [*_parts(unit), unit.tag]
    for inner in list(unit.iterdescendants())[:8]:
        if isinstance(inner.tag, str):
            words += [*_parts(inner), inner.tag]
    for name in ("data-price", "data-product-price", "data-price-amount", "data-price-type"):
        if unit.get(name):
            words += ["price", *re.findall(r"[a-z]+", unit.get(name, "").lower())]
    one = unit.getparent()
    for _ in range(levels):
        if one is None or one.tag in ("body", "html"):
            break
        words += _parts(one)
        one = one.getparent()
    return words


def _parts(element: Any) -> list[str]:
    """An element's words, "oldprice" and "pricenow" in their two parts; a list price says "was"."""
    words = words_of(element)
    parts = [word.replace("price", "") for word in words if word != "price" and "price" in word]
    listed = "list" in parts or "list price" in " ".join(words) or "price list" in " ".join(words)
    return [*words, *parts, *(["price"] if parts else []), *(["was"] if listed else [])]


def _before(page: Page, text: Text, unit: Any, inside: str) -> str:
    """Up to forty characters before the amount, from the texts before where its own element has none."""
    if inside.strip(" :") or text.at == 0:
        return inside[-40:]
    own = {unit, *unit.iterdescendants()}
    at = text.at - 1
    while at > 0 and page.texts[at].element in own:
        at -= 1
    previous = page.texts[at]
    return "" if amounts(previous.text) or len(previous.text) > 40 else previous.text


def _behind(page: Page, text: Text, unit: Any) -> str:
    own = {unit, *unit.iterdescendants()}
    for later in page.texts[text.at + 1 : text.at + 8]:
        if later.element not in own:
            return later.text[:20]
    return ""


def _path(unit: Any) -> str:
    return f"{unit.tag}.{'.'.join((unit.get('class') or unit.get('id') or '').split()[:2])}".rstrip(".")


PLACE = Place("shown_price", see)
