"""The queue on both databases: idempotent, ordered, and with a log that nobody can rewrite."""

import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import factories
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from database import make_engine, writing
from domain.decision import Decision, Reason, Verdict
from domain.lead import Lead, LeadState
from leads.lifecycle import state_of
from leads.store import Found, LeadStore, Queued, StaleEvidenceError, UnknownLeadError
from leads.tables import LeadRow
from migrations.upgrade import upgrade

DAY = timedelta(days=1)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    return LeadStore(engine, tmp_path)


def find(number: int = 1, score: float = 0.9, **fields: object) -> Found:
    listing = factories.listing(f"L-{number}", **fields)
    return Found(listing, factories.right(), factories.match(listing.listing_id, "TM-1", score))


def decide(lead: Lead, verdict: Verdict = Verdict.INFRINGING, name: str = "d-1") -> Decision:
    return Decision(name, lead.lead_id, verdict, Reason.COUNTERFEIT, "看过", "Lin", factories.NOW, lead.evidence)


def only(store: LeadStore) -> Lead:
    (lead,) = store.page([]).leads
    return lead


def test_the_same_finds_twice_are_the_same_leads_once(store: LeadStore) -> None:
    finds = [find(n) for n in range(5)]
    assert store.queue(finds, "run-1", factories.NOW) == Queued(new=5)
    first = store.page([]).leads
    assert store.queue(finds, "run-1", factories.NOW) == Queued(seen_again=5)
    assert store.page([]).leads == first


def test_a_lead_comes_back_as_it_was_found(store: LeadStore, tmp_path: Path) -> None:
    picture = str(tmp_path / "blobs" / "ab" / "abc")
    given_ = find(images=(picture, "https://shop.example/x.jpg"), attributes=(("颜色", "红"),))
    store.queue([given_], "run-1", factories.NOW)
    lead = only(store)
    assert lead.listing == given_.listing
    assert lead.right == given_.right
    assert lead.signals == given_.match.signals
    assert (lead.score, lead.state, lead.run_id) == (0.9, LeadState.OPEN, "run-1")


def test_the_next_night_updates_a_lead_and_keeps_when_it_was_first_found(store: LeadStore) -> None:
    store.queue([find()], "run-1", factories.NOW)
    later = factories.NOW + DAY
    store.queue([find(score=0.95, title="Velmora 棉衣", seen_at=later)], "run-2", later)
    lead = only(store)
    assert (lead.first_found, lead.last_found) == (factories.NOW, later)
    assert (lead.listing.title, lead.score, lead.state) == ("Velmora 棉衣", 0.95, LeadState.OPEN)


def test_an_older_run_never_overwrites_a_newer_one(store: LeadStore) -> None:
    later = factories.NOW + DAY
    store.queue([find(title="new", seen_at=later)], "run-2", later)
    store.queue([find(title="old")], "run-1", factories.NOW)
    assert only(store).listing.title == "new"


def test_a_lead_keeps_the_text_that_its_signals_were_made_from(store: LeadStore) -> None:
    shirt = factories.listing(title="Velmora and Kordina shirt", seen_at=None)
    rights = {"TM-1": factories.right(), "TM-2": factories.right("TM-2", "Kordina")}
    found = [Found(shirt, right, factories.match("L-1", name)) for name, right in rights.items()]
    store.queue(found, "run-1", factories.NOW)
    plain = replace(shirt, title="Shirt, plain cotton, by Velmora")
    store.queue([replace(found[0], listing=plain)], "run-2", factories.NOW + DAY)
    leads = {lead.right.right_id: lead for lead in store.page([]).leads}
    assert leads["TM-1"].listing.title == "Shirt, plain cotton, by Velmora"
    assert leads["TM-2"].listing.title == "Velmora and Kordina shirt"
    assert [(lead.last_found, lead.last_seen) for lead in (leads["TM-1"], leads["TM-2"])] == [
        (factories.NOW + DAY, factories.NOW + DAY),
        (factories.NOW, factories.NOW + DAY),
    ]


def test_a_time_that_a_page_claims_orders_nothing(store: LeadStore) -> None:
    claimed = factories.NOW + 30_000 * DAY
    store.queue([find(title="Velmora AAA", seen_at=claimed)], "run-1", factories.NOW)
    store.queue([find(title="Now quite another text: Velmora BBB")], "run-2", factories.NOW + DAY)
    lead = only(store)
    assert lead.listing.title == "Now quite another text: Velmora BBB"
    assert (lead.last_seen, lead.listing.seen_at) == (factories.NOW + DAY, factories.NOW)


@pytest.mark.parametrize(("name", "value"), [("price", "1E+999"), ("price", "dear"), ("seen_at", "in the year 20000")])
def test_a_value_that_today_s_rules_refuse_is_shown_as_it_was_stored(
    store: LeadStore, engine: Engine, name: str, value: str
) -> None:
    store.queue([find(attributes=(("颜色", "红"),))], "run-1", factories.NOW)
    with writing(engine) as session:
        row = session.scalars(select(LeadRow)).one()
        row.listing_body = json.dumps(json.loads(row.listing_body) | {name: value})
    listing = only(store).listing
    assert (getattr(listing, name), dict(listing.attributes)[name]) == (None, value)
    assert (listing.title, dict(listing.attributes)["颜色"]) == ("Velmora 加厚外套", "红")


def test_a_decided_lead_stays_decided_when_seen_again(store: LeadStore) -> None:
    store.queue([find()], "run-1", factories.NOW)
    store.decide(decide(only(store)))
    queued = store.queue([find(seen_at=factories.NOW + DAY)], "run-2", factories.NOW + DAY)
    assert queued == Queued(seen_again=1)
    assert only(store).state is LeadState.CONFIRMED


def test_a_decided_lead_says_when_its_evidence_changed_and_settles_when_it_changes_back(store: LeadStore) -> None:
    store.queue([find()], "run-1", factories.NOW)
    store.decide(decide(only(store)))
    queued = store.queue([find(title="Velmora 复刻外套", seen_at=factories.NOW + DAY)], "run-2", factories.NOW + DAY)
    assert queued.changed == 1
    changed = only(store)
    assert changed.state is LeadState.CHANGED
    assert "复刻" in changed.changes[0]
    store.queue([find(seen_at=factories.NOW + 2 * DAY)], "run-3", factories.NOW + 2 * DAY)
    assert only(store).state is LeadState.CONFIRMED


def test_deciding_anew_settles_a_changed_lead(store: LeadStore) -> None:
    store.queue([find()], "run-1", factories.NOW)
    store.decide(decide(only(store)))
    store.queue([find(title="Velmora 复刻", seen_at=factories.NOW + DAY)], "run-2", factories.NOW + DAY)
    lead = store.decide(decide(only(store), Verdict.NOT_INFRINGING, "d-2"))
    assert (lead.state, lead.changes) == (LeadState.DISMISSED, ())
    assert [d.verdict for d in store.decisions(lead.lead_id)] == [Verdict.INFRINGING, Verdict.NOT_INFRINGING]
    assert lead.decision == store.decisions(lead.lead_id)[-1]


def test_the_same_decision_twice_is_one_line_of_the_log(store: LeadStore) -> None:
    store.queue([find()], "run-1", factories.NOW)
    decision = decide(only(store))
    store.decide(decision)
    store.decide(decision)
    assert store.decisions(decision.lead_id) == (decision,)


def test_nobody_decides_on_evidence_that_they_did_not_see(store: LeadStore) -> None:
    store.queue([find()], "run-1", factories.NOW)
    shown = only(store)
    store.queue([find(title="Velmora 复刻", seen_at=factories.NOW + DAY)], "run-2", factories.NOW + DAY)
    with pytest.raises(StaleEvidenceError, match="look at it again"):
        store.decide(decide(shown))
    assert store.decisions(shown.lead_id) == ()


def test_an_unknown_lead_cannot_be_decided(store: LeadStore) -> None:
    with pytest.raises(UnknownLeadError):
        store.decide(Decision("d", "nothing", Verdict.UNSURE, Reason.UNSTATED, "", "Lin", factories.NOW, "e"))


def rewritten(number: str, decision_id: str) -> str:
    """Every decision again, as Mallory would have it."""
    return (
        f"INTO decisions SELECT {number}, {decision_id}, lead_id, 'infringing', reason, 'rewritten', 'Mallory', "
        "decided_at, evidence, evidence_body, batch FROM decisions"
    )


REWRITES = {
    "both": (
        "UPDATE decisions SET note = 'x'",
        "DELETE FROM decisions",
        f"INSERT {rewritten('number', 'decision_id')} WHERE true ON CONFLICT (number) DO UPDATE SET note = 'x'",
    ),
    "sqlite": (
        f"INSERT OR REPLACE {rewritten('number', repr('d-9'))}",
        f"INSERT OR REPLACE {rewritten('99', 'decision_id')}",
        f"REPLACE {rewritten('number', 'decision_id')}",
    ),
    "postgresql": ("TRUNCATE decisions CASCADE",),
}


def test_the_database_itself_refuses_to_rewrite_the_log(store: LeadStore, engine: Engine) -> None:
    store.queue([find()], "run-1", factories.NOW)
    decision = decide(only(store))
    store.decide(decision)
    for how in REWRITES["both"] + REWRITES[engine.dialect.name]:
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(how))
    assert store.decisions(decision.lead_id) == (decision,)
    store.decide(replace(decision, decision_id="d-2"))
    assert len(store.decisions(decision.lead_id)) == 2


def test_pages_together_are_the_whole_queue_best_first_without_gaps_or_repeats(store: LeadStore) -> None:
    scores = [0.5, 0.9, 0.9, 0.9, 0.7, 0.6, 0.5]
    store.queue([find(n, score) for n, score in enumerate(scores)], "run-1", factories.NOW)
    seen: list[Lead] = []
    page = store.page([LeadState.OPEN], limit=2)
    seen += page.leads
    while page.after:
        page = store.page([LeadState.OPEN], page.after, limit=2)
        seen += page.leads
    assert [lead.score for lead in seen] == sorted(scores, reverse=True)
    assert len({lead.lead_id for lead in seen}) == len(scores)
    assert list(store.every([LeadState.OPEN])) == seen


def test_two_processes_that_queue_at_once_make_each_lead_once(store: LeadStore) -> None:
    finds = [find(n) for n in range(300)]
    runs = [
        threading.Thread(target=store.queue, args=(finds[::step], f"run-{step}", factories.NOW)) for step in (1, -1)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert store.counts()[LeadState.OPEN] == 300


def test_two_processes_may_migrate_at_once(database_url: str) -> None:
    faults: list[BaseException] = []

    def migrate() -> None:
        opened = make_engine(database_url)
        try:
            upgrade(opened)
        except DBAPIError as error:
            faults.append(error)
        opened.dispose()

    threads = [threading.Thread(target=migrate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


nights = st.lists(
    st.one_of(
        st.tuples(
            st.just("see"), st.integers(0, 2), st.sampled_from(["Velmora 外套", "Velmora 复刻", "velmora  外套"])
        ),
        st.tuples(st.just("decide"), st.integers(0, 2), st.sampled_from(list(Verdict))),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nights)
def test_the_stored_state_is_always_the_one_that_log_and_evidence_imply(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, int, object]]
) -> None:
    folder = tmp_path_factory.mktemp("night")
    engine = make_engine(f"sqlite:///{folder / 'q.db'}")
    upgrade(engine)
    store = LeadStore(engine, folder)
    at = factories.NOW
    for number, (what, which, value) in enumerate(events):
        at += DAY
        if what == "see":
            store.queue([find(which, title=str(value), seen_at=at)], f"run-{number}", at)
            continue
        lead = next((lead for lead in store.page([]).leads if lead.listing.listing_id == f"L-{which}"), None)
        if lead is not None:
            store.decide(replace(decide(lead, Verdict(str(value)), f"d-{number}"), decided_at=at))
    for lead in store.page([]).leads:
        assert lead.state is state_of(lead.decision, lead.changes)
        assert (lead.decision is None) == (store.decisions(lead.lead_id) == ())
    engine.dispose()
