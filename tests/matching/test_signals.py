"""Every signal keeps its promise: one walk over its file, sentence, weight, and its cases in cases/signals.jsonl.

A case says what a signal must see in a listing and a right: something "for" infringement, something "against" it, or
nothing ("silent"); "others" are rights that are registered too. To add one, add a line; a signal without cases fails
here.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import factories
import pytest
from one_by_one import OneByOne

from domain.listing_json import listing_from
from domain.match import Match
from domain.right_json import right_from, right_to
from domain.signal import Role, Signal, Span
from matching import score, signals
from matching.circumstance import circumstance_rules
from matching.rule import Rule, rules

CASES = Path(__file__).parent.parent / "cases"
LINES = [json.loads(line) for line in (CASES / "signals.jsonl").read_text(encoding="utf-8").splitlines()]
BLANK = right_to(factories.right(mark_text="", holder=""), Path("/"))
RULES = rules()
FILES = sorted(path.stem for path in Path(signals.__path__[0]).glob("*.py") if path.stem != "__init__")


def read(location: str) -> bytes | None:
    path = Path(location)
    return path.read_bytes() if "://" not in location and path.is_file() else None


def matches(case: dict[str, Any]) -> list[Match]:
    right = right_from(BLANK | case["right"], CASES)
    listing = listing_from(dict(case["listing"]), CASES)
    others = [right_from(BLANK | other, CASES) for other in case.get("others", ())]
    found = OneByOne([right, *others], read).match(listing, top=1 + len(others))
    return [match for match in found if match.right_id == right.right_id]


def quoted(listing: dict[str, Any], name: str, span: Span) -> set[str]:
    """What stands at a signal's span: in the field that its name tells, else in any that it may quote."""
    named = name.removeprefix("mark_in_")
    fields = [named] if named in listing else ["title", "brand", "description"]
    return {listing.get(field, "")[span.start : span.end] for field in fields}


def seen(case: dict[str, Any]) -> Signal | None:
    return next((s for match in matches(case) for s in match.signals if s.name == case["signal"]), None)


@pytest.mark.parametrize("case", LINES, ids=lambda case: f"{case['signal']}-{case['expect']}-{case['name']}")
def test_the_signal_sees_what_the_case_says(case: dict[str, Any]) -> None:
    signal = seen(case)
    if case["expect"] == "silent":
        assert signal is None
        # A qualifier is silent about something: where nothing is compared, its silence says nothing.
        assert matches(case) or RULES[case["signal"]].role is Role.MAIN
        return
    assert signal is not None
    assert (signal.strength > 0) == (case["expect"] == "for")
    assert -1 <= signal.strength <= 1
    assert signal.detail.endswith(".")
    if signal.span is not None:
        assert signal.listing_value in quoted(case["listing"], signal.name, signal.span)


@pytest.mark.parametrize("name", FILES)
def test_every_signal_has_cases_in_which_it_speaks_and_in_which_it_is_silent(name: str) -> None:
    kinds = Counter(case["expect"] for case in LINES if case["signal"] == name)
    assert kinds["for"] + kinds["against"], f"cases/signals.jsonl has no line in which {name} speaks"
    assert kinds["silent"], f"cases/signals.jsonl has no line in which {name} is silent"


def test_no_case_is_of_a_signal_that_does_not_exist_or_stands_twice() -> None:
    assert {case["signal"] for case in LINES} == set(FILES)
    names = Counter((case["signal"], case["expect"], case["name"]) for case in LINES)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_every_file_holds_a_rule_of_its_name_with_a_sentence_and_a_weight(name: str) -> None:
    rule = RULES[name]
    assert isinstance(rule, Rule)
    assert rule.sentence.endswith(".")
    assert rule.sentence.count(". ") == 0
    assert len(rule.sentence.split()) >= 5
    weights = score.MAINS if rule.role is Role.MAIN else score.QUALIFIERS
    assert weights[name] > 0


def test_every_weight_is_that_of_a_signal() -> None:
    assert set(FILES) == set(RULES)
    assert set(score.MAINS) | set(score.QUALIFIERS) == set(RULES) | set(circumstance_rules())
    assert not set(score.MAINS) & set(score.QUALIFIERS)


def test_mains_come_first() -> None:
    roles = [rule.role for rule in RULES.values()]
    assert roles == sorted(roles, key=lambda role: role is not Role.MAIN)
