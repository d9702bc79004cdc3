"""A lead whose listing is no longer on sale says since when, on its page and in the API's form; until it is back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.identity import listing_key
from domain.match import Match
from leads.store import Found, Rematched
from review.api_shapes import lead_json

GONE = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def test_a_lead_says_since_when_its_listing_is_gone(market: Any, signed_in: Any) -> None:
    here, gone = market.queue(market.plain(1), market.plain(2))
    key = listing_key("hillside", "item-2")
    market.store.mark_gone([key, listing_key("hillside", "never seen")], GONE)
    assert "gone since" in signed_in.get(f"/leads/{gone}").text
    assert "gone since" not in signed_in.get(f"/leads/{here}").text
    lead = market.store.get(gone)
    assert lead_json(lead)["gone_since"] == GONE.isoformat()
    market.store.mark_gone([key], None)
    assert "gone since" not in signed_in.get(f"/leads/{gone}").text


def test_being_found_again_is_being_back(market: Any) -> None:
    (lead,) = market.queue(market.plain(1))
    market.store.mark_gone([listing_key("hillside", "item-1")], GONE)
    market.queue(market.plain(1), run="2026-11-26", at=datetime(2026, 11, 26, 1, 0, tzinfo=UTC))
    assert market.store.get(lead).gone_since is None


def test_a_lead_of_a_rematch_says_where_it_comes_from(market: Any, signed_in: Any) -> None:
    night, early = market.queue(market.plain(1), market.plain(2))
    (found,) = (one for one in market.store.every([]) if one.lead_id == early)
    again = Rematched("20261125T010000Z-rematch-abc123", GONE)
    other = Found(
        found.listing,
        replace(found.right, right_id="TM-new"),
        Match(found.listing.listing_id, "TM-new", found.score, found.scorer, found.signals),
    )
    market.store.queue([other], found.run_id, GONE, again)
    assert "in a listing seen earlier" in signed_in.get(f"/leads/{other.lead_id}").text
    assert "in a listing seen earlier" not in signed_in.get(f"/leads/{night}").text
    assert lead_json(market.store.get(other.lead_id))["rematch"] == again.rematch_id
