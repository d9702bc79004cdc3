"""Figures of the loop: what happened in a period, what stands at its end, by team and district; on both databases."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import factories
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.closed_loop import Loop
from domain.decision import Decision, Reason, Verdict
from domain.listing import Seller
from domain.referral import Recipient, ReferralState, StepBack
from leads.precision import Share
from leads.store import LeadStore
from tests.leads.referred import DAY, confirm, find, referral, sent, step

S = ReferralState
ZONE = ZoneInfo("Asia/Shanghai")
MONTH = (date(2026, 11, 1), date(2026, 11, 30))
NEXT = (date(2026, 12, 1), date(2026, 12, 31))
LATER = date(2027, 2, 1)
RIVER, HILL = Recipient("河东所", "河东"), Recipient("山坡队", "山坡")


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    return LeadStore(engine, tmp_path, zone=ZONE)


def handed(store: LeadStore, number: int, to: Recipient, due: int, *steps: tuple[ReferralState, int]) -> str:
    """A lead referred on `DAY`, its answer due and its steps so many days later."""
    one = referral(confirm(store, find(number, seller=Seller(f"S-{number}", "铺", "河东"))), to)
    store.referrals.send(one, DAY + timedelta(days=due))
    store.referrals.record([step(one.referral_id, state, DAY + timedelta(days=n)) for state, n in steps], LATER)
    return one.referral_id


def figures(store: LeadStore, days: tuple[date, date] = MONTH, holders: tuple[str, ...] | None = None) -> Loop:
    return store.figures.loop(days, holders, ZONE)


def test_a_month_tells_what_happened_in_it_and_what_stands_at_its_end(store: LeadStore) -> None:
    handed(store, 1, RIVER, 30, (S.ACCEPTED, 1), (S.ACTION_TAKEN, 4))
    handed(store, 2, RIVER, 30, (S.DISMISSED, 8))
    handed(store, 3, RIVER, 5, (S.RECEIVED, 1), (S.ACTION_TAKEN, 20))  # after the month's end, overdue at it
    handed(store, 4, HILL, 30, (S.RETURNED, 2))
    late = handed(store, 5, HILL, 3)
    store.queue([find(6), find(7)], "run-x", factories.NOW)
    found = figures(store)
    total = found.total
    assert (total.recorded, found.decided, found.confirmed) == (7, 5, 5)
    assert (total.sent, total.leads, total.action_taken, total.dismissed, total.returned) == (5, 5, 1, 1, 1)
    assert (total.handled, total.days, total.open, total.overdue) == (2, 6.0, 2, 2)
    assert (total.sent_ever, total.handled_ever, total.closed_share) == (4, 2, 0.5)
    teams = {line.name: (line.sent, line.handled, line.open, line.overdue, line.recorded) for line in found.teams}
    assert teams == {"河东所": (3, 2, 1, 1, None), "山坡队": (2, 0, 1, 1, None)}
    districts = {line.name: (line.recorded, line.sent, line.handled) for line in found.districts}
    assert districts == {"河东": (5, 3, 2), "山坡": (0, 2, 0), "临江": (2, 0, 0)}
    assert [one.days for one in found.late] == [5, 3]
    assert found.late[0].referral_id == late
    assert len(found.days) == 30
    assert [(day.recorded, day.sent, day.handled) for day in found.days[20:26]] == [
        (5, 0, 0), (2, 5, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 1),
    ]  # fmt: skip
    after = figures(store, NEXT)
    assert (after.total.sent, after.total.handled, after.total.open, after.total.days) == (0, 1, 1, 20.0)
    assert [one.referral_id for one in after.late] == [late]
    assert figures(store, (date(2026, 1, 1), date(2026, 1, 31))).total.sent_ever == 0


def test_only_the_holder_s_own_are_counted_for_a_holder(store: LeadStore) -> None:
    handed(store, 1, RIVER, 2, (S.ACTION_TAKEN, 1))
    handed(store, 2, RIVER, 2)
    assert figures(store, holders=("Velmora Works",)) == figures(store)
    other = figures(store, holders=("Somebody else",))
    assert (other.total.recorded, other.total.sent, other.decided, other.late) == (0, 0, 0, ())


def test_what_was_taken_back_or_appealed_is_not_closed(store: LeadStore) -> None:
    name = handed(store, 1, RIVER, 2, (S.ACTION_TAKEN, 1))
    assert figures(store).total.handled == 1
    store.referrals.record([step(name, S.APPEALED, DAY + timedelta(days=2))], LATER)
    total = figures(store).total
    assert (total.handled, total.open, total.overdue, total.closed_share) == (0, 1, 0, 0.0)
    last = step(name, S.APPEALED, DAY + timedelta(days=2))
    store.referrals.take_back(StepBack(last.step_id, "Lin", factories.NOW, "no"))
    assert figures(store).total.handled == 1


def test_the_steps_of_a_cohort_never_grow(store: LeadStore) -> None:
    handed(store, 1, RIVER, 2, (S.ACTION_TAKEN, 1))
    handed(store, 2, RIVER, 2)
    confirm(store, find(3))
    since = datetime(2026, 11, 1, tzinfo=ZONE)
    assert store.figures.outcome_of(since, None) == (Share(2, 3), Share(1, 2))
    (lead,) = [one for one in store.every([]) if one.listing.listing_id == "L-1"]
    # The lead is sent twice and counts once.
    store.referrals.send(referral([lead.lead_id], HILL), None)
    assert store.figures.outcome_of(since, None) == (Share(2, 3), Share(1, 2))
    verdict, reason = Verdict.NOT_INFRINGING, Reason.RESALE
    store.decide(Decision("d-x", lead.lead_id, verdict, reason, "", "Lin", factories.NOW, lead.evidence))
    assert store.figures.outcome_of(since, None) == (Share(1, 2), Share(0, 1))


@settings(max_examples=12, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_teams_and_days_add_up_to_the_whole_whatever_happened(
    engine: Engine, tmp_path: Path, data: st.DataObject
) -> None:
    store = LeadStore(engine, tmp_path, zone=ZONE)
    start = 100 + 10 * len(store.page([], limit=1000).leads)
    for number in range(data.draw(st.integers(1, 4))):
        ends = data.draw(
            st.sampled_from([(), ((S.ACTION_TAKEN, 3),), ((S.RETURNED, 5),), ((S.ACCEPTED, 1), (S.DISMISSED, 12))])
        )
        handed(store, start + number, data.draw(st.sampled_from([RIVER, HILL])), data.draw(st.integers(0, 20)), *ends)
    for days in (MONTH, NEXT):
        found = figures(store, days)
        for lines in (found.teams, found.districts):
            for name in ("sent", "leads", "handled", "returned", "open", "overdue", "sent_ever", "handled_ever"):
                assert sum(getattr(line, name) for line in lines) == getattr(found.total, name), name
        assert sum(day.sent for day in found.days) == found.total.sent
        assert sum(day.handled for day in found.days) == found.total.handled
        assert sum(day.recorded for day in found.days) == found.total.recorded
        assert len(found.late) == found.total.overdue
    assert sent(store, start + 9)
