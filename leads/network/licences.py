"""Numbers of business licences (统一社会信用代码, 注册号), believed only where their check digit holds."""

import re
from collections.abc import Iterator

from domain.network import Fact, FactKind

# GB 32100-2015: 31 characters (no I, O, S, V, Z), weights 3^(i-1) mod 31, check = 31 - sum mod 31.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_LENGTH, _OLD_LENGTH = 18, 15
_SOCIAL = re.compile(r"(?<![0-9a-z])[1-9anpqy](?:[\s-]?[0-9a-hj-npqrtuwxy]){17}(?![0-9a-z])")
_REGISTERED = re.compile(r"(?:注\s*册\s*号|执\s*照|登\s*记)[^0-9]{0,12}([1-9](?:[\s-]?[0-9]){14})(?![0-9])")
_APART = re.compile(r"[\s-]")
_BODY = re.compile(r"1[1239]|2[19]|3[1-59]|4[19]|5[1239]|6[129]|7[129]|8[19]|9[123]|A[19]|N[1239]|Y1")  # its table 1
_REGION = re.compile(r"[1-8][0-9]{5}")  # GB/T 2260: provinces 11 to 82


def licences(folded: str) -> Iterator[Fact]:
    """Every licence number of a folded text (contacts.fold). It is on a public register, so it is shown whole."""
    for found in _SOCIAL.finditer(folded):
        code = _APART.sub("", found[0]).upper()
        if holds(code):
            yield Fact(FactKind.LICENCE, code, code)
    for found in _REGISTERED.finditer(folded):
        number = _APART.sub("", found[1])
        if holds_old(number):
            yield Fact(FactKind.LICENCE, number, number)


def holds(code: str) -> bool:
    """Whether a code of 18 characters is formed by GB 32100-2015, its check character included."""
    if (
        len(code) != _LENGTH
        or not _BODY.match(code)
        or not _REGION.fullmatch(code[2:8])
        or any(char not in _ALPHABET for char in code)
    ):
        return False
    return check_character(code[:17]) == code[17]


def check_character(body: str) -> str:
    """The 18th character of a code whose first 17 are given."""
    total = sum(_ALPHABET.index(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def holds_old(number: str) -> bool:
    """Whether 15 digits are a registration number of before 2015: ISO/IEC 7064 MOD 11,10 (GS 15-2006)."""
    if len(number) != _OLD_LENGTH or not _REGION.fullmatch(number[:6]):
        return False
    product = 10
    for digit in number[:14]:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return (product + int(number[14])) % 10 == 1
