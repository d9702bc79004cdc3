"""Figures of found and decided leads, and intervals that admit how little is known."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.decision import Decision, Reason, Reversal, Verdict
from domain.lead import LeadState
from leads.precision import Share
from leads.store import Found, LeadStore

HOUR = timedelta(hours=1)
ZONE = ZoneInfo("Asia/Shanghai")


def test_the_figures_are_those_of_the_leads(engine: Engine, tmp_path: Path) -> None:
    store = LeadStore(engine, tmp_path)
    for night in range(3):
        at = factories.NOW + timedelta(days=night)
        right = factories.right("TM-1", nice_classes=(25, 18))
        found = [factories.listing(f"L-{night}-{n}", source=("town", "guild")[n % 2]) for n in range(4)]
        store.queue([Found(x, right, factories.match(x.listing_id)) for x in found], f"r-{night}", at)
    verdicts = (Verdict.INFRINGING, Verdict.INFRINGING, Verdict.NOT_INFRINGING, Verdict.UNSURE, Verdict.INFRINGING)
    for number, lead in enumerate(sorted(store.every([]), key=lambda lead: lead.listing.listing_id)[:5]):
        at = lead.first_found + 2 * HOUR
        verdict = verdicts[number]
        store.decide(Decision(f"d-{number}", lead.lead_id, verdict, Reason.UNSTATED, "", "Lin", at, lead.evidence))
    store.reverse([Reversal("d-4", "Lin", factories.NOW, "")])
    figures = store.figures.overview(factories.NOW - HOUR, None, ZONE)
    assert (figures.found, figures.states[LeadState.OPEN], figures.precision) == (12, 8, Share(2, 3))
    assert figures.settled == Share(4, 12)
    assert [(day.found, day.decided) for day in figures.days] == [(4, 4), (4, 0), (4, 0)]
    assert figures.median_wait == 2 * HOUR
    assert {line.value: line.precision for line in figures.lines["class"]} == {"25": Share(2, 3), "18": Share(2, 3)}
    assert sum(line.precision.of for line in figures.lines["source"]) == 3
    assert store.figures.overview(factories.NOW - HOUR, ("nobody",), ZONE).found == 0
    assert store.figures.overview(factories.NOW + timedelta(days=9), None, ZONE).days == ()


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share_and_narrows_with_more_cases(hits: int, misses: int) -> None:
    share = Share(hits, hits + misses)
    low, high = share.interval
    assert 0 <= low <= high <= 1
    if share.of:
        assert low - 1e-9 <= share.value <= high + 1e-9
        more = Share(hits * 4, share.of * 4).interval
        assert more[1] - more[0] <= high - low


def test_the_interval_is_wilson_s() -> None:
    assert Share(8, 10).interval == pytest.approx((0.4902, 0.9433), abs=1e-4)  # computed by hand from the formula
    assert Share(0, 0).interval == (0, 1)
