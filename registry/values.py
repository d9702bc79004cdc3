"""Single values as registers write them: days of two calendars, classes, codes, lists; each is read or named as bad."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath

from domain.fields import clean
from domain.right import Permission, Right, RightKind, UseKind

LONGEST_ID = 255
NICE = re.compile(r"0{0,2}[1-9]|0?[1-4][0-9]")
NICE_CLASSES = range(1, 46)  # WIPO Nice Classification: 34 classes of goods, 11 of services
LOCARNO = re.compile(r"(?:(\d{1,2})(?:[-./ ](\d{1,2}))?|(\d\d)(\d\d))")  # WIPO Locarno Classification: class, subclass
LOCARNO_CLASSES = range(1, 33)
DATE = re.compile(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})")
OFFICE_DATE = re.compile(  # of both calendars, with or without separators, time or zone behind it
    r"(?:民國|民国|ROC)?\s*(?:(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{3,4})(\d{2})(\d{2}))"
    r"(?:[T ]\d{1,2}:.*|[-+]\d\d:\d\d|Z)?"
)
ROC = 1911  # year before the first of the Republic of China's calendar
DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")
NO_DATE = re.compile("[0 ./-]*")
VIENNA = re.compile(  # WIPO Vienna Classification: category, division, section
    r"(?:(\d{1,2})[./ ](\d{1,2})(?:[./ ](\d{1,2}))?|(\d\d)(\d\d)(\d\d)?)"
)
GROUP = re.compile(r"\d{4,6}[A-Z]?")  # 类似群, of Taiwan up to six digits
TRUE = frozenset({"1", "true", "yes", "y", "是", "驰名", "馳名"})
FALSE = frozenset({"", "0", "false", "no", "n", "否"})
PERMISSION = re.compile(r"(.+?)\s*\[\s*(\d{4}-\d\d-\d\d)?\s*\.\.\s*(\d{4}-\d\d-\d\d)?\s*\]")


class ValueFault(ValueError):  # noqa: N818 (a fault of the file, told to a person)
    """A value is not what its column may hold; carries the problem's code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def texts(text: str, separators: str = ";") -> tuple[str, ...]:
    """The values of a list, without empty ones."""
    if not text:
        return ()
    for other in separators[1:]:
        text = text.replace(other, separators[0])
    return tuple(value for part in text.split(separators[0]) if (value := part.strip()))


def kind(text: str) -> RightKind:
    """Trademark or design."""
    try:
        return RightKind(text.lower())
    except ValueError as error:
        raise ValueFault("bad-kind", f"kind must be trademark or design, not {text[:40]!r}") from error


def nice(text: str) -> int:
    """A Nice class."""
    if not NICE.fullmatch(text) or int(text) not in NICE_CLASSES:
        raise ValueFault("bad-class", f"nice_classes must be numbers from 1 to 45, not {text[:40]!r}")
    return int(text)


def locarno(text: str) -> str:
    """A Locarno class with its subclass, where there is one: "02-04"."""
    found = LOCARNO.fullmatch(text)
    parts = [int(part) for part in found.groups() if part] if found else []
    if not parts or parts[0] not in LOCARNO_CLASSES:
        raise ValueFault("bad-class", f"locarno_classes must look like 02-04, from 01 to 32, not {text[:40]!r}")
    return "-".join(f"{part:02}" for part in parts)


def vienna(text: str) -> str:
    """A Vienna code with dots: "26.04.18"."""
    found = VIENNA.fullmatch(text.removesuffix(" (A)").strip())
    if not found:
        raise ValueFault("bad-class", f"vienna_codes must look like 26.04.18, not {text[:40]!r}")
    return ".".join(f"{int(part):02}" for part in found.groups() if part)


def group(text: str) -> str:
    """A similar group."""
    if not GROUP.fullmatch(text.upper()):
        raise ValueFault("bad-class", f"similar_groups must look like 2501, not {text[:40]!r}")
    return text.upper()


def day(name: str, text: str) -> date | None:
    """A day as the registry CSV writes it; None where empty."""
    return _date(name, text, DATE.fullmatch(text)) if text else None


def office_day(name: str, text: str) -> date | None:
    """A day as some office writes it: ISO, with a zone, without separators, in Chinese, or of the ROC calendar.

    Zeros alone are an empty field of a fixed width.
    """
    text = text.strip()
    return None if NO_DATE.fullmatch(text) else _date(name, text, OFFICE_DATE.fullmatch(text))


def _date(name: str, text: str, found: re.Match[str] | None) -> date | None:
    try:
        if found:
            year, month, of_month = (int(part) for part in found.groups() if part)
            return date(year + ROC * (year < 1000), month, of_month)  # years of three digits are of the ROC calendar
    except ValueError:
        pass  # a day that no calendar has is reported like any other bad date
    raise ValueFault("bad-date", f"{name} must be a day such as 2026-11-22, not {text[:40]!r}")


def file_time(path: Path) -> str:
    """As of when a file speaks that does not say so: the day in its name, else when it was last written (UTC)."""
    if found := DAY_IN_NAME.search(path.name):
        with suppress(ValueError):
            return date(*(int(part) for part in found.groups())).isoformat()
    try:
        written = path.stat().st_mtime
    except OSError:  # whoever reads it says why it cannot be read
        return ""
    return datetime.fromtimestamp(written, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def yes(name: str, text: str) -> bool:
    """A yes or no."""
    if text.lower() not in TRUE | FALSE:
        raise ValueFault("bad-flag", f"{name} must be yes or no, not {text[:40]!r}")
    return text.lower() in TRUE


def permission(text: str, use: UseKind = UseKind.LICENSEE) -> Permission:
    """A licensee: a name, and in brackets the time: `Tallow Trading [2024-01-01..2026-12-31]`, both ends optional."""
    found = PERMISSION.fullmatch(text)
    if not found:
        if "[" in text and ".." in text:
            raise ValueFault("bad-date", f"a licence is a name, or a name [2024-01-01..2026-12-31], not {text[:60]!r}")
        return Permission(text, use)
    since, until = (day("licensees", part or "") for part in found.groups()[1:])
    return Permission(found[1], use, since, until)


def picture(text: str, base: Path) -> str:
    """Where a picture that an office's file names lies: below the file's folder, nowhere else.

    Raises:
        ValueFault: an absolute path, one that leads out of the folder, or no path at all.
    """
    name = text.replace("\\", "/")
    parts = PurePosixPath(name).parts
    outside = PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or ".." in parts
    if not outside:
        try:
            there = (base / name).resolve()
            outside = not there.is_relative_to(base.resolve())
        except (OSError, ValueError, RuntimeError):  # no path of any file system, or a ring of links
            outside = True
    if outside:
        raise ValueFault("bad-path", f"the picture {text[:80]!r} does not lie beside the file; put it there")
    return str(base / name)


def is_address(text: str) -> bool:
    """Whether a picture is named by its address in some network."""
    return "://" in text


def check(right: Right) -> Right:
    """The right, if its id and its days are possible.

    Raises:
        ValueFault: they are not.
    """
    if not right.right_id or len(right.right_id) > LONGEST_ID or clean(right.right_id) != right.right_id:
        raise ValueFault("bad-id", f"right_id must have 1 to {LONGEST_ID} characters")
    if right.registered_on and right.expires_on and right.expires_on < right.registered_on:
        raise ValueFault("bad-date", f"expires_on {right.expires_on} lies before registered_on {right.registered_on}")
    return right
