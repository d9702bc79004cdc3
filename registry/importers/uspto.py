"""The US office's trademark applications, annual and daily (trademark-applications-daily, DTD 2.x): case files."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from domain.problem import Problem
from domain.right import Priority, Right, RightKind
from registry.importer import Importer, Row
from registry.office_xml import SUFFIXES, Made, Reading, every, first
from registry.office_xml import read as read_records
from registry.statuses import us_status
from registry.values import ValueFault, office_day

PRIOR_ENDS = ("case-file-header/cancellation-date", "case-file-header/abandonment-date")
# Of statements (type-code): the first letters say what a statement is, GS is followed by the class.
GOODS, DISCLAIMERS, COLOURS, TRANSLITERATIONS = "GS", ("D0", "D1"), ("CC", "CD"), ("TLIT",)


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems, case file by case file.

    Raises:
        registry.importer.UnreadableRegistryError: not XML, or XML that no register sends.
    """
    return read_records(path, frozenset({"case-file"}), _rights)


def _rights(case: ET.Element, reading: Reading) -> Made:
    serial, registration = first(case, "serial-number"), first(case, "registration-number").lstrip("0")
    if not serial:
        raise ValueFault("bad-id", "the case file has no serial-number; fetch the file again")
    code = first(case, "case-file-header/status-code")
    ended = any(first(case, name).strip("0") for name in PRIOR_ENDS)
    holder, *names = _owners(case)
    classes = reading.nice(_classes(case, reading))
    goods = _goods(case, classes)
    right = Right(
        right_id=f"US-{serial}",
        kind=RightKind.TRADEMARK,
        mark_text=first(case, "case-file-header/mark-identification"),
        aliases=_statements(case, *TRANSLITERATIONS),
        holder=holder,
        nice_classes=classes,
        goods=goods[0][1] if len(goods) == 1 else "",
        status=us_status(code, registered=bool(registration), ended=ended),
        registered_on=office_day("registration-date", first(case, "case-file-header/registration-date")),
        jurisdiction="US",
        status_text=code,
        registration_number=registration,
        filed_on=office_day("filing-date", first(case, "case-file-header/filing-date")),
        goods_by_class=goods if len(goods) > 1 else (),
        priorities=tuple(_priorities(case)),
        holder_aliases=tuple(names),
        agents=tuple(every(case, "attorney-name")),
        colour_claim="; ".join(_statements(case, *COLOURS)),
        disclaimer="; ".join(_statements(case, *DISCLAIMERS)),
    )
    changed = office_day("transaction-date", first(case, "transaction-date"))
    yield right, changed.isoformat() if changed else ""


def _classes(case: ET.Element, reading: Reading) -> list[str]:
    """International classes; the letters of certification and membership marks are no Nice classes."""
    return [text for one in case.iter("international-code") if one.text and (text := one.text.strip()).isdecimal()
            and 1 <= int(text) <= 45]  # fmt: skip


def _goods(case: ET.Element, classes: tuple[int, ...]) -> tuple[tuple[int, str], ...]:
    """Goods by class; what stands under no class of the case's is of the first."""
    found: dict[int, list[str]] = {}
    for one in case.iter("case-file-statement"):
        kind, text = first(one, "type-code"), first(one, "text")
        if kind.startswith(GOODS) and text:
            number = int(kind[2:5]) if kind[2:5].isdecimal() else 0
            found.setdefault(number if number in classes or not classes else classes[0], []).append(text)
    return tuple((number, " ".join(texts)) for number, texts in found.items())


def _statements(case: ET.Element, *kinds: str) -> tuple[str, ...]:
    found = (
        first(one, "text") for one in case.iter("case-file-statement") if first(one, "type-code").startswith(kinds)
    )
    return tuple(text for text in found if text)


def _owners(case: ET.Element) -> list[str]:
    """The present owner and its other names; entries go on with every change, by type and number."""
    owners = sorted(
        case.iter("case-file-owner"), key=lambda one: (first(one, "party-type"), first(one, "entry-number").zfill(4))
    )
    if not owners:
        return [""]
    last = owners[-1]
    others = [
        name for one in case.iter("dba-aka-text") if one in last.iter() and one.text for name in [one.text.strip()]
    ]
    return [first(last, "party-name"), *dict.fromkeys(name for name in others if name)]


def _priorities(case: ET.Element) -> Iterator[Priority]:
    for one in case.iter("foreign-application"):
        if first(one, "foreign-priority-claim-in") == "T":
            number, filed = first(one, "application-number"), first(one, "filing-date")
            yield Priority(first(one, "country"), number, office_day("filing-date", filed))


def fits(path: Path, head: str) -> bool:
    """Whether the root says so."""
    return "<trademark-applications-daily" in head or "<case-file>" in head


IMPORTER = Importer(name="uspto", suffixes=SUFFIXES, read=read, fits=fits)
