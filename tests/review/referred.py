"""Confirmed leads of the review tests, and the team that they go to."""

from datetime import date
from typing import Any

from domain.decision import Decision, Reason, Verdict
from domain.referral import Recipient
from tests.review.conftest import NOW

TODAY = date(2026, 11, 22)
TEAM = Recipient("临江执法一队", "临江")


def confirmed(market: Any, *numbers: int, **fields: Any) -> list[str]:
    names = market.queue(*(market.plain(number, **fields) for number in numbers))
    for name in names:
        evidence = market.store.get(name).evidence
        verdict, reason = Verdict.INFRINGING, Reason.COUNTERFEIT
        market.store.decide(Decision(f"d-{name}"[:40], name, verdict, reason, "", "Lin", NOW, evidence))
    return list(names)
