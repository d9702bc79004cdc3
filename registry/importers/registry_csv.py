"""The registry CSV contract: UTF-8, a header, `;` between values, plain or gzipped."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from domain.fields import clean
from domain.listing_json import resolve
from domain.problem import Problem
from domain.right import Right, RightKind, RightStatus
from registry.csv_records import LONGEST_FIELD, Records
from registry.importer import Importer, Row, UnreadableRegistryError

COLUMNS = (
    "right_id", "kind", "mark_text", "aliases", "images", "holder", "nice_classes", "locarno_classes", "goods",
    "status", "registered_on", "expires_on", "jurisdiction", "authorised_sellers",
)  # fmt: skip
REQUIRED = ("right_id", "kind")
LONGEST_ID = 255
NICE = re.compile(r"0?[1-9]|[1-4][0-9]")
NICE_CLASSES = range(1, 46)  # WIPO Nice Classification: 34 classes of goods, 11 of services
LOCARNO = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")  # WIPO Locarno Classification: class, subclass
LOCARNO_CLASSES = range(1, 33)
DATE = re.compile(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})")

# What registers write for the same thing, lower case.
STATUSES = {
    "": RightStatus.UNKNOWN,
    "unknown": RightStatus.UNKNOWN,
    "registered": RightStatus.REGISTERED,
    "live": RightStatus.REGISTERED,
    "active": RightStatus.REGISTERED,
    "valid": RightStatus.REGISTERED,
    "granted": RightStatus.REGISTERED,
    "有效": RightStatus.REGISTERED,
    "已注册": RightStatus.REGISTERED,
    "注册": RightStatus.REGISTERED,
    "授权": RightStatus.REGISTERED,
    "pending": RightStatus.PENDING,
    "filed": RightStatus.PENDING,
    "published": RightStatus.PENDING,
    "申请中": RightStatus.PENDING,
    "审查中": RightStatus.PENDING,
    "初审公告": RightStatus.PENDING,
    "expired": RightStatus.EXPIRED,
    "lapsed": RightStatus.EXPIRED,
    "ended": RightStatus.EXPIRED,
    "已过期": RightStatus.EXPIRED,
    "到期": RightStatus.EXPIRED,
    "cancelled": RightStatus.CANCELLED,
    "canceled": RightStatus.CANCELLED,
    "dead": RightStatus.CANCELLED,
    "invalid": RightStatus.CANCELLED,
    "revoked": RightStatus.CANCELLED,
    "surrendered": RightStatus.CANCELLED,
    "withdrawn": RightStatus.CANCELLED,
    "refused": RightStatus.CANCELLED,
    "无效": RightStatus.CANCELLED,
    "已注销": RightStatus.CANCELLED,
    "撤销": RightStatus.CANCELLED,
}


class _FieldError(ValueError):
    """One field is not what the contract says; carries the problem's code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems of the file, line by line, in flat memory.

    Raises:
        UnreadableRegistryError: no such file, no header, or a required column is missing.
    """
    try:
        with path.open("rb") as probe:
            zipped = probe.read(2) == b"\x1f\x8b"
        opened = gzip.open(path, "rb") if zipped else path.open("rb")  # noqa: SIM115 (closed by the `with` below)
    except OSError as error:
        raise UnreadableRegistryError(f"{path.name} cannot be read: {error.strerror or error}") from error
    limit = csv.field_size_limit(LONGEST_FIELD)
    try:
        # Bytes that are not UTF-8 become lone surrogates, so that the line can be named instead of the file refused.
        with opened, io.TextIOWrapper(opened, encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
            yield from _read(Records(text), path)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableRegistryError(f"{path.name} is a damaged gzip file: {error}; fetch it again") from error
    finally:
        csv.field_size_limit(limit)


def _read(records: Records, path: Path) -> Iterator[Row | Problem]:
    first = records.header()
    if first.fault:
        raise UnreadableRegistryError(f"{path.name}: the header is {first.fault}; mend its quotes")
    header = [name.strip() for name in first.values]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise UnreadableRegistryError(
            f"{path.name}: the header lacks {', '.join(missing)}; the first line must name the columns"
        )
    twice = sorted({name for name in COLUMNS if header.count(name) > 1})
    if twice:
        raise UnreadableRegistryError(f"{path.name}: the header names {', '.join(twice)} twice; name each column once")
    for name in header:
        if name not in COLUMNS:
            yield Problem(path.name, 1, f"the column {name!r} is not part of the contract; ignored", "note-column")
    base = path.absolute().parent
    for record in records.rest(len(header)):
        if record.fault:
            yield Problem(path.name, record.line, f"{record.fault}; mend its quotes or commas", "bad-csv")
        else:
            yield from _row(
                dict(zip(header, record.values, strict=True)), base, Problem(path.name, record.line, "", "")
            )


def _row(fields: dict[str, str], base: Path, place: Problem) -> Iterator[Row | Problem]:
    """The row, behind remarks on it; or what is wrong with it."""
    try:
        if any(clean(value) != value for value in fields.values()):
            raise _FieldError("bad-encoding", "not UTF-8; save the file as UTF-8")
        right = _right(fields, base)
    except _FieldError as error:
        yield replace(place, message=str(error), code=error.code)
        return
    status = fields.get("status", "").strip()
    if right.status is RightStatus.UNKNOWN and status.lower() not in STATUSES:
        words = ", ".join(status.value for status in RightStatus)
        message = f"status {status[:40]!r} is not known and is taken as unknown; the words are {words}"
        yield replace(place, message=message, code="note-status")
    if not right.names and not right.images:
        message = "neither text nor pictures, so nothing is compared with it; give mark_text or images"
        yield replace(place, message=message, code="note-nothing-to-compare")
    yield Row(place.line, right)


def _right(fields: dict[str, str], base: Path) -> Right:
    fields = {name: value.strip() for name, value in fields.items()}
    right = Right(
        right_id=fields["right_id"],
        kind=_kind(fields["kind"]),
        mark_text=fields.get("mark_text", ""),
        aliases=_values(fields.get("aliases", "")),
        images=tuple(resolve(image, base) for image in _values(fields.get("images", ""))),
        holder=fields.get("holder", ""),
        nice_classes=tuple(_nice(value) for value in _values(fields.get("nice_classes", ""))),
        locarno_classes=tuple(_locarno(value) for value in _values(fields.get("locarno_classes", ""))),
        goods=fields.get("goods", ""),
        status=STATUSES.get(fields.get("status", "").lower(), RightStatus.UNKNOWN),
        registered_on=_day("registered_on", fields.get("registered_on", "")),
        expires_on=_day("expires_on", fields.get("expires_on", "")),
        jurisdiction=fields.get("jurisdiction", ""),
        authorised_sellers=_values(fields.get("authorised_sellers", "")),
    )
    _check(right)
    return right


def _check(right: Right) -> None:
    if not right.right_id or len(right.right_id) > LONGEST_ID:
        raise _FieldError("bad-id", f"right_id must have 1 to {LONGEST_ID} characters")
    if right.registered_on and right.expires_on and right.expires_on < right.registered_on:
        raise _FieldError("bad-date", f"expires_on {right.expires_on} lies before registered_on {right.registered_on}")


def _kind(text: str) -> RightKind:
    try:
        return RightKind(text.lower())
    except ValueError as error:
        raise _FieldError("bad-kind", f"kind must be trademark or design, not {text[:40]!r}") from error


def _nice(text: str) -> int:
    if not NICE.fullmatch(text) or int(text) not in NICE_CLASSES:
        raise _FieldError("bad-class", f"nice_classes must be numbers from 1 to 45, not {text[:40]!r}")
    return int(text)


def _locarno(text: str) -> str:
    found = LOCARNO.fullmatch(text)
    if not found or int(found[1]) not in LOCARNO_CLASSES:
        raise _FieldError("bad-class", f"locarno_classes must look like 02-04, from 01 to 32, not {text[:40]!r}")
    return "-".join(f"{int(part):02}" for part in found.groups() if part)


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    found = DATE.fullmatch(text)
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass  # a day that no calendar has is reported like any other bad date
    raise _FieldError("bad-date", f"{name} must be a day such as 2026-11-22, not {text[:40]!r}")


def _values(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple(value.strip() for value in text.split(";") if value.strip())


IMPORTER = Importer(name="csv", suffixes=(".csv", ".csv.gz"), read=read)
