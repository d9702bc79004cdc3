"""Finding the records of captures in a run's WARC, by address and digest."""

import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from domain.capture import Capture
from domain.record import Record
from evidence.record_index import Placed, opened
from evidence.redact import is_taken_out
from evidence.warc_members import BODIES, Key, members


@dataclass(frozen=True, slots=True)
class Findings:
    """What a file holds of some captures.

    Attributes:
        records: by address and digest of the capture.
        confirming: beside them those that only confirm an earlier one (304).
        dated: keys of the records that were made at the capture's own time.
    """

    records: dict[Key, Record]
    confirming: dict[Key, Record]
    dated: frozenset[Key]


@dataclass(frozen=True, slots=True)
class _Best:
    """Of the records of each capture the one of its own time, or the first."""

    times: dict[Key, datetime]
    found: dict[bool, dict[Key, tuple[Placed, str]]] = field(default_factory=lambda: {True: {}, False: {}})
    dated: set[Key] = field(default_factory=set)

    def take(self, key: Key, kind: str, taken_at: str, place: Placed, name: str = "") -> None:
        """A record that has a key; `name` is its id."""
        known = self.found[kind in BODIES]  # with a body, or only confirming one
        if key not in self.times:
            return
        own = _is_at(taken_at, self.times[key])
        if own or key not in known:
            known[key] = place, name
        if own and kind in BODIES:
            self.dated.add(key)

    def findings(self, warc: Path, request: Callable[[Placed, str], Placed | None]) -> Findings:
        """The records, each with its request."""
        whole, confirming = (
            {key: Record(warc, *place, request(place, name)) for key, (place, name) in self.found[body].items()}
            for body in (True, False)
        )
        return Findings(whole, confirming, frozenset(self.dated))


def find(warc: Path, wanted: Collection[Capture]) -> Findings:
    """The records of captures, by their address and digest; what is not in the file is not in the answer.

    A record answers to a capture by its decoded digest (`WARC-Markhound-Decoded-Digest`), or by its payload's where no
    content coding was undone; of several that do, the one of the capture's own time. The index that was sealed with the
    file says where they lie; a file without one (of an older run), or whose index cannot be read, is read once from end
    to end, as far as it goes.

    Args:
        warc: a WARC file, a gzip member a record.
        wanted: what is looked for.

    Raises:
        OSError: it cannot be read.
    """
    times = {(one.url, one.digest): one.taken_at for one in wanted}
    index = opened(warc)
    if index is not None:
        with closing(index), warc.open("rb") as file:
            try:
                best, requests = _Best(times), dict[Placed, Placed | None]()
                for key in times:
                    for kind, taken_at, place, request in index.answers(key):
                        if is_taken_out(file, place[0]):
                            continue
                        best.take(key, kind, taken_at, place)
                        requests[place] = request
                return best.findings(warc, lambda place, _: requests[place])
            except sqlite3.DatabaseError:
                pass
    return _read(warc, _Best(times))


def _read(warc: Path, best: _Best) -> Findings:
    requests: dict[str, Placed] = {}
    with warc.open("rb") as file:
        for member in members(file):
            kind, place = member.value(b"warc-type"), (member.offset, member.length)
            answer, own = member.value(b"warc-concurrent-to"), member.value(b"warc-record-id")
            if kind == "request" and answer:
                requests[answer] = place
            elif kind in BODIES or kind == "revisit":
                for key in member.answers_to():
                    best.take(key, kind, member.value(b"warc-date"), place, own)
                if answer in requests:
                    requests[own] = requests[answer]
    return best.findings(warc, lambda _, name: requests.get(name))


def _is_at(taken_at: str, when: datetime) -> bool:
    try:
        return datetime.fromisoformat(taken_at) == when
    except ValueError:
        return False
