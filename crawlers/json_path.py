"""Places in JSON, declared as JSONPath ("$.data.items[*].name") or JMESPath, and what stands there."""

import re
from functools import lru_cache
from typing import Any

import jmespath

_QUOTED = re.compile(r"\[\s*'([^']*)'\s*\]")


class BadPathError(ValueError):
    """A declared path that cannot be read; the message says what is wrong."""


@lru_cache(maxsize=500)
def compiled(path: str) -> Any:
    """A path made ready.

    Raises:
        BadPathError: it is neither a plain JSONPath nor a JMESPath.
    """
    plain = path.removeprefix("$").removeprefix(".") or "@"
    if ".." in path:
        raise BadPathError(f"{path!r}: `..` is not understood; name the whole way, as in $.data.items[*].name")
    plain = _QUOTED.sub(lambda name: f'."{name[1]}"', plain).removeprefix(".")
    try:
        return jmespath.compile(plain)
    except (jmespath.exceptions.ParseError, jmespath.exceptions.LexerError) as error:
        raise BadPathError(f"{path!r} is no JSONPath: {str(error).splitlines()[0][:100]}") from error


def values(path: str, data: Any) -> list[Any]:
    """What stands at a path: [] for nothing, one or several values."""
    try:
        found = compiled(path).search(data)
    except (jmespath.exceptions.JMESPathError, RecursionError):  # such as a function on the wrong type
        return []
    if found is None:
        return []
    return found if isinstance(found, list) else [found]
