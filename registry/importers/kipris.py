"""KIPRIS, the Korean office's search service: what it answers for trademarks and for designs."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from domain.problem import Problem
from domain.right import Priority, Right, RightKind
from registry.importer import Importer, Row
from registry.office_xml import SUFFIXES, Made, Reading, first
from registry.office_xml import read as read_records
from registry.values import ValueFault, locarno, office_day, texts, vienna

DESIGN = "DesignInfo"


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems, hit by hit.

    Raises:
        registry.importer.UnreadableRegistryError: not XML, or XML that no register sends.
    """
    return read_records(path, frozenset({"TradeMarkInfo", DESIGN}), _rights)


def _rights(hit: ET.Element, reading: Reading) -> Made:
    number = first(hit, "ApplicationNumber")
    if not number:
        raise ValueFault("bad-id", "the hit has no ApplicationNumber; ask KIPRIS for it again")
    is_design = hit.tag == DESIGN
    status = first(hit, "ApplicationStatus")
    title = first(hit, "Title", "ArticleName")
    holder, *names = _holder(hit)
    right = Right(
        right_id=f"KR-{number}",
        kind=RightKind.DESIGN if is_design else RightKind.TRADEMARK,
        mark_text="" if is_design else title,
        images=reading.pictures([first(hit, "ImagePath")]),
        holder=holder,
        nice_classes=() if is_design else reading.nice(_list(hit, "GoodClassificationCode")),
        locarno_classes=reading.codes(locarno, _list(hit, "DesignClassificationCode")) if is_design else (),
        goods=title if is_design else "",
        status=reading.status(status),
        registered_on=office_day("RegistrationDate", first(hit, "RegistrationDate")),
        jurisdiction="KR",
        status_text=status,
        registration_number=first(hit, "RegistrationNumber"),
        filed_on=office_day("ApplicationDate", first(hit, "ApplicationDate")),
        vienna_codes=reading.codes(vienna, _list(hit, "ViennaCode")),
        priorities=tuple(_priority(hit)),
        holder_aliases=tuple(names),
        agents=texts(first(hit, "AgentName"), ";|"),
    )
    yield right, ""


def _holder(hit: ET.Element) -> list[str]:
    """The holder; where the register runs its Korean and its foreign name together, one after the other."""
    applicant, holder = first(hit, "ApplicantName"), first(hit, "RegistrationRightholderName")
    rest = holder.removeprefix(applicant).strip() if applicant else ""
    return [applicant, rest] if rest and rest != holder else [holder or applicant]


def _list(hit: ET.Element, tag: str) -> list[str]:
    return list(texts(first(hit, tag), "|"))


def _priority(hit: ET.Element) -> Iterator[Priority]:
    number, filed = first(hit, "PriorityClaimNumber"), first(hit, "PriorityClaimDate")
    if number or filed:
        yield Priority("", number, office_day("PriorityClaimDate", filed))


def fits(path: Path, head: str) -> bool:
    """Whether its answer holds hits."""
    return "<TradeMarkInfo" in head or f"<{DESIGN}" in head


IMPORTER = Importer(name="kipris", suffixes=SUFFIXES, read=read, fits=fits)
