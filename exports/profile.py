"""Audiences: what each gets, in which language, and which personal data stay in the house."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from domain.decision import Decision
from domain.lead import Lead
from domain.listing import Listing
from exports.case import Case, Item


@dataclass(frozen=True, slots=True)
class Profile:
    """An audience.

    Attributes:
        name: for `--profile`.
        language: of its pack, unless another is asked for.
        parts: names of what it gets (exports/parts/), in the order of the pack.
        withheld: names of what is kept back (`WITHHELD`).
        notes: names of the remarks that its papers carry (`words.NOTES`).
        blanks: labels of fields that its papers leave open for the recipient (`words.BLANKS`), unless the office
            gives them.
    """

    name: str
    language: str
    parts: tuple[str, ...]
    withheld: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()


PAPERS = ("case_pdf", "tables", "case_json")
PROFILES = {
    one.name: one
    for one in (
        Profile(
            "market", "zh", (*PAPERS, "evidence_wacz", "clue_notice", "extraction_record"), ("authorised_sellers",)
        ),
        Profile(
            "police",
            "zh",
            (*PAPERS, "evidence_wacz", "clue_notice", "extraction_record"),
            ("authorised_sellers",),
            notes=("thresholds",),
            blanks=("sales", "illegal_gains", "quantity", "goods_value", "earlier_penalties"),
        ),
        Profile(
            "customs",
            "zh",
            (*PAPERS, "evidence_wacz", "clue_notice", "extraction_record"),
            ("authorised_sellers", "note"),
            notes=("customs",),
            blanks=("recordal", "hs_code", "consignment", "consignor", "consignee", "port", "quantity"),
        ),
        Profile("platform", "zh", PAPERS, ("authorised_sellers", "note", "reviewer", "score"), notes=("platform",)),
        Profile("holder", "en", PAPERS, ("note", "reviewer", "seller_location", "description", "attributes")),
    )
}
"""Every audience by name."""


def _listing(**fields: Any) -> Callable[[Lead], Lead]:
    return lambda lead: replace(lead, listing=replace(lead.listing, **fields))


def _decision(**fields: Any) -> Callable[[Lead], Lead]:
    def change(lead: Lead) -> Lead:
        assert isinstance(lead.decision, Decision)
        return replace(lead, decision=replace(lead.decision, **fields))

    return change


def _without_location(lead: Lead) -> Lead:
    listing: Listing = lead.listing
    return replace(lead, listing=replace(listing, seller=replace(listing.seller, location="")))


WITHHELD: dict[str, Callable[[Lead], Lead]] = {
    "authorised_sellers": lambda lead: replace(lead, right=replace(lead.right, authorised_sellers=())),
    "note": _decision(note=""),
    "reviewer": _decision(reviewer=""),
    "score": lambda lead: replace(lead, score=0.0, scorer=""),
    "seller_location": _without_location,
    "description": _listing(description=""),
    "attributes": _listing(attributes=()),
}
"""What can be kept back, and how."""


def minimised(case: Case, profile: Profile) -> Case:
    """The case without what that audience does not need, and with a count of what was left out."""
    left = Counter(dict(case.left_out))
    items = []
    for item in case.items:
        lead = item.lead
        for name in profile.withheld:
            without = WITHHELD[name](lead)
            left[name] += without != lead
            lead = without
        items.append(_kept(replace(item, lead=lead), profile))
    if "evidence_wacz" not in profile.parts:
        left["evidence_wacz"] = sum(len(item.exhibits) for item in items)
    errand = case.errand
    if "reviewer" in profile.withheld:
        # Who made the pack is one of them, and a filter may name another. The house has both on record.
        errand = replace(errand, prepared_by="", scope="")
    known = tuple((name, count) for name, count in sorted(left.items()) if count)
    return replace(case, errand=errand, items=tuple(items), left_out=known, notes=profile.notes, blanks=profile.blanks)


def _kept(item: Item, profile: Profile) -> Item:
    """Without the records where the archive stays in the house: the pack names captures that it does not hold."""
    if "evidence_wacz" in profile.parts:
        return item
    exhibits = tuple(replace(one, record=None, missing="kept") if one.record else one for one in item.exhibits)
    return replace(item, exhibits=exhibits)
