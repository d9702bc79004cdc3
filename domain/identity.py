"""Ids that come from content, so that doing a thing twice is doing it once."""

import hashlib
import json


def digest(*parts: str) -> str:
    """SHA-256 (FIPS 180-4) of the parts, unambiguous for any text, as 64 hex digits."""
    form = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(form.encode("ascii")).hexdigest()


def lead_id(source: str, listing_id: str, right_id: str) -> str:
    """The lead's id: 32 hex digits (128 bits; collisions are out of reach for 10^12 leads)."""
    return digest("lead", source, listing_id, right_id)[:32]


def listing_key(source: str, listing_id: str) -> str:
    """A listing's id across sources: 32 hex digits."""
    return digest("listing", source, listing_id)[:32]
