"""Legal holds stand until they are released, and both stay on record; leads say what they still need."""

from datetime import timedelta

import factories
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from domain.identity import listing_key
from domain.preservation import PreserveOf, PreserveStep, in_force
from leads.preservations import Life, NoSuchPreservationError, Preservations
from leads.store import Found, LeadStore

NOW = factories.NOW
TODAY = NOW.date()


def test_a_hold_stands_until_it_is_released_or_its_day_is_over(engine: Engine) -> None:
    holds = Preservations(engine)
    one = holds.place(PreserveOf.SELLER, "town/S-1", "Lin", NOW, "order 12", TODAY + timedelta(days=1))
    two = holds.place(PreserveOf.RIGHT, "TM-1", "Lin", NOW, "order 13", None)
    assert [hold.hold_id for hold in in_force(holds.log(), TODAY)] == [one.hold_id, two.hold_id]
    assert [hold.hold_id for hold in in_force(holds.log(), TODAY + timedelta(days=2))] == [two.hold_id]
    holds.release(two.hold_id, "Mei", NOW, "closed")
    assert in_force(holds.log(), TODAY + timedelta(days=2)) == []
    assert [line.step for line in holds.log()][-1] is PreserveStep.RELEASED
    assert [hold.hold_id for hold in in_force(holds.log(), TODAY + timedelta(days=2), upto=2)] == [two.hold_id]
    with pytest.raises(NoSuchPreservationError, match="preserve list"):
        holds.release(two.hold_id, "Mei", NOW, "closed")


@pytest.mark.parametrize("what", ["DELETE FROM preservations", "UPDATE preservations SET why = 'x'"])
def test_the_log_of_holds_cannot_be_rewritten(engine: Engine, what: str) -> None:
    Preservations(engine).place(PreserveOf.LEAD, "x", "Lin", NOW, "order 12", None)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(what))


def test_a_hold_wants_a_name_and_a_reason(engine: Engine) -> None:
    with pytest.raises(ValueError, match="who placed it, and why"):
        Preservations(engine).place(PreserveOf.LEAD, "x", "Lin", NOW, " ", None)


def test_a_hold_covers_the_leads_that_were_there(engine: Engine, tmp_path: object) -> None:
    store = LeadStore(engine, tmp_path)  # type: ignore[arg-type]
    listing = factories.listing("L-1")
    store.queue([Found(listing, factories.right(), factories.match("L-1"))], "r", NOW)
    holds = Preservations(engine)
    hold = holds.place(PreserveOf.RIGHT, "TM-1", "Lin", NOW, "order 12", None)
    key = listing_key("town", "L-1")
    assert holds.listings([hold], {}, NOW) == {key}
    assert holds.listings([hold], {}, NOW - timedelta(days=1)) == set()
    assert holds.lives(NOW + timedelta(days=9999), NOW + timedelta(days=9999), {}) == {key: Life.NEEDED}
