"""The sample of listings without a lead: drawn by content, whole where all is asked for, the same the next night."""

import json

from installation import Installation, house
from sqlalchemy import select

from database import reading
from domain.identity import listing_key
from flows.runs import reports
from leads.tables import UnqueuedRow, UnqueuedRunRow


def sampled(at: Installation) -> list[dict[str, int]]:
    """What the sample stages of all nights counted, oldest first."""
    nights = reversed(reports(at.folder / "data" / "runs"))
    stages = [stage for night in nights for stage in json.loads(night.read_text(encoding="utf-8"))["stages"]]
    return [stage["counts"] for stage in stages if stage["stage"] == "sample"]


def test_listings_without_a_lead_are_counted_and_the_drawn_ones_kept(small: Installation) -> None:
    everything = Installation(small.folder, {"MARKHOUND_UNQUEUED_SHARE": "1"})
    everything.run("scan")
    everything.run("scan")
    store = house(everything).leads
    with reading(store._engine) as session:
        kept = set(session.scalars(select(UnqueuedRow.listing_key)))
        counted = [row.unqueued for row in session.scalars(select(UnqueuedRunRow))]
    leads = list(store.every([]))
    assert {lead.listing.listing_id for lead in leads} == {"L-1", "L-2"}
    source = leads[0].listing.source
    assert kept == {listing_key(source, "L-3")}
    assert counted == [1, 1]
    assert sampled(everything) == [
        {"unqueued": 1, "drawn": 1, "new": 1},
        {"unqueued": 1, "drawn": 1, "new": 0},
    ]
    listing = store.unqueued.listing(listing_key(source, "L-3"))
    assert listing is not None
    assert (listing.title, listing.source) == ("素色棉布 两米", source)
    assert store.checks.due("Lin", None) is not None


def test_nothing_is_kept_where_nothing_is_asked_for(small: Installation) -> None:
    nothing = Installation(small.folder, {"MARKHOUND_UNQUEUED_SHARE": "0"})
    nothing.run("scan")
    assert sampled(nothing) == [{"unqueued": 1, "drawn": 0, "new": 0}]
    assert house(nothing).leads.checks.due("Lin", None) is None
