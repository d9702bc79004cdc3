"""JSON-LD as found in the wild: read strictly first, then mended in the few ways that are common.

Mended are: raw control characters, HTML comments and CDATA marks around, JavaScript comments, trailing commas, quotes
written as entities, and something left over behind the value. Each step takes time linear in the text.
"""

import html
import json
import re
from decimal import Decimal
from typing import Any

_WRAPPING = re.compile(r"\A(?:\s|\ufeff|<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)*")
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*+"'  # a string stays as it is
    r"|//[^\n]*+|/\*.*?(?:\*/|\Z)|<!--.*?(?:-->|\Z)"  # comments go
    r"|,(?=\s*+[}\]])",  # so do commas before a closing bracket
    re.DOTALL,
)


class BrokenJsonError(ValueError):
    """JSON that could not be mended."""


def loads(text: str) -> Any:
    """Reads a JSON-LD script.

    Numbers with a point become Decimal, so that prices stay exact.

    Raises:
        BrokenJsonError: with what the strict reading disliked.
    """
    try:
        return json.loads(text, parse_float=Decimal)
    except RecursionError as error:
        raise BrokenJsonError("nested too deeply") from error
    except ValueError as error:
        reason = str(error)[:120]
    for candidate in _mended(text):
        try:
            value = _decoder().raw_decode(candidate)[0]
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict | list):
            return value
    raise BrokenJsonError(reason)


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(strict=False, parse_float=Decimal)


def _mended(text: str) -> list[str]:
    bare = text[_first(text) :]
    forms = [_strip(text), bare, _strip(bare)]
    if '"' not in bare and "&quot;" in bare:
        forms.append(_strip(html.unescape(bare)))
    return forms


def _first(text: str) -> int:
    found = _WRAPPING.match(text)
    return found.end() if found else 0


def _strip(text: str) -> str:
    """Comments first, so that a comma before a comment before a bracket is found in the second pass."""
    once = _TOKEN.sub(lambda token: token[0] if token[0][0] in '",' else " ", text)
    return _TOKEN.sub(lambda token: token[0] if token[0][0] == '"' else " ", once).lstrip()
