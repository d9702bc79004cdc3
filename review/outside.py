"""What became of a lead outside this house: where it was sent, whether it came up again, whether it is still up."""

from typing import Any

from starlette.requests import Request

from accounts.account import May
from domain.lead import Lead, LeadState
from review.desk import desk_of
from review.person import person_of
from review.referral import case_of

LOOKS = 12


def outside(request: Request, lead: Lead) -> dict[str, Any]:
    """What the page of a lead shows of it."""
    store, account = desk_of(request).store, person_of(request)
    referring = lead.state is LeadState.CONFIRMED and account.may(May.REFER)
    again = store.referrals.relistings([lead.lead_id]).get(lead.lead_id, ())
    return {
        "again": again,
        "courses": store.referrals.of_lead(lead.lead_id),
        "looks": store.rechecks.of(lead.listing.source, lead.listing.listing_id)[-LOOKS:],
        "referring": referring,
        "case": len(case_of(request, lead, account)) if referring else 0,
        "recipients": store.referrals.recipients() if referring and account.holders is None else (),
    }
