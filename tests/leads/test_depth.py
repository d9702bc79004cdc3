"""How deep the queue is: counted on both databases from what waits, whatever was decided."""

from datetime import timedelta
from pathlib import Path

import factories
from sqlalchemy import Engine

from domain.decision import Decision, Reason, Verdict
from leads.depth import Depth, Log
from leads.store import Found, LeadStore

DAY = timedelta(days=1)


def test_the_oldest_that_waits_is_told_and_a_decided_one_is_not(engine: Engine, tmp_path: Path) -> None:
    store, depth = LeadStore(engine, tmp_path), Depth(engine)
    assert (depth.oldest(), depth.log()) == (None, Log(0, 0))
    for number in (1, 2):
        name = f"L-{number}"
        found = Found(factories.listing(name), factories.right(), factories.match(name))
        store.queue([found], f"run-{number}", factories.NOW + number * DAY)
    assert depth.oldest() == factories.NOW + DAY
    first = min(store.every([]), key=lambda lead: lead.first_found)
    decision = Decision(
        "d-1", first.lead_id, Verdict.INFRINGING, Reason.COUNTERFEIT, "", "Lin", factories.NOW, first.evidence
    )
    store.decide(decision)
    assert (depth.oldest(), depth.log()) == (factories.NOW + 2 * DAY, Log(1, 0))
