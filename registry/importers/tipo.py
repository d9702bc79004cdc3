"""The Taiwan office's gazette: the index of registrations (RegContent) and the applications (tmarkappl)."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from domain.problem import Problem
from domain.right import Right, RightKind, RightStatus
from registry.importer import Importer, Row
from registry.office_xml import SUFFIXES, Made, Reading, every, first
from registry.office_xml import read as read_records
from registry.values import ValueFault, group, office_day, texts

NICE_SINCE = date(1994, 7, 15)  # before that day the office filed by classes of its own, of the same numbers
RECORDS = frozenset({"RegContent", "tmarkcontent"})


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems, record by record; days are of the ROC calendar or of the common one.

    Raises:
        registry.importer.UnreadableRegistryError: not XML, or XML that no register sends.
    """
    return read_records(path, RECORDS, _rights)


def _rights(record: ET.Element, reading: Reading) -> Made:
    right = _registered(record, reading) if record.tag == "RegContent" else _applied(record, reading)
    if right.right_id == "TW-":
        raise ValueFault("bad-id", "the record has no number; ask the office for it")
    yield right, ""


def _registered(record: ET.Element, reading: Reading) -> Right:
    """What the gazette publishes as registered; its term says until when."""
    holder, *names = every(record, "AChinese", "AEnglish", "AJapanese") or [""]
    registration = first(record, "RegisterNo")
    number = first(record, "CaseNo") or registration
    return Right(
        right_id=f"TW-{number}",
        kind=RightKind.TRADEMARK,
        mark_text=first(record, "Trademark_Name"),
        images=reading.pictures(every(record, "Image", "ImageName", "Trademark_Image")),
        holder=holder,
        nice_classes=reading.nice(every(record, "Class")),
        goods="; ".join(every(record, "Goods", "GoodsName")),
        status=RightStatus.REGISTERED,
        registered_on=office_day("SDate", first(record, "SDate")),
        expires_on=office_day("EDate", first(record, "EDate")),
        jurisdiction="TW",
        status_text="published as registered",
        registration_number=registration,
        filed_on=office_day("Filing_Date", first(record, "Filing_Date")),
        holder_aliases=tuple(names),
        agents=tuple(every(record, "BChinese", "BEnglish")),
        colour_claim=first(record, "Trademark_Design"),
    )


def _applied(record: ET.Element, reading: Reading) -> Right:
    """An application; that one was made says nothing of a registration, so it is pending until a gazette says more."""
    parties = record.find("parties")
    holders = [] if parties is None else _names(parties, "applicant")
    agents = [] if parties is None else _names(parties, "agent")
    filed_on = office_day("appl-date", first(record, "appl-date"))
    own_classes = filed_on is not None and filed_on < NICE_SINCE
    if own_classes:
        reading.remarks.add("note-class", "classes of before 1994 are the office's own and are left out", reading.line)
    classes = list(record.iter("goodsclass"))
    goods = [
        (number, first(one, "goods-name"))
        for one in ([] if own_classes else classes)
        for number in reading.nice([first(one, "goodsclass-code")])
    ]
    name = first(record, "tmark-name")
    drafts = (first(record, f"tmark-draft-{language}") for language in "cej")
    right = Right(
        right_id=f"TW-{first(record, 'appl-no')}",
        kind=RightKind.TRADEMARK,
        mark_text=name,
        aliases=tuple(dict.fromkeys(text for text in drafts if text and text != name)),
        images=reading.pictures([one for number in range(1, 7) for one in every(record, f"image-data-{number}")]),
        holder=holders[0] if holders else "",
        nice_classes=tuple(dict.fromkeys(number for number, _ in goods)),
        goods="; ".join(every(record, "goods-name")) if len(goods) < 2 else "",
        status=RightStatus.PENDING,
        jurisdiction="TW",
        status_text="application",
        filed_on=filed_on,
    )
    return replace(
        right,
        goods_by_class=tuple(goods) if len(goods) > 1 else (),
        similar_groups=reading.codes(
            group, [code for text in every(record, "goods-group") for code in texts(text, ";,、 ")]
        ),
        holder_aliases=tuple(holders[1:]),
        agents=tuple(agents),
        colour_claim=first(record, "tmark-color-desc"),
        disclaimer=first(record, "tmark-sign"),
    )


def _names(parties: ET.Element, of: str) -> list[str]:
    """Names in all scripts, Chinese first."""
    return [name for one in parties.iter(of) for name in every(one, "chinese-name", "english-name", "japanese-name")]


def fits(path: Path, head: str) -> bool:
    """Whether the root says so."""
    return "<RegContentList" in head or "<RegContent " in head or "<tmarkappl" in head or "<tmarkcontent" in head


IMPORTER = Importer(name="tipo", suffixes=SUFFIXES, read=read, fits=fits)
