"""Made-up watches, digests and messages for tests."""

from typing import Any

import factories

from domain.lead import LeadState
from watches.message import Message
from watches.news import Digest, Item, counted
from watches.watch_list import Schedule, WatchList
from watches.wording import digest_message


def watch(watch_id: str = "w1", **fields: Any) -> WatchList:
    """A daily watch of Velmora Works by mail."""
    given: dict[str, Any] = {
        "holder": "Velmora Works",
        "right_ids": (),
        "lowest": 0.5,
        "sources": (),
        "states": (LeadState.CONFIRMED,),
        "schedule": Schedule.DAILY,
        "targets": ("marks@velmora.example",),
        "language": "en",
        "made_by": "Lin",
        "made_at": factories.NOW,
    } | fields
    return WatchList(watch_id, **given)


def item(number: int = 1, **fields: Any) -> Item:
    """A confirmed lead of a made-up shop."""
    given: dict[str, Any] = {
        "lead_id": f"{number:032x}",
        "state": "confirmed",
        "right_id": "TM-1",
        "mark": "Velmora",
        "source": "town",
        "listing_id": f"L-{number}",
        "title": f"Velmora 加厚外套 {number}",
        "url": f"https://shop.example/item/{number}",
        "seller": "小满优选",
        "score": 0.9,
        "found_on": "2026-11-22",
    } | fields
    return Item(**given)


def digest(*items: Item, total: int = 0) -> Digest:
    """A digest of those leads, and of as many more of the same right and source as `total` says."""
    places = [(one.right_id, one.source) for one in items]
    places += [("TM-1", "town")] * max(total - len(items), 0)
    return Digest("w1", "Velmora Works", len(places), counted(places), items)


def message(*items: Item, language: str = "en", total: int = 0) -> Message:
    """The digest as a message."""
    given = items or (item(),)
    keys = [one.lead_id for one in given]
    return digest_message(watch(language=language), digest(*given, total=total), keys, factories.NOW)


def variables(mail_port: int, receiver: str) -> dict[str, str]:
    """The settings of an office with that mail server and that receiver (host and port)."""
    return {
        "MARKHOUND_SMTP_HOST": "127.0.0.1",
        "MARKHOUND_SMTP_PORT": str(mail_port),
        "MARKHOUND_SMTP_SECURITY": "none",
        "MARKHOUND_MAIL_FROM": "office@office.example",
        "MARKHOUND_REVIEW_URL": "https://review.office.example",
        "MARKHOUND_WEBHOOK_PRIVATE_HOSTS": receiver,
        "MARKHOUND_REVIEWER": "Lin",
    }
