"""The index that is sealed with a WARC finds what reading it finds, and shows what stood in it."""

import hashlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import factories
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.records import exchange, information, member, unmodified
from domain.capture import Capture, CaptureKind
from evidence import record_index
from evidence.record_index import NAME, RecordIndex, build, proof
from evidence.records import find
from exports.verifier.records import climbed

BODIES = [f"<p>page {number}".encode() * 40 for number in range(9)]


def url(number: int) -> str:
    return f"https://shop.example/{number}"


def wanted(later: int = 0) -> list[Capture]:
    at = factories.NOW + timedelta(hours=later)
    return [
        Capture(CaptureKind.PAGE, url(number), hashlib.sha256(body).hexdigest(), len(body), "text/html", at)
        for number, body in enumerate(BODIES)
    ]


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    path = tmp_path / "pages.warc.gz"
    parts = [information()]
    for number, body in enumerate(BODIES):
        coding = "gzip" if number % 2 else ""
        parts.append(exchange(url(number), factories.NOW, "text/html", body, coding=coding))
    parts += [exchange(url(0), factories.NOW + timedelta(hours=1), "text/html", BODIES[0])]
    parts += [unmodified(url(1), factories.NOW, BODIES[1])]
    path.write_bytes(b"".join(parts))
    return path


@pytest.mark.parametrize("later", [0, 1])
def test_the_index_finds_what_reading_finds(warc: Path, later: int) -> None:
    by_reading = find(warc, wanted(later))
    build(warc)
    assert find(warc, wanted(later)) == by_reading
    assert len(by_reading.records) == len(BODIES)
    assert len(by_reading.confirming) == 1
    assert all(record.request for record in by_reading.records.values())


def test_a_request_that_stands_before_its_answer_is_found(tmp_path: Path) -> None:
    own, answer = ("WARC-Record-ID", "<urn:uuid:1>"), ("WARC-Concurrent-To", "<urn:uuid:1>")
    digest = hashlib.sha256(b"x").hexdigest()
    path = tmp_path / "pages.warc.gz"
    request = member("request", url(1), factories.NOW, b"GET / HTTP/1.1\r\n\r\n", answer)
    payload = ("WARC-Payload-Digest", f"sha256:{digest}")
    response = member("response", url(1), factories.NOW, b"HTTP/1.1 200 OK\r\n\r\nx", own, payload)
    path.write_bytes(request + response)
    build(path)
    found = find(path, [Capture(CaptureKind.PAGE, url(1), digest, 1, "text/html", factories.NOW)])
    assert [record.request for record in found.records.values()] == [(0, len(request))]


def test_an_index_that_cannot_be_read_is_done_without(warc: Path) -> None:
    before = find(warc, wanted())
    warc.with_name(NAME).write_bytes(b"no database at all" * 100)
    assert find(warc, wanted()) == before
    assert proof(warc, {0}) is None


def test_a_file_that_is_no_warc_has_no_records_and_no_root(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(b"nothing of the kind")
    build(path)
    assert RecordIndex(path).root() == (0, "")
    assert proof(path, {0}) is not None


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.sets(st.integers(0, len(BODIES) - 1), min_size=1))
def test_records_are_shown_to_stand_in_the_file(warc: Path, numbers: set[int]) -> None:
    build(warc)
    records = [find(warc, [wanted()[number]]).records[url(number), wanted()[number].digest] for number in numbers]
    shown = proof(warc, {record.offset for record in records})
    assert shown is not None
    data = warc.read_bytes()
    assert [one.offset for one in shown.records] == sorted({0, *(record.offset for record in records)})
    lengths = {record.offset: record.length for record in records}
    for one in shown.records[1:]:
        held = data[one.offset : one.offset + lengths[one.offset]]
        assert hashlib.sha256(held).hexdigest() == one.digest
    count, root = RecordIndex(warc).root()
    lines = [[one.number, 0, 0, one.digest] for one in shown.records]
    assert climbed({"records": lines, "nodes": [list(node) for node in shown.nodes]}, count) == root


def test_many_records_are_written_in_batches(warc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(warc)
    whole = RecordIndex(warc).root()
    monkeypatch.setattr(record_index, "BATCH", 3)
    build(warc)
    assert RecordIndex(warc).root() == whole
    assert len(find(warc, wanted()).records) == len(BODIES)
    with sqlite3.connect(warc.with_name(NAME)) as base:
        assert base.execute("SELECT count(*) FROM records WHERE request IS NULL AND kind = 'response'").fetchone() == (
            0,
        )
