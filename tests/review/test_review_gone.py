"""A lead whose listing is no longer on sale says since when, on its page and in the API's form; until it is back."""

from datetime import UTC, datetime
from typing import Any

from domain.identity import listing_key
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
