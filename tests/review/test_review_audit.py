"""The audit log stands or falls with what it tells of."""

import re
from typing import Any

import pytest

from domain.lead import LeadState
from tests.review.test_review_people import clock, come  # noqa: F401 (fixtures)


def test_a_decision_is_not_kept_without_its_line_in_the_audit_log(
    come: Any,  # noqa: F811 (the fixture)
    market: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (lead,) = market.queue(market.plain(1))
    lin = come("Lin Yue")
    form = dict(
        re.findall(
            r'type="hidden" name="(\w+)" value="([^"]*)"', lin.get(f"/leads/{lead}").text.split('class="decide"')[1]
        )
    )

    def full(*_entries: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(type(market.accounts.audit), "write", full)
        with pytest.raises(OSError, match="no room"):
            lin.post(f"/leads/{lead}/decision", data=form | {"verdict": "infringing"})
    assert market.store.decisions(lead) == ()
    assert market.store.counts()[LeadState.OPEN] == 1
    assert lin.post(f"/leads/{lead}/decision", data=form | {"verdict": "infringing"}).status_code == 303
