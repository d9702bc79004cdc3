"""Groups decided as one, decisions taken back, conflicts refused; on both databases."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from domain.decision import Decision, Reason, Reversal, Verdict
from domain.lead import Lead, LeadState
from leads.store import ConflictError, Found, LeadStore, NothingToReverseError, StaleEvidenceError
from leads.teamwork import CLAIM, Handover, HandoverKind, SavedView

DAY = timedelta(days=1)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    made = LeadStore(engine, tmp_path)
    made.queue([find(n) for n in range(4)], "run-1", factories.NOW)
    return made


def find(number: int, **fields: object) -> Found:
    listing = factories.listing(f"L-{number}", **fields)
    return Found(listing, factories.right(), factories.match(listing.listing_id))


def decision(lead: Lead, name: str, verdict: Verdict = Verdict.INFRINGING, **fields: str) -> Decision:
    made = Decision(name, lead.lead_id, verdict, Reason.COUNTERFEIT, "", "Lin", factories.NOW, lead.evidence)
    return replace(made, **fields)  # type: ignore[arg-type]


def back(name: str, why: str = "") -> Reversal:
    return Reversal(name, "Lin", factories.NOW + DAY, why)


def test_a_group_is_decided_as_one_or_not_at_all(store: LeadStore) -> None:
    leads = store.page([]).leads
    group = [decision(lead, f"d-{n}", batch="b" * 32) for n, lead in enumerate(leads)]
    with pytest.raises(StaleEvidenceError):
        store.decide_all([*group[:3], replace(group[3], evidence="another")])
    assert store.counts()[LeadState.OPEN] == 4
    store.decide_all(group)
    assert store.counts()[LeadState.CONFIRMED] == 4
    assert {one.decision_id for one in store.batch("b" * 32)} == {"d-0", "d-1", "d-2", "d-3"}
    assert store.batch("") == ()


def test_a_group_is_taken_back_as_one_and_both_stay_in_the_log(store: LeadStore) -> None:
    group = [decision(lead, f"d-{n}", batch="b" * 32) for n, lead in enumerate(store.page([]).leads)]
    store.decide_all(group)
    assert len(store.reverse([back(one.decision_id, "wrong shop") for one in group])) == 4
    assert store.counts()[LeadState.OPEN] == 4
    for one in group:
        assert store.decisions(one.lead_id) == (one,)
        assert store.reversals([one])[one.decision_id].why == "wrong shop"
        lead = store.get(one.lead_id)
        assert lead is not None
        assert lead.decision is None


def test_taking_back_the_second_decision_leaves_the_first(store: LeadStore) -> None:
    lead = store.page([]).leads[0]
    store.decide(decision(lead, "d-1"))
    store.decide(decision(lead, "d-2", Verdict.NOT_INFRINGING))
    with pytest.raises(NothingToReverseError):
        store.reverse([back("d-1")])
    store.reverse([back("d-2")])
    now = store.get(lead.lead_id)
    assert now is not None
    assert now.decision is not None
    assert (now.state, now.decision.decision_id) == (LeadState.CONFIRMED, "d-1")
    with pytest.raises(NothingToReverseError):
        store.reverse([back("d-2")])
    with pytest.raises(NothingToReverseError):
        store.reverse([])


def test_taking_back_shows_what_changed_since_the_decision_before(store: LeadStore) -> None:
    lead = store.page([]).leads[0]
    store.decide(decision(lead, "d-1"))
    number = lead.listing.listing_id.removeprefix("L-")
    store.queue([find(int(number), title="Velmora 复刻")], "run-2", factories.NOW + DAY)
    changed = store.get(lead.lead_id)
    assert changed is not None
    store.decide(decision(changed, "d-2"))
    store.reverse([back("d-2")])
    again = store.get(lead.lead_id)
    assert again is not None
    assert again.state is LeadState.CHANGED
    assert "复刻" in again.changes[0]


def test_a_decision_never_overwrites_one_that_the_person_did_not_see(store: LeadStore) -> None:
    lead = store.page([]).leads[0]
    store.decide(decision(lead, "d-1"), expected="")
    with pytest.raises(ConflictError, match="somebody else"):
        store.decide(decision(lead, "d-2", Verdict.NOT_INFRINGING), expected="")
    assert [one.decision_id for one in store.decisions(lead.lead_id)] == ["d-1"]
    store.decide(decision(lead, "d-1"), expected="")  # sent twice
    store.decide(decision(lead, "d-2", Verdict.NOT_INFRINGING), expected="d-1")
    assert len(store.decisions(lead.lead_id)) == 2


@pytest.mark.parametrize("table", ["reversals", "handovers"])
def test_the_database_itself_refuses_to_rewrite(store: LeadStore, engine: Engine, table: str) -> None:
    lead = store.page([]).leads[0]
    store.decide(decision(lead, "d-1"))
    store.reverse([back("d-1")])
    store.team.hand_over(Handover(lead.lead_id, HandoverKind.ESCALATION, "Lin", "Wu", "", factories.NOW))
    for how in (f"DELETE FROM {table}", f"UPDATE {table} SET number = 9"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(how))


def test_a_lead_is_with_whoever_has_it_open_for_a_while(store: LeadStore) -> None:
    name, team, now = store.page([]).leads[0].lead_id, store.team, factories.NOW
    assert team.claim("nothing", "Lin", now) is None
    for who, at, holds in (("Lin", now, "Lin"), ("Wu", now, "Lin"), ("Lin", now + CLAIM / 2, "Lin")):
        claim = team.claim(name, who, at)
        assert claim is not None
        assert claim.reviewer == holds
    assert team.claims([name], now + CLAIM)[name].reviewer == "Lin"
    taken = team.claim(name, "Wu", now, by_force=True)
    assert taken is not None
    assert taken.reviewer == "Wu"
    team.release([name], "Lin")
    assert team.claims([name], now)
    team.release([name], "Wu")
    assert not team.claims([name], now)
    team.claim(name, "Lin", now)
    after = team.claim(name, "Wu", now + CLAIM)
    assert after is not None
    assert after.reviewer == "Wu"


def test_an_assignment_stands_in_the_queue_and_survives_the_next_night(store: LeadStore) -> None:
    lead = store.page([]).leads[0]
    given = Handover(lead.lead_id, HandoverKind.ASSIGNMENT, "Lin", "Wu", "看一下", factories.NOW)
    assert store.team.hand_over(given)
    assert not store.team.hand_over(replace(given, lead_id="nothing"))
    store.queue([find(n) for n in range(4)], "run-2", factories.NOW + DAY)
    assert store.group_and_assignee(lead.lead_id)[1] == "Wu"
    assert store.team.handovers(lead.lead_id) == (given,)


def test_views_are_kept_by_person_and_name(store: LeadStore) -> None:
    team = store.team
    for name in ("mine", "other", "mine"):
        assert team.save_view("Lin", SavedView(name, f"source={name}"))
    assert [view.name for view in team.views("Lin")] == ["mine", "other"]
    assert team.views("Wu") == ()
    team.drop_view("Lin", "mine")
    assert [view.name for view in team.views("Lin")] == ["other"]
    assert not all(team.save_view("Lin", SavedView(str(n), "")) for n in range(40))
