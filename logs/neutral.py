"""Text from outside as it may stand in a log: on one line, and able to steer neither a terminal nor a reader's eye."""

_KEPT = {"\u3000", "\u00a0"}
"""Blanks that are printed by themselves, in Chinese titles above all."""


def neutral(text: str, keep: str = "") -> str:
    """Writes every control, bidirectional mark, line end, surrogate and invisible character out as its number.

    Args:
        text: anything.
        keep: characters that stay all the same.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in _KEPT or one in keep else _number(one) for one in text)


def _number(char: str) -> str:
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    code = ord(char)
    return known or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
