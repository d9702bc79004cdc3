"""Which leads a holder could be told of: theirs, of the states and the score asked for, and of nobody else."""

from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine

from domain.decision import Decision, Reason, Verdict
from domain.lead import LeadState
from leads.news import Asked, News
from leads.store import Found, LeadStore

OPEN = (LeadState.OPEN,)
LONG = "维" * 119 + "A"


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    """Open leads: three of Velmora Works, on two sources, and one each of three other holders."""
    store = LeadStore(engine, tmp_path)
    store.queue(
        [
            find(1, "TM-1", "Velmora Works", 0.9),
            find(2, "TM-2", "Velmora Works", 0.6),
            find(3, "TM-1", "Velmora Works", 0.7, source="hill"),
            find(4, "TM-3", "Velmora Works Ltd", 0.95),
            find(5, "TM-4", LONG + "B", 0.8),
            find(6, "TM-5", LONG + "C", 0.8),
        ],
        "run-1",
        factories.NOW,
    )
    return store


def find(number: int, right_id: str, holder: str, score: float, source: str = "town", title: str = "Velmora") -> Found:
    listing = factories.listing(f"L-{number}", title, source=source)
    return Found(
        listing, factories.right(right_id, holder=holder), factories.match(listing.listing_id, right_id, score)
    )


def seen(engine: Engine, asked: Asked) -> set[tuple[str, float]]:
    return {(one.right_id, one.score) for one in News(engine).sightings(asked)}


def test_a_holder_hears_of_its_own_leads_only(store: LeadStore, engine: Engine) -> None:
    assert seen(engine, Asked("Velmora Works", OPEN)) == {("TM-1", 0.9), ("TM-2", 0.6), ("TM-1", 0.7)}
    assert seen(engine, Asked("Velmora", OPEN)) == set()


def test_holders_whose_long_names_begin_alike_do_not_hear_of_each_other(store: LeadStore, engine: Engine) -> None:
    assert seen(engine, Asked(LONG + "B", OPEN)) == {("TM-4", 0.8)}
    assert seen(engine, Asked(LONG, OPEN)) == set()


def test_score_rights_sources_and_states_are_as_asked(store: LeadStore, engine: Engine) -> None:
    assert seen(engine, Asked("Velmora Works", OPEN, lowest=0.7)) == {("TM-1", 0.9), ("TM-1", 0.7)}
    assert seen(engine, Asked("Velmora Works", OPEN, right_ids=("TM-2",))) == {("TM-2", 0.6)}
    assert seen(engine, Asked("Velmora Works", OPEN, sources=("hill",))) == {("TM-1", 0.7)}
    assert seen(engine, Asked("Velmora Works", (LeadState.CONFIRMED,))) == set()


def test_a_lead_is_news_again_when_it_is_decided_and_each_time_it_changes(store: LeadStore, engine: Engine) -> None:
    asked = Asked("Velmora Works", tuple(LeadState), right_ids=("TM-2",))

    def keys() -> set[str]:
        return {one.key for one in News(engine).sightings(asked)}

    heard = [keys()]
    lead = next(lead for lead in store.every([]) if lead.right.right_id == "TM-2")
    store.decide(
        Decision("d", lead.lead_id, Verdict.INFRINGING, Reason.COUNTERFEIT, "", "Lin", factories.NOW, lead.evidence)
    )
    heard.append(keys())
    for title in ("复刻 Velmora", "高仿 Velmora"):
        store.queue([find(2, "TM-2", "Velmora Works", 0.6, title=title)], "run-2", factories.NOW)
        heard.append(keys())
    assert len(set().union(*heard)) == 4
    store.queue([find(2, "TM-2", "Velmora Works", 0.6, title="高仿 Velmora")], "run-3", factories.NOW)
    assert keys() == heard[-1]
