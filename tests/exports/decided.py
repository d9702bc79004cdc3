"""Leads with a decision, for tests of what leaves."""

from typing import Any

import factories

from domain.capture import Capture, CaptureKind
from domain.decision import Decision, Reason, Verdict
from domain.identity import lead_id
from domain.lead import Lead, LeadState

HOUSE = "/srv/house/var"


def lead(listing_id: str = "L-1", state: LeadState = LeadState.CONFIRMED, note: str = "看过", **fields: Any) -> Lead:
    """A lead that a person decided; `fields` are those of its listing."""
    name = lead_id("town", listing_id, "TM-1")
    page = Capture(CaptureKind.PAGE, "https://shop.example/1", "a" * 64, 9, "text/html", factories.NOW)
    shot = Capture(
        CaptureKind.PICTURE, "https://shop.example/1.jpg", "b" * 64, 9, "image/jpeg", factories.NOW, f"{HOUSE}/1"
    )
    given = {"images": (f"{HOUSE}/blobs/bb/{'b' * 64}",), "captures": (page, shot)} | fields
    found = factories.match(listing_id)
    return Lead(
        lead_id=name,
        listing=factories.listing(listing_id, **given),
        right=factories.right(images=(f"{HOUSE}/blobs/cc/logo",)),
        signals=found.signals,
        score=0.9,
        scorer="table-1",
        run_id="run-1",
        first_found=factories.NOW,
        last_found=factories.NOW,
        last_seen=factories.NOW,
        evidence="e" * 64,
        state=state,
        decision=Decision("d-1", name, Verdict.INFRINGING, Reason.COUNTERFEIT, note, "Lin", factories.NOW, "e" * 64),
    )
