"""What the WIPO's XML standards for trademarks and designs have in common: ST.66, ST.86 and ST.96 use one vocabulary,
in bags or in details. Names of elements that only one of them has stand side by side.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace

from domain.right import Permission, Priority, Right, RightKind, RightStatus
from registry.office_xml import Made, Reading, every, first
from registry.statuses import us_status
from registry.values import ValueFault, locarno, office_day, vienna

APPLICATION = ("ApplicationNumber/ApplicationNumberText", "ApplicationNumber", "DesignApplicationNumber")
REGISTRATION = ("RegistrationNumber/RegistrationNumberText", "RegistrationNumber")
PRODUCED = ("RequestProducedDateTime", "ExtractDate", "TransactionDateTime", "DocumentDate")
STAMP = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?")
DELETED = "deleted by the office"
OF_OTHERS = frozenset({  # what a record tells of other marks and of its own past
    "AssociatedMark", "AssociatedMarkBag", "AssociatedMarkDetails", "LegalProceedings", "LegalProceedingBag",
    "OppositionDetails", "OppositionBag", "CancellationDetails", "MarkEventBag", "MarkEventDetails", "DesignEventBag",
    "DesignEventDetails",
})  # fmt: skip


def trademark(mark: ET.Element, reading: Reading) -> Made:
    """The right of a `TradeMark` or `Trademark`."""
    _prune(mark)
    office = first(mark, "RegistrationOfficeCode", "ApplicationNumber/IPOfficeCode")
    number = first(mark, *APPLICATION)
    registration = first(mark, *REGISTRATION)
    classes, goods = _goods(mark, reading)
    status, status_text = _status(mark, reading, office, registration)
    right = Right(
        right_id=_id(office, number or registration),
        kind=RightKind.TRADEMARK,
        mark_text=" ".join(every(mark, "MarkVerbalElementText")),
        aliases=tuple(every(mark, "MarkTransliteration", "MarkTransliterationText")),
        images=reading.pictures(every(mark, "MarkImageFilename", "ImageFileName", "FileName", "MarkImageURI")),
        holder=_holder(mark),
        nice_classes=classes,
        goods=goods[0][1] if len(goods) == 1 else "",
        goods_by_class=goods if len(goods) > 1 else (),
        status=status,
        status_text=status_text,
        registered_on=office_day("RegistrationDate", first(mark, "RegistrationDate")),
        expires_on=office_day("ExpiryDate", first(mark, "ExpiryDate")),
        jurisdiction=office,
        registration_number=registration if number else "",
        vienna_codes=reading.codes(vienna, _vienna(mark)),
        colour_claim="; ".join(every(mark, "MarkImageColourClaimedText")),
        disclaimer="; ".join(every(mark, "MarkDisclaimer", "MarkDisclaimerText")),
    )
    yield _parties(right, mark), stamp(reading)


def designs(found: ET.Element, reading: Reading) -> Made:
    """The rights of a `Design`, or of all designs of a `DesignApplication`."""
    _prune(found)
    for number, design in enumerate(found.iter("Design"), 1):
        yield _design(design, found, number, reading), stamp(reading)


def _prune(record: ET.Element) -> None:
    for parent in list(record.iter()):
        for child in [child for child in parent if child.tag in OF_OTHERS]:
            parent.remove(child)


def _design(design: ET.Element, application: ET.Element, number: int, reading: Reading) -> Right:
    office = first(design, "RegistrationOfficeCode") or first(
        application, "RegistrationOfficeCode", "ReceivingOfficeCode"
    )
    applied = first(application, *APPLICATION) or first(design, *APPLICATION)
    registration = first(design, *REGISTRATION)
    own = first(design, "DesignIdentifier")
    if not own and applied:  # an application may hold a hundred designs
        own = f"{applied}-{first(design, 'DesignReference') or number}"
    status, status_text = _status(design, reading, office, registration)
    products = every(
        design, "DesignTitle", "DesignTitleText", "VerbalElementText", "ProductDescription", "ProductDescriptionText"
    )
    right = Right(
        right_id=_id(office, own or registration),
        kind=RightKind.DESIGN,
        images=reading.pictures(every(design, "ViewFilename", "ImageFileName", "FileName", "ViewURI")),
        holder=_holder(design) or _holder(application),
        locarno_classes=reading.codes(locarno, _locarno(design)),
        goods="; ".join(products),
        status=status,
        status_text=status_text,
        registered_on=office_day("RegistrationDate", first(design, "RegistrationDate")),
        expires_on=office_day("ExpiryDate", first(design, "ExpiryDate")),
        jurisdiction=office,
        registration_number=registration if own else "",
    )
    return _parties(right, application)


def _parties(right: Right, record: ET.Element) -> Right:
    filed = first(record, "ApplicationDate", "DesignApplicationDate")
    return replace(
        right,
        filed_on=office_day("ApplicationDate", filed),
        priorities=tuple(_priority(one) for one in record.iter("Priority")),
        agents=tuple(
            dict.fromkeys(name for one in _all(record, "Representative", "RecordAttorney") if (name := name_of(one)))
        ),
        permissions=tuple(_licences(record)),
        territory=tuple(every(record, "DesignatedCountryCode")),
    )


def stamp(reading: Reading) -> str:
    """When the file was produced, by its header; "" where that is silent."""
    for name in PRODUCED:
        if found := STAMP.match(reading.header.get(name, "")):
            return found[0]
    return ""


def _id(office: str, number: str) -> str:
    if not number:
        raise ValueFault("bad-id", "neither an application number nor a registration number; ask the office for it")
    return f"{office}-{number}" if office and not number.upper().startswith(office.upper()) else number


def _status(record: ET.Element, reading: Reading, office: str, registration: str) -> tuple[RightStatus, str]:
    code = first(record, "MarkCurrentStatusCode", "DesignCurrentStatusCode")
    words = first(record, ".//MarkCurrentStatusExternalDescriptionText")
    text = f"{code} {words[:200]}".strip()
    if record.get("operationCode", "").lower() == "delete":
        return RightStatus.CANCELLED, DELETED
    if office == "US" and code.isdecimal():
        return us_status(code, registered=bool(registration), ended="abandoned" in words or "cancelled" in words), text
    return reading.status(code), text


def _goods(mark: ET.Element, reading: Reading) -> tuple[tuple[int, ...], tuple[tuple[int, str], ...]]:
    """Nice classes, and the goods of each that has a description."""
    found: dict[int, list[str]] = {}
    for one in mark.iter("ClassDescription"):
        text = "; ".join(every(one, "GoodsServicesDescription", "GoodsServicesDescriptionText"))
        for number in reading.nice(_number(one)):
            found.setdefault(number, []).extend([text] if text else [])
    for one in mark.iter("GoodsServicesClassification"):
        if first(one, "ClassificationKindCode") in ("", "Nice", "Primary"):
            for number in reading.nice(_number(one)):
                found.setdefault(number, [])
    return tuple(found), tuple((number, "; ".join(texts)) for number, texts in found.items() if texts)


def _number(of_class: ET.Element) -> list[str]:
    return [text] if (text := first(of_class, "ClassNumber")) else []


def _vienna(mark: ET.Element) -> list[str]:
    parts = ("ViennaCategory", "ViennaDivision", "ViennaSection")
    found = (".".join(filter(None, (first(one, part) for part in parts))) for one in mark.iter("ViennaClassification"))
    return [code for code in (*found, *every(mark, "ViennaCode")) if code]


def _locarno(design: ET.Element) -> Iterator[str]:
    for one in design.iter():
        if number := first(one, "ClassNumber", "LocarnoClassNumber", "LocarnoClass"):
            below = first(one, "SubclassNumber", "SubClassNumber", "LocarnoSubclassNumber")
            yield f"{number}-{below}" if below else number


def _priority(priority: ET.Element) -> Priority:
    return Priority(
        first(priority, "PriorityCountryCode"),
        first(priority, "PriorityNumber", "ApplicationNumber/ApplicationNumberText", "ApplicationNumber"),
        office_day("PriorityDate", first(priority, "PriorityDate", "PriorityApplicationFilingDate")),
    )


def _holder(record: ET.Element) -> str:
    """The holders; the US office lists owners from the last to the first, so of applicants the first counts."""
    holders = [name for one in record.iter("Holder") if (name := name_of(one))]
    applicants = (name for one in record.iter("Applicant") if (name := name_of(one)))
    return "; ".join(dict.fromkeys(holders)) or next(applicants, "")


def name_of(party: ET.Element) -> str:
    """The name of a party: an organisation's, a person's, or the first line of a free one."""
    name = first(
        party, ".//OrganizationName/OrganizationStandardName", ".//OrganizationName", ".//EntityName",
        ".//PersonFullName", ".//FreeFormatNameLine",
    )  # fmt: skip
    return name or " ".join(filter(None, (first(party, ".//FirstName"), first(party, ".//LastName"))))


def _licences(record: ET.Element) -> list[Permission]:
    return [
        Permission(
            name,
            since=office_day("licence", first(one, "LicenceStartDate", "StartDate", "LicenceDate", "EffectiveDate")),
            until=office_day("licence", first(one, "LicenceEndDate", "EndDate", "ExpiryDate")),
        )
        for one in _all(record, "Licence", "License")
        for who in one.iter("Licensee")
        if (name := name_of(who))
    ]


def _all(record: ET.Element, *tags: str) -> list[ET.Element]:
    return [one for tag in tags for one in record.iter(tag)]
