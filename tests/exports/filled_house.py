"""An installation with a sealed run and leads of it, for tests of what leaves by verb or by button."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import factories

from domain.decision import Decision, Reason, Verdict
from domain.listing import Seller
from domain.match import Match
from exports.signing import make_key
from flows.house import House, open_house
from leads.store import Found
from settings import Settings
from tests.exports.made_case import RUN, crawled


def filled(base: Path, sellers: Sequence[str], confirmed: int) -> House:
    """A house with a lead of each seller, the first so many of them confirmed.

    Args:
        base: data folder to make.
        sellers: names, one a lead.
        confirmed: how many are decided.
    """
    _, leads = crawled(base, [f"Velmora 加厚外套 {number}" for number in range(len(sellers))])
    house = open_house(Settings(data_dir=base, database_url="", reviewer="林悦"))
    make_key(house.base)
    found = [
        Found(
            replace(lead.listing, seller=Seller(seller, seller, "临江")),
            lead.right,
            Match(lead.listing.listing_id, lead.right.right_id, 0.9, "table-4", lead.signals),
        )
        for lead, seller in zip(leads, sellers, strict=True)
    ]
    house.leads.queue(found, RUN[0], factories.NOW)
    for lead in leads[:confirmed]:
        confirm(house, lead.lead_id)
    return house


def confirm(house: House, lead_id: str) -> None:
    """A person decides."""
    lead = house.leads.get(lead_id)
    assert lead is not None
    house.leads.decide(
        Decision(uuid4().hex, lead_id, Verdict.INFRINGING, Reason.COUNTERFEIT, "", "林悦", factories.NOW, lead.evidence)
    )
