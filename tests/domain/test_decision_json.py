"""A decision reads the same in the API, on the command line and in a pack."""

from datetime import UTC, datetime

from cli.leads import _decision
from domain.decision import Decision, Reason, Verdict
from domain.decision_json import decision_to
from review.api_shapes import decision_json


def test_every_place_says_the_same_of_a_decision() -> None:
    at = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
    made = Decision("d" * 32, "l" * 32, Verdict.INFRINGING, Reason.COPIED_PICTURE, "看过实物", "Lin", at, "e" * 64)
    said = decision_to(made)
    assert said["verdict"] == "infringing"
    assert said["decided_at"] == "2026-05-04T03:02:01+00:00"
    assert said.items() <= _decision(made).items()
    assert said.items() <= decision_json(made, None).items()
