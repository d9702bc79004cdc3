"""Confirmed leads and referrals of them, for tests."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import factories

from domain.decision import Decision, Reason, Verdict
from domain.identity import lead_id
from domain.listing import Seller
from domain.referral import Recipient, Referral, ReferralState, Step, referral_id
from leads.store import Found, LeadStore

TEAM = Recipient("临江市监执法一队", "临江")
SENT = factories.NOW
DAY = date(2026, 11, 22)


def find(number: int = 1, right: str = "TM-1", **fields: Any) -> Found:
    """A find of a shop of its own, whose title is nobody else's."""
    given = {
        "seller": Seller(f"S-{number}", f"第{number}号铺", "临江"),
        "title": f"{'甲乙丙丁戊己庚辛'[number % 8]} 外套",
    }
    listing = factories.listing(f"L-{number}", **(given | fields))
    return Found(listing, factories.right(right), factories.match(listing.listing_id, right))


def confirm(store: LeadStore, *found: Found, at: datetime = SENT - timedelta(days=1)) -> list[str]:
    """Queues finds and confirms their leads; their ids."""
    store.queue(found, f"run-{at:%d}", at)
    names = [lead_id(one.listing.source, one.listing.listing_id, one.match.right_id) for one in found]
    for name in names:
        lead = store.get(name)
        assert lead is not None
        reason = Reason.COUNTERFEIT
        store.decide(Decision(f"d-{name}"[:40], name, Verdict.INFRINGING, reason, "", "Lin", at, lead.evidence))
    return names


def referral(names: Sequence[str], recipient: Recipient = TEAM, right: str = "TM-1", **fields: Any) -> Referral:
    """A referral of those leads."""
    name = referral_id(DAY, recipient, names)
    given = {"sent_by": "Lin", "sent_at": SENT} | fields
    return Referral(name, right, "Velmora Works", tuple(names), recipient, **given)


def sent(store: LeadStore, *numbers: int, due_on: date | None = None) -> str:
    """A referral of leads of those numbers, sent; its id."""
    one = referral(confirm(store, *(find(number) for number in numbers)))
    assert store.referrals.send(one, due_on)
    return one.referral_id


def step(name: str, state: ReferralState, on: date = DAY, tag: str = "", **fields: Any) -> Step:
    """A step of that referral; `tag` makes it another one."""
    step_id = f"{name[-8:]}-{state.value[:8]}-{on:%m%d}-{tag}"[:32]
    return Step(step_id, name, state, on, "Gao", factories.NOW + timedelta(days=30), **fields)
