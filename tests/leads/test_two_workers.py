"""Workers that queue the same run at once, as processes on one database: each lead is there, and counted, once."""

import multiprocessing
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from queue import Queue

import factories
from sqlalchemy import text

from database import make_engine
from leads.store import Found, LeadStore, Queued
from migrations.upgrade import upgrade

LEADS, WORKERS = 300, 3


def queue_all(url: str, base: Path, hour: int, gate: "Queue[object]", out: "Queue[Queued]") -> None:
    engine = make_engine(url)
    store = LeadStore(engine, base)
    found = [
        Found(factories.listing(f"L-{n}", "Velmora 外套"), factories.right(), factories.match(f"L-{n}"), "trademarks@1")
        for n in range(LEADS)
    ]
    engine.connect().close()
    gate.get()
    out.put(store.queue(found, "run-1", factories.NOW + timedelta(hours=hour)))
    engine.dispose()


def test_leads_that_many_queue_at_once_are_there_once(
    postgresql: Callable[[], str], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    url = postgresql()
    engine = make_engine(url)
    upgrade(engine)
    context = multiprocessing.get_context("spawn")
    gate: Queue[object] = context.Queue()  # type: ignore[assignment]
    out: Queue[Queued] = context.Queue()  # type: ignore[assignment]
    # Two of them are of one run; the third is another scan of the same source an hour later.
    workers = [context.Process(target=queue_all, args=(url, tmp_path, n // 2, gate, out)) for n in range(WORKERS)]
    for worker in workers:
        worker.start()
    for _ in workers:
        gate.put(None)
    said = [out.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    with engine.connect() as connection:
        for table in ("leads", "queue", "queue_search", "listings"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == LEADS
        counted = connection.scalar(text("SELECT sum(number) FROM queue_counts WHERE kind = 'all'"))
        newest = connection.scalar(
            text("SELECT count(*) FROM leads WHERE last_found = (SELECT max(last_found) FROM leads)")
        )
    engine.dispose()
    assert counted == LEADS
    assert newest == LEADS
    assert sum(one.new for one in said) == LEADS
    assert sum(one.seen_again for one in said) == LEADS * (WORKERS - 1)
    record_property(
        "measured", f"{WORKERS} processes queued {LEADS} leads each at once: {LEADS} leads, 0 lost, 0 doubled"
    )
