"""What names a person, taken out of a complainant's words before they are compared or lie beside a lead."""

import re

MASK = "▇"
# Mail addresses, and runs of digits as long as a telephone, card or identity number, however they are grouped; a trade
# mark's number is shorter or is named in its own field.
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![A-Za-z0-9_/=])\+?\d(?:[ -]?\d){6,18}[\dXx]?(?![A-Za-z0-9_/])")
_NAMED = re.compile(
    r"((?:微信|wechat|weixin|vx|qq|电话|手机|联系(?:方式|人)?|姓名|身份证)(?:号码?|是|为)?\s*[::]?\s*)([^\s,,。;;]{2,40})",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[^\s,,;;、::/|()()]+")
LEAST = 2  # characters of a part of a contact that is looked for


def masked(text: str, contact: str = "") -> str:
    """The text without telephone numbers, mail addresses, what follows words such as 微信, and parts of the contact.

    It is no proof against somebody who writes their name in the middle of a sentence: the form asks them not to.
    """
    for part in sorted(set(_PARTS.findall(contact)), key=len, reverse=True):
        if len(part) >= LEAST:
            text = text.replace(part, MASK)
    text = _NAMED.sub(lambda found: found[1] + MASK, _ADDRESS.sub(MASK, text))
    return _NUMBER.sub(MASK, text)
