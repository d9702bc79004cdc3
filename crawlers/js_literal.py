"""Object literals in scripts, as shops leave their state and their analytics there.

Strict JSON is read by the standard library; what else JavaScript allows (bare keys, single quotes, trailing commas,
comments, `!0`) is read here, and an expression that is no literal becomes None. Nothing is executed.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

LONGEST_LITERAL = 400_000
"""Characters of one literal that is not strict JSON: this reader takes about a second for three million."""

DEEPEST = 60
MOST_STARTS = 4_000
MOST_WASTED = 1_000_000
"""Bounds for hostile scripts: nesting, tries, and characters read in vain."""

_START = re.compile(r"""(?:[=(,:\[?]|\breturn\b|&&|\|\|)\s*(?=[{\[]\s*(?:["'\w$}{\]\[-]|/\*))""")
_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?(?:\*/|\Z)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)
    |(?P<number>-?(?:0x[0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)(?![\w$]))
    |(?P<flag>![01](?!\d))
    |(?P<word>[A-Za-z_$\u0080-\uffff][\w$]*)
    |(?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_STRICT = json.JSONDecoder(strict=False)
_CLOSING = {"{": "}", "[": "]", "(": ")"}


class Literal(NamedTuple):
    """An object or array that a script holds.

    Attributes:
        before: what stands before it, at most 60 characters.
        value: dicts, lists, texts, numbers, booleans and None.
        start, end: its offsets in the script.
    """

    before: str
    value: Any
    start: int
    end: int


class _NotALiteralError(ValueError):
    """The text at this place is code."""


def literals(script: str, names: Mapping[str, Any] | None = None) -> Iterator[Literal]:
    """Every outermost object or array literal of a script that is not empty.

    Args:
        script: JavaScript or JSON.
        names: values of variables, used where a literal names one.
    """
    place = wasted = 0
    stripped = script.lstrip()
    if stripped[:1] in ("{", "["):
        place = len(script) - len(stripped)
        value, end = _literal(script, place, names or {})
        if value:
            yield Literal("", value, place, end)
            place = end
    for _ in range(MOST_STARTS):
        found = _START.search(script, place)
        if found is None or wasted > MOST_WASTED:
            return
        place = found.end()
        value, end = _literal(script, place, names or {})
        if value:
            yield Literal(script[max(0, found.start() - 60) : place], value, place, end)
            place = end
        else:
            wasted += end - place


def _literal(script: str, place: int, names: Mapping[str, Any]) -> tuple[Any, int]:
    """The value that begins at a place and the offset up to which it was read; the value is None for code."""
    try:
        return _STRICT.raw_decode(script, place)
    except RecursionError:
        return None, place + DEEPEST * 100
    except ValueError:
        pass
    reader = _Reader(script[place : place + LONGEST_LITERAL], names)
    try:
        value = reader.value(0)
    except _NotALiteralError:
        value = None
    return value, place + reader.end


class _Reader:
    """A reader of one literal; `end` is the offset behind what has been read."""

    def __init__(self, text: str, names: Mapping[str, Any]) -> None:
        self._tokens = (token for token in _TOKEN.finditer(text) if token.lastgroup)
        self._names = names
        self._now = next(self._tokens, None)
        self.end = 0

    def _take(self) -> "re.Match[str]":
        token = self._now
        if token is None:
            raise _NotALiteralError
        self.end = token.end()
        self._now = next(self._tokens, None)
        return token

    def _sign(self) -> str:
        return self._now[0] if self._now is not None and self._now.lastgroup == "sign" else ""

    def value(self, depth: int) -> Any:
        """One value, with the rest of the expression that it begins."""
        if depth > DEEPEST:
            raise _NotALiteralError
        token = self._take()
        kind, text = token.lastgroup, token[0]
        value: Any = None
        if kind == "text":
            value = unquoted(text)
        elif kind == "number":
            value = _number(text)
        elif kind == "flag":
            value = text == "!0"
        elif kind == "word":
            value = _WORDS[text] if text in _WORDS else self._names.get(text)
        elif text == "{":
            value = self._object(depth + 1)
        elif text == "[":
            value = self._array(depth + 1)
        elif text in ")]}":
            raise _NotALiteralError
        elif text == "(":
            self._skip(")")
        if depth and self._sign() not in (",", "}", "]", ""):
            self._rest()
            return value if kind == "text" and value else None
        if depth and self._now is not None and not self._sign():
            self._rest()
            return None
        return value

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            token = self._take()
            kind, text = token.lastgroup, token[0]
            if text == "}" and kind == "sign":
                return found
            if text == "," and kind == "sign":
                continue
            if kind not in ("text", "word", "number"):
                if depth == 1:
                    raise _NotALiteralError
                self._rest()
                continue
            if self._sign() != ":":
                if depth == 1 and not found:
                    raise _NotALiteralError  # a block of code
                self._rest()  # a method, or a shorthand
                continue
            self._take()
            found[unquoted(text) if kind == "text" else text] = self.value(depth)

    def _array(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while True:
            if self._sign() == "]":
                self._take()
                return found
            if self._sign() == ",":
                self._take()
                continue
            found.append(self.value(depth))

    def _rest(self) -> None:
        """Passes over an expression up to the comma or bracket that ends it."""
        while self._now is not None and self._sign() not in (",", "}", "]", ")"):
            token = self._take()
            if token.lastgroup == "sign" and token[0] in _CLOSING:
                self._skip(_CLOSING[token[0]])
        if self._sign() == ")":
            raise _NotALiteralError

    def _skip(self, closing: str) -> None:
        """Passes over all up to a closing bracket, whose opening one has been taken."""
        waiting = [closing]
        while waiting:
            token = self._take()
            if token.lastgroup == "sign":
                if token[0] in _CLOSING:
                    waiting.append(_CLOSING[token[0]])
                elif token[0] == waiting[-1]:
                    waiting.pop()


def unquoted(text: str) -> str:
    """A string literal's text."""
    return _ESCAPE.sub(_plain, text[1:-1]) if "\\" in text else text[1:-1]


def _plain(escape: "re.Match[str]") -> str:
    code = escape[1]
    if code[0] in "ux" and len(code) > 1:
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return "" if code[-1] == "\n" else _ESCAPED.get(code, code)


def _number(text: str) -> int | float:
    if text.lower().startswith(("0x", "-0x")):
        return int(text, 16)
    try:
        return int(text)
    except ValueError:
        return float(text)
