"""Messages made: digests of what is new, alerts for the office. Ids come from what they say."""

from collections.abc import Sequence
from datetime import datetime

from domain.identity import digest
from watches.letter import alert_body
from watches.message import Delivery, Kind, Message
from watches.news import Digest, line
from watches.watch_list import OFFICE, WatchList, named
from watches.words import say


def digest_message(watch: WatchList, news: Digest, keys: Sequence[str], now: datetime) -> Message:
    """A digest; the same news of the same watch have the same id."""
    name = digest("digest", watch.watch_id, *sorted(keys))[:32]
    return Message(name, watch.watch_id, Kind.DIGEST, watch.language, news.to_json(), now)


def trial_message(watch_id: str, holder: str, language: str, now: datetime) -> Message:
    """A message that says nothing but that it came; each one is new."""
    news = Digest(watch_id, holder, 0, (), ())
    name = digest("test", watch_id, now.isoformat())[:32]
    return Message(name, watch_id, Kind.TEST, language, news.to_json(), now)


def dead_alert(message: Message, last: Delivery, language: str) -> Message:
    """Says to the office that a delivery was given up."""
    sentence = say(
        "dead",
        language,
        watch=message.watch_id,
        message=message.message_id,
        target=named(last.target),
        rounds=last.rounds,
        detail=line(last.detail, 300),
    )
    lines = (sentence, say("dead_do", language, watch=message.watch_id))
    name = digest("dead", message.message_id, last.target, last.at.isoformat())[:32]
    body = alert_body(say("dead_subject", language), lines)
    return Message(name, OFFICE, Kind.DEAD, language, body, last.at)


def stale_alert(register: str, since: str, says: Sequence[str], language: str, now: datetime) -> Message:
    """Says to the office that a register is stale: one message a staleness, however many nights it lasts.

    Args:
        register: its name.
        since: what it was when it became stale, so that the next staleness is another message.
        says: sentences.
        language, now: of the message.
    """
    name = digest("stale", register, since)[:32]
    body = alert_body(say("stale_subject", language, register=line(register, 80)), says)
    return Message(name, OFFICE, Kind.STALE, language, body, now)
