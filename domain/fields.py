"""Reading values of unknown shape out of JSON objects: pop what is used, say what is wrong."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

Json = dict[str, Any]

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
LARGEST_EXPONENT = 15  # no price has more than sixteen digits before the point
DECIMALS = 8  # no currency is quoted finer; an exponent without bound would be written out in as many zeros
YEARS = range(1990, 2201)  # what pages, databases and time zones can all show; no shop is older


class MalformedError(ValueError):
    """An object that is not what its contract says; the message names the field and the remedy."""


def clean(text: str) -> str:
    """The text without lone surrogates and NUL, which files and databases refuse; replaced one for one."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNWRITABLE.sub("\ufffd", text)


def pop_text(fields: Json, name: str, *, required: bool = False) -> str:
    """Takes a string (numbers are accepted and written out; null counts as absent).

    Raises:
        MalformedError: absent though required, or neither text nor number.
    """
    value = fields.pop(name, "")
    if value is None:
        value = ""
    if value == "" and not required:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise MalformedError(f"`{name}` must be text, not {type(value).__name__}")
    text = clean(value if type(value) is str else str(value))
    if required and not text.strip():
        raise MalformedError(f"`{name}` is required and is missing or empty")
    return text


def pop_decimal(fields: Json, name: str) -> Decimal | None:
    """Takes a finite amount, given as a number or as its text; None where absent or empty.

    Raises:
        MalformedError: not a number, or one with more than 16 digits before the point, or smaller than any money.
    """
    value = fields.pop(name, None)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise MalformedError(f"`{name}` must be a number, not {type(value).__name__}")
    try:
        amount = _without_noise(Decimal(str(value).strip()))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not _is_plain(amount):
        raise MalformedError(f"`{name}` must be a plain number such as 19.90, not {str(value)[:40]!r}")
    return amount


def _without_noise(amount: Decimal) -> Decimal:
    """The amount without the digits that a program's floating point leaves behind 19.990000000000002."""
    if amount.is_finite() and -DECIMALS <= amount.adjusted() <= LARGEST_EXPONENT:
        exponent = amount.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -DECIMALS:
            return amount.quantize(Decimal(1).scaleb(-DECIMALS)).normalize()
    return amount


def _is_plain(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS and amount.adjusted() <= LARGEST_EXPONENT


def pop_texts(fields: Json, name: str) -> tuple[str, ...]:
    """Takes a list of strings; a single string counts as a list of one.

    Raises:
        MalformedError: anything else.
    """
    value = fields.pop(name, None)
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise MalformedError(f"`{name}` must be a list of texts")
    return tuple(clean(item) for item in value if item)


def pop_object(fields: Json, name: str) -> Json:
    """Takes an object, {} where absent.

    Raises:
        MalformedError: not an object.
    """
    value = fields.pop(name, None)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MalformedError(f"`{name}` must be an object")
    return value


def pop_objects(fields: Json, name: str) -> Iterable[Json]:
    """Takes a list of objects, empty where absent.

    Raises:
        MalformedError: not a list of objects.
    """
    value = fields.pop(name, None) or []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise MalformedError(f"`{name}` must be a list of objects")
    return value


def pop_time(fields: Json, name: str) -> datetime | None:
    """Takes an ISO 8601 time from 1990 to 2200; one without a zone is taken as UTC.

    Raises:
        MalformedError: not such a time.
    """
    text = pop_text(fields, name)
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MalformedError(
            f"`{name}` must be an ISO 8601 time such as 2026-11-22T01:00:00+08:00, not {text[:40]!r}"
        ) from error
    if when.year not in YEARS:
        raise MalformedError(f"`{name}` must lie between the years 1990 and 2200, not in {when.year}; mend the clock")
    return when
