"""Prices as shops write them: an exact amount and an ISO 4217 currency."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from price_parser import Price as ParsedPrice

from crawlers.plain_text import word_set

_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_MANY = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(万|萬|千)")
_FACTORS = {"万": Decimal(10_000), "萬": Decimal(10_000), "千": Decimal(1_000)}
_RANGE = re.compile(r"(\d)\s*(?:-|–|—|~|～|至|到)\s*(?=\D{0,4}\d)")
_LONGEST = 200  # characters; a price is short, and a hostile one is not read further

_CURRENCIES: tuple[tuple[str, str], ...] = (
    ("HK$", "HKD"), ("港币", "HKD"), ("港元", "HKD"), ("NT$", "TWD"), ("新台币", "TWD"), ("新臺幣", "TWD"),
    ("台币", "TWD"), ("US$", "USD"), ("美元", "USD"), ("美金", "USD"), ("日元", "JPY"), ("円", "JPY"),
    ("韩元", "KRW"), ("₩", "KRW"), ("欧元", "EUR"), ("€", "EUR"), ("英镑", "GBP"), ("£", "GBP"),
    ("RMB", "CNY"), ("人民币", "CNY"), ("CN¥", "CNY"), ("元", "CNY"), ("圆", "CNY"), ("块", "CNY"),
    ("₽", "RUB"), ("РУБ", "RUB"), ("₹", "INR"), ("฿", "THB"), ("₫", "VND"), ("ZŁ", "PLN"), ("KČ", "CZK"), ("R$", "BRL"),
    ("A$", "AUD"), ("AU$", "AUD"), ("C$", "CAD"), ("CA$", "CAD"), ("S$", "SGD"), ("NZ$", "NZD"), ("MX$", "MXN"),
    ("₴", "UAH"), ("ГРН", "UAH"), ("₺", "TRY"), ("₪", "ILS"), ("₱", "PHP"), ("₦", "NGN"), ("원", "KRW"),
)  # fmt: skip
_CODES = word_set(
    "AED ARS AUD BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JOD JPY KRW KWD "
    "KZT MOP MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RUB SAR SEK SGD THB TND TRY TWD UAH USD VND "
    "ZAR"
)
_CODE = re.compile(r"(?<![A-Z])([A-Z]{3})(?![A-Z])")
_ALIASES = {"RMB": "CNY", "CNH": "CNY", "YUAN": "CNY", "NTD": "TWD"}
_YEN_OR_YUAN = frozenset({"CNY", "JPY"})


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` is None where no price could be read; `currency` is ISO 4217, "" where not said."""

    value: Decimal | None
    currency: str = ""


def read_price(raw: str, currency: str = "") -> Amount:
    """Reads a price.

    Understands full-width forms, 元 and other currency words, 万 and 千, thousands separators, and ranges and coupon
    prices, of which the first amount counts.

    Args:
        raw: as the page shows it ("￥１９．９", "1.2万元", "¥19.9-39.9"), or a plain number.
        currency: as the page says elsewhere, or as the source assumes; decides between yuan and yen at a bare ¥.
    """
    text = unicodedata.normalize("NFKC", raw[:_LONGEST]).strip()
    code = read_currency(text, currency) or read_currency(currency)
    if _PLAIN.fullmatch(text):
        return Amount(Decimal(text), code)
    if re.match(r"\D{0,4}-\s*\d", text):
        return Amount(None, code)  # a negative price is none
    many = _MANY.search(text)
    if many:
        return Amount(_bounded(Decimal(many[1].replace(",", "")) * _FACTORS[many[2]], rounded=True), code)
    low = _RANGE.split(text, maxsplit=1)
    parsed = ParsedPrice.fromstring("".join(low[:2])).amount
    return Amount(_bounded(parsed) if parsed is not None else None, code)


def read_currency(text: str, hint: str = "") -> str:
    """The ISO 4217 code that a text names by code, word or sign; "" for none.

    Args:
        text: a price or a currency field, in NFKC.
        hint: a code; where it is JPY, a bare ¥ is yen, else yuan.
    """
    upper = text[:_LONGEST].upper()
    for found in _CODE.finditer(upper):
        code = found[1]
        if code in _CODES or code in _ALIASES:
            return _ALIASES.get(code, code)
    for sign, code in _CURRENCIES:
        if sign in upper:
            return code
    if "¥" in upper or "￥" in upper:
        return hint if hint in _YEN_OR_YUAN else "CNY"
    return "USD" if "$" in upper and not hint else (hint if "$" in upper and hint.endswith("D") else "")


def _bounded(amount: Decimal, *, rounded: bool = False) -> Decimal | None:
    """The contract's bound (domain.fields): finite, below 10^16; `rounded` drops noughts behind the point."""
    try:
        if not amount.is_finite() or amount < 0 or amount.adjusted() > 15:
            return None
        return Decimal(format(amount.normalize() if rounded else amount, "f"))
    except InvalidOperation:
        return None
