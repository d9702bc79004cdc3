"""Learning in an installation: decisions in, a candidate out, and nothing in force that has not proved itself."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import factories
import pytest
from installation import Installation, house

from domain.decision import Decision, Reason, Verdict
from domain.listing import Seller
from domain.match import Match
from domain.signal import Role, Signal
from leads.store import Found
from matching.score import DEFAULT, SCORER
from matching.scorers import in_force


def decide_some(at: Installation, count: int, start: int = 0) -> None:
    """Reviewers confirm what refers to old rights, which no shipped scorer cares for."""
    dice = random.Random(start)
    leads = house(at).leads
    found, infringing = [], []
    for number in range(start, start + count):
        wrong = dice.random() < 0.5
        signals = [replace(factories.main_signal(), strength=dice.uniform(0.6, 1))]
        if dice.random() < (0.8 if wrong else 0.1):
            signals.append(Signal("seniority", Role.QUALIFIER, 1.0, "", "registered", "The right is old."))
        seller = Seller(f"S-{number % 50}", f"shop {number % 50}")
        listing = factories.listing(f"L-{number}", f"Velmora 外套 {number}", seller=seller)
        right = factories.right(f"TM-{number % 30}")
        found.append(Found(listing, right, Match(listing.listing_id, right.right_id, 0.7, SCORER, tuple(signals))))
        infringing.append(wrong)
    leads.queue(found, f"r{start}", factories.NOW)
    verdict = {one.listing.listing_id: wrong for one, wrong in zip(found, infringing, strict=True)}
    decisions = []
    for lead in leads.leads([one.lead_id for one in found]):
        number = int(lead.listing.listing_id[2:])
        said = Verdict.INFRINGING if verdict[lead.listing.listing_id] else Verdict.NOT_INFRINGING
        when = factories.NOW + timedelta(minutes=number)
        decisions.append(
            Decision(f"d-{number}", lead.lead_id, said, Reason.UNSTATED, "", f"Lin {number % 3}", when, lead.evidence)
        )
    leads.decide_all(decisions)


@pytest.fixture
def office(tmp_path: Path) -> Installation:
    at = Installation(tmp_path)
    at.run("init")
    decide_some(at, 300)
    return at


def learned(at: Installation) -> dict[str, Any]:
    found = json.loads(at.run("learn", "--json"))
    assert isinstance(found, dict)
    return found


def test_a_candidate_is_a_file_and_changes_nothing_until_it_is_accepted(office: Installation) -> None:
    found = learned(office)
    assert found["decisions"] == 300
    assert Path(found["file"]).name == f"{found['scorer']}.json"
    assert {"by right", "by seller"} == set(found["after"])
    assert not (Path(found["file"]).parent / "accepted.txt").exists()
    assert in_force(house(office).base, "").name == DEFAULT
    assert learned(office)["scorer"] == found["scorer"]
    assert "nothing is weighed by it" in office.run("learn")


def test_it_is_accepted_only_on_decisions_that_it_has_not_seen(office: Installation) -> None:
    name = learned(office)["scorer"]
    code, said = run(office, "learn", "--accept", name)
    assert code == 2
    assert "decide 50 more leads" in said
    decide_some(office, 200, start=1_000)
    code, said = run(office, "learn", "--accept", name, "--budget", "60", "--json")
    assert code == 0, said
    assert json.loads(said)["accepted"] == name
    assert in_force(house(office).base, "").name == name
    code, said = run(office, "learn", "--accept", name)
    assert (code, "in force already" in said) == (2, True)


def test_what_is_no_scorer_is_refused_in_a_sentence(office: Installation) -> None:
    code, said = run(office, "learn", "--accept", "fitted-9")
    assert code == 2
    assert "there is no scorer 'fitted-9'; there are table-" in said
    code, said = run(office, "learn", "--accept", "../../etc/passwd")
    assert code == 2
    assert "there is no scorer" in said


def test_a_new_house_says_how_many_decisions_it_needs(tmp_path: Path) -> None:
    at = Installation(tmp_path)
    at.run("init")
    code, said = run(at, "learn")
    assert code == 2
    assert "200 decisions, near-identical ones counted once (there are 0)" in said


def run(at: Installation, *words: str) -> tuple[int, str]:
    child = at.start(*words)
    said, _ = child.communicate(timeout=120)
    return child.returncode, said
