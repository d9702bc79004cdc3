"""Amounts of money in shown text: which part of a text is one, and what it comes to."""

import re
from dataclasses import dataclass
from decimal import Decimal

from crawlers.plain_text import has_digit
from crawlers.prices import read_price

SIGN = (
    r"US\s?\$|HK\s?\$|NT\s?\$|A\s?\$|AU\s?\$|CA?\s?\$|R\$|S\$|NZ\$|MX\$|\$|€|£|¥|￥|₩|₽|₹|฿|₫|₺|₪|₱|₦|₴|"
    r"zł|kr\.?|Kč|Ft|lei|лв\.?|грн\.?|руб\.?|р\.|сом|元|円|원|RMB|Rs\.?|RM|Rp\.?|TL|CHF|Fr\.|KD|KWD|BHD|OMR|"
    r"USD|EUR|GBP|AUD|CAD|NZD|SGD|HKD|TWD|JPY|CNY|KRW|INR|PLN|SEK|NOK|DKK|CZK|HUF|RON|BGN|TRY|RUB|UAH|BRL|MXN"
    r"|ZAR|AED|SAR|QAR|"
    r"EGP|PHP|IDR|MYR|THB|VND|ILS|ARS|CLP|COP|PEN|NGN|KES|PKR|LKR|BDT"
)
NUMBER = (
    r"(?<![\d.,])\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)"
    r"|(?<![\d.,])\d+(?:[.,]\d{1,3})?(?!\d)|(?<![\d.,])\d+[.,](?:-{1,2}|–)"
)
_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?P<sign>{SIGN})\s?:?\s?(?P<number>{NUMBER})(?:\s?[.,]?-)?(?P<many>[万萬千])?", re.IGNORECASE
)
_BEHIND = re.compile(
    rf"(?P<number>{NUMBER})(?:[.,]?-)?(?P<many>[万萬千])?\s?(?P<sign>{SIGN})(?![A-Za-z])", re.IGNORECASE
)
_BARE = re.compile(rf"\A\D{{0,12}}?(?P<number>{NUMBER})(?P<sign>)(?P<many>)\D{{0,6}}\Z")


_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3})+)")
_THREE_DECIMALS = re.compile(r"K\.?W?D|BHD|OMR|JOD|TND", re.IGNORECASE)  # "KWD 34.000" is thirty-four


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its sign as shown ("" for none), and where in the text it stands."""

    value: Decimal
    sign: str
    start: int
    end: int


def amounts(text: str, *, bare: bool = False) -> list[Money]:
    """The amounts that a short text shows, in order.

    Args:
        text: with white space tidied.
        bare: whether a number without a sign counts where it is all that the text holds.
    """
    if not has_digit(text):
        return []
    found = [money for one in _BEFORE.finditer(text) if (money := _money(one))]
    spans = [(money.start, money.end) for money in found]
    for one in _BEHIND.finditer(text):
        if not any(one.start() < end and start < one.end() for start, end in spans) and (money := _money(one)):
            found.append(money)
    whole = _BARE.match(text) if bare and not found else None
    if whole is not None and (money := _money(whole)):
        found.append(money)
    return sorted(found, key=lambda money: money.start)


def _money(match: "re.Match[str]") -> Money | None:
    number = match["number"].rstrip("-–").rstrip(".,") if match["number"][-1] in "-–" else match["number"]
    if _THOUSANDS.fullmatch(number) and not _THREE_DECIMALS.search(match["sign"] or ""):
        number = re.sub(r"[.,]", "", number)
    amount = read_price(f"{number}{match['many'] or ''}", match["sign"] or "").value
    if amount is None or amount <= 0:
        return None
    return Money(amount, match["sign"] or "", match.start(), match.end())
