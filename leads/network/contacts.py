"""Phone numbers, WeChat and QQ ids, e-mail addresses and messengers in a text, however they are dressed up."""

import re
import unicodedata
from collections.abc import Iterator

from domain.network import Fact, FactKind

_HAN = dict(zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891", strict=True))
_DIGIT = "[0-9" + "".join(_HAN) + "]"
_TO_DIGIT = str.maketrans(_HAN)
# Keycaps, variation selectors, joiners, zero-width marks: seen by nobody, put between digits by sellers.
_UNSEEN = dict.fromkeys([0xFE0E, 0xFE0F, 0x20E3, 0x00AD, 0xFEFF, 0x2060, *range(0x200B, 0x2010)])
_BETWEEN = r"[\s\-.·・_~—–]{0,2}"  # not what stands between sizes: 1300*500*2000, 50/50

# What may stand between a cue and an id: marks, and the words of "号是", but no text ("微信支付 iphone13").
_JOIN = r"(?:[^\w]|[号是为同加码添]){0,8}"

# A mobile number has eleven digits and begins 13 to 19 (numbering plan of the MIIT, 2017).
_MOBILE = re.compile(
    rf"(?<!{_DIGIT})(?:\+?86{_BETWEEN})?([1一壹幺]{_BETWEEN}[3-9三-九叁肆伍陆柒捌玖](?:{_BETWEEN}{_DIGIT}){{9}})"
)
_NEAR_BEFORE = re.compile(rf"{_DIGIT}{_BETWEEN}\Z")
_NEAR_AFTER = re.compile(rf"{_BETWEEN}{_DIGIT}")
_LANDLINE = re.compile(r"(?<!\d)\(?(0\d{2,3})\)?-(\d{7,8})(?!\d)")
_WECHAT = re.compile(
    r"(?:[微薇威徽嶶]\s*[信❤♥]|[v+➕]\s*[信❤♥]|wei\s*xin|we\s*chat|(?<![a-z0-9])[vw]\s*x(?![a-z])|"
    r"(?:加|➕|\+)\s*[v薇微威](?![a-z])|[薇微威]\s*号|(?<![a-z])v\s*号)"
    rf"{_JOIN}([a-z][a-z0-9_-]{{5,19}}|[1-9][0-9]{{5,10}})(?![a-z0-9])"
)
_QQ = re.compile(
    rf"(?:(?<![a-z])q\s*q|扣\s*扣|企\s*鹅|(?<![a-z])q\s*[号群]|群\s*号){_JOIN}([1-9](?:[\s.-]?[0-9]){{4,10}})(?![0-9])"
)
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])([a-z0-9][a-z0-9._%+-]{1,39})\s?(?:@|\(at\)|\[at\])\s?"
    r"((?:[a-z0-9-]{1,40}\s?(?:\.|\(dot\)|\[dot\]|点)\s?){1,4}[a-z]{2,12})(?![a-z])"
)
_MESSENGER = re.compile(
    r"(?:(whats\s*app|(?<![a-z])wa(?=\s*[:：+]))|(telegram|(?<![a-z])tg(?![a-z])|电报|纸飞机))(?:[^\w+@]|[号是为同加]){0,8}"
    r"(\+?[0-9][0-9 ().-]{6,18}[0-9]|@[a-z][a-z0-9_]{4,31})(?![a-z0-9])"
)
# A word behind "wx" is a word ("WX Series"); behind 微信 or a colon it is a name.
_SAYS = re.compile(r"[:：\u4e00-\u9fff❤♥➕]|wei\s*xin|we\s*chat")
_GLUED = re.compile(r"(?<![a-z])(?!(?:tel|phone|mob|mobile|call|wx|vx|v|wechat|weixin|whatsapp|qq)\Z)[a-z]+\Z")
_LEAST_NUMBER = 10  # digits of a messenger's number: with its country; "TG-310 14.0" is a camera
_SEPARATORS = re.compile(r"[^0-9]")
_NO_DOMAIN = ("png", "jpg", "jpeg", "gif", "webp", "svg", "css", "js")
_MAY_HOLD = re.compile(rf"{_DIGIT}|@|\(at\)|\[at\]|信|wx|vx|chat|xin|加|➕|微|薇")
LONGEST = 20_000  # characters of a text that are looked at


def fold(text: str) -> str:
    """Full width, circles, keycaps and case undone; what nobody sees taken out."""
    return unicodedata.normalize("NFKC", text[:LONGEST]).translate(_UNSEEN).casefold()


def contacts(folded: str) -> Iterator[Fact]:
    """Every contact of a folded text. A WeChat or QQ id that is a phone number or a mail address is that."""
    if not _MAY_HOLD.search(folded):
        return
    for found in _MOBILE.finditer(folded):
        number = _SEPARATORS.sub("", found[1].translate(_TO_DIGIT))
        if len(number) == 11 and _stands_alone(folded, found):
            yield _phone(number)
    for found in _LANDLINE.finditer(folded):
        yield _phone(found[1] + found[2])
    for found in _WECHAT.finditer(folded):
        if not found[1].isalpha() or _SAYS.search(folded, found.start(), found.start(1)):
            yield _wechat(found[1])
    for found in _QQ.finditer(folded):
        yield _qq(_SEPARATORS.sub("", found[1]))
    for found in _EMAIL.finditer(folded):
        domain = re.sub(r"\s", "", re.sub(r"\(dot\)|\[dot\]|点", ".", found[2]))
        if domain.rpartition(".")[2] not in _NO_DOMAIN:
            yield _mail(found[1], domain)
    for found in _MESSENGER.finditer(folded):
        if found[3].startswith("@") or len(_SEPARATORS.sub("", found[3])) >= _LEAST_NUMBER:
            yield _messenger("WhatsApp" if found[1] else "Telegram", found[3])


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether it is no piece of a longer row of figures: of a barcode, or of sizes (155 160 165 17…)."""
    groups = re.findall(rf"{_DIGIT}+", found[1])
    apart = len(groups) > 1
    if apart and {len(group) for group in groups[:-1]} == {3} and len(groups) == 4:
        return False
    before, after = text[max(0, found.start() - 3) : found.start()], text[found.end() : found.end() + 3]
    if _GLUED.search(text, max(0, found.start() - 10), found.start()):
        return False
    if not apart:
        return not (after and re.match(_DIGIT, after))
    return not _NEAR_BEFORE.search(before) and not _NEAR_AFTER.match(after)


def _phone(number: str) -> Fact:
    return Fact(FactKind.PHONE, number, f"{number[:3]}****{number[-4:]}")


def _wechat(name: str) -> Fact:
    if re.fullmatch(r"1[3-9][0-9]{9}", name):
        return _phone(name)
    return Fact(FactKind.WECHAT, name, masked(name))


def _qq(number: str) -> Fact:
    return _phone(number) if re.fullmatch(r"1[3-9][0-9]{9}", number) else Fact(FactKind.QQ, number, masked(number))


def _mail(name: str, domain: str) -> Fact:
    if domain == "qq.com" and name.isdigit():
        return _qq(name)
    return Fact(FactKind.EMAIL, f"{name}@{domain}", f"{masked(name)}@{domain}")


def _messenger(service: str, name: str) -> Fact:
    value = name if name.startswith("@") else _SEPARATORS.sub("", name)
    if re.fullmatch(r"(86)?1[3-9][0-9]{9}", value):
        return _phone(value[-11:])
    return Fact(FactKind.MESSENGER, f"{service}:{value}", f"{service} {masked(value)}")


def masked(name: str) -> str:
    """First two and last one of a name: enough to find it again in a capture, too little to use it."""
    return f"{name[:2]}***{name[-1:]}" if len(name) > 4 else f"{name[:1]}***"
