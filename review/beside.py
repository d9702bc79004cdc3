"""What stands beside a lead: near-identical ones, others of its seller, who works on it, what it usually costs."""

from dataclasses import dataclass
from urllib.parse import urlencode

from accounts.account import Account, May
from domain.lead import Lead, LeadState
from leads.facets import seller_value
from leads.store import Sieve
from leads.teamwork import Handover
from review.desk import Desk

SHOWN = 6
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page shows beside one lead.

    Attributes:
        group: address of the near-identical leads, "" where there are none.
        alike: how many they are, this one among them.
        seller: address of all leads of the seller, "" where the page named none.
        others: some other leads of the seller, best first.
        others_count: how many there are at least.
        assignee: whose lead it is, "" for nobody's.
        handovers: who gave it to whom.
        people: names that it can be given to.
    """

    group: str
    alike: int
    seller: str
    others: tuple[Lead, ...]
    others_count: str
    assignee: str
    handovers: tuple[Handover, ...]
    people: tuple[str, ...]


def beside(desk: Desk, lead: Lead, account: Account) -> Beside:
    """What stands beside that lead, as far as the person may see it."""
    seller = seller_value(lead.listing)
    states = (LeadState.CONFIRMED,) if account.sees_confirmed_only else ()
    others: tuple[Lead, ...] = ()
    count = ""
    if seller:
        sieve = Sieve(states=states, seller=seller, holders=account.holders)
        found = desk.store.sift(sieve, limit=SHOWN + 1)
        others = tuple(one for one in found.leads if one.lead_id != lead.lead_id)[:SHOWN]
        number = desk.store.at_least(sieve, COUNTED)
        count = f"{number - 1:,}{'+' if number == COUNTED else ''}"
    key, assignee = desk.store.group_and_assignee(lead.lead_id)
    alike = desk.store.at_least(Sieve(states=states, group_key=key, holders=account.holders), COUNTED)
    return Beside(
        group=f"/groups/{key}" if alike > 1 else "",
        alike=alike,
        seller=f"/?{urlencode({'state': 'all', 'seller': seller})}" if seller else "",
        others=others,
        others_count=count,
        assignee=assignee,
        handovers=desk.store.team.handovers(lead.lead_id),
        people=people(desk, lead, account),
    )


def people(desk: Desk, lead: Lead, account: Account) -> tuple[str, ...]:
    """Who may decide this lead: those whom the person can ask, or give it to."""
    if not account.may(May.DECIDE):
        return ()
    return tuple(
        one.name for one in desk.accounts.every() if one.active and one.may(May.DECIDE) and one.sees(lead.right.holder)
    )
