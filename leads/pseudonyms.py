"""Sellers whose leads were rejected long ago, under names that nobody can lead back once the year's key is gone.

The same seller has the same pseudonym all year, so counts by seller and the memory of what was decided stay right. What
they wrote freely loses contacts and licences that can be recognised (leads/network/); a person's name in a sentence is
not recognised, so descriptions and attributes go as a whole.
"""

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from database import reading, writing
from domain.lead import LeadState
from leads.network.contacts import contacts, fold
from leads.search import fold as folded
from leads.tables import CheckRow, LeadRow, ListingRow, MarkRow, QueueRow, UnqueuedRow

PREFIX = "anon-"
KEY = "pseudonyms-"
NOWHERE = "urn:markhound:"  # in place of an address
BATCH = 200
DROPPED = ("description", "attributes", "url", "captures", "images")
_ROW = re.compile(r"[0-9a-z_.@+-]{5,}", re.IGNORECASE)


class Pseudonyms:
    """Pseudonyms of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self, keys: Collection[str], held: Collection[str]) -> list[str]:
        """Of those listings the ones whose seller is named yet, was never confirmed, and is not held.

        Args:
            keys: of listings whose period is over.
            held: sellers, "source/seller".
        """
        confirmed = select(QueueRow.seller).where(QueueRow.state == LeadState.CONFIRMED.value).distinct()
        found: set[str] = set()
        with reading(self._engine) as session:
            spared = set(session.scalars(confirmed)) | set(held)
            for batch in _batches(keys):
                query = select(LeadRow.listing_key, QueueRow.seller).join(QueueRow, QueueRow.lead_id == LeadRow.lead_id)
                for key, seller in session.execute(query.where(LeadRow.listing_key.in_(batch))):
                    if seller and seller not in spared and f"/{PREFIX}" not in seller:
                        found.add(key)
        return sorted(found)

    def replace(self, keys: Sequence[str], at: datetime) -> int:
        """Puts pseudonyms in the place of the sellers of those listings; how many listings."""
        for batch in _batches(keys):
            with writing(self._engine) as session:
                key = _key(session, f"{KEY}{at.year}")
                for listing in session.scalars(select(ListingRow).where(ListingRow.listing_key.in_(batch))):
                    listing.body, listing.seller = _without(listing.body, key), _name(listing.seller, key)
                for lead in session.scalars(select(LeadRow).where(LeadRow.listing_key.in_(batch))):
                    lead.listing_body = _without(lead.listing_body, key)
                    title = str(json.loads(lead.listing_body).get("title", ""))
                    row = session.scalar(select(QueueRow).where(QueueRow.lead_id == lead.lead_id))
                    if row is not None:
                        source, _, seller = row.seller.partition("/")
                        row.seller = f"{source}/{_name(seller, key)}"
                        row.text, row.picture_key = folded((title, row.holder, row.right_id)), ""
        return len(keys)

    def end_keys(self, year: int) -> int:
        """Destroys the keys of earlier years: from then on nobody can tell whose a pseudonym was; how many."""
        with writing(self._engine) as session:
            names = session.scalars(select(MarkRow.name).where(MarkRow.name.like(f"{KEY}%"))).all()
            old = [name for name in names if name < f"{KEY}{year}"]
            session.execute(delete(MarkRow).where(MarkRow.name.in_(old)))
            return len(old)

    def old_samples(self, before: datetime, spared: Collection[str]) -> list[tuple[str, datetime]]:
        """Keys and times of listings that were drawn for a look before that time, but of those sources."""
        query = select(UnqueuedRow.listing_key, UnqueuedRow.kept_at)
        with reading(self._engine) as session:
            asked = select(CheckRow.subject).where(CheckRow.wanted)
            query = query.where(UnqueuedRow.kept_at < before, UnqueuedRow.listing_key.not_in(asked))
            query = query.where(UnqueuedRow.source.not_in(list(spared)))
            return list(session.execute(query.where(UnqueuedRow.body.not_like(f"%{NOWHERE}%"))).tuples())

    def empty_samples(self, keys: Sequence[str]) -> None:
        """Takes the sellers and texts out of those; that they were drawn stays, as estimates rest on it."""
        for batch in _batches(keys):
            with writing(self._engine) as session:
                for row in session.scalars(select(UnqueuedRow).where(UnqueuedRow.listing_key.in_(batch))):
                    row.body = _without(row.body, secrets.token_bytes(32))


def _batches(keys: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]


def _key(session: Session, name: str) -> bytes:
    row = session.get(MarkRow, name)
    if row is None:
        row = MarkRow(name=name, value=secrets.token_hex(32))
        session.add(row)
        session.flush()
    return bytes.fromhex(row.value)


def _name(seller: str, key: bytes) -> str:
    if not seller or seller.startswith(PREFIX):
        return seller
    return PREFIX + hmac.new(key, seller.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]


def _without(body: str, key: bytes) -> str:
    fields: dict[str, Any] = json.loads(body)
    seller = fields.get("seller") or {}
    name = str(seller.get("id") or seller.get("name") or "")
    kept = {name: value for name, value in fields.items() if name not in DROPPED}
    kept["url"] = f"{NOWHERE}{_name(str(fields.get('url', '')), key)}"
    kept["seller"] = {"id": _name(name, key)} if name else {}
    kept["title"] = unspoken(str(fields.get("title", "")))
    return json.dumps(kept, ensure_ascii=False)


def unspoken(text: str) -> str:
    """A text without the contacts that can be recognised in it; one that holds any loses all rows of letters and
    figures that could be one, as sellers dress them up."""
    if not any(True for _ in contacts(fold(text))):
        return text
    return _ROW.sub("***", unicodedata.normalize("NFKC", text))
