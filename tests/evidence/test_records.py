"""Records are found where they lie, by address and digest, whoever wrote the file."""

import gzip
import hashlib
from datetime import timedelta
from pathlib import Path

import factories
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.records import exchange, information, member, unmodified
from crawlers.warc import DECODED
from domain.capture import Capture, CaptureKind
from evidence.records import find

URL = "https://shop.example/item/1?色=红"
LATER = factories.NOW + timedelta(hours=1)


def capture(body: bytes, url: str = URL, later: bool = False) -> Capture:
    digest = hashlib.sha256(body).hexdigest()
    return Capture(CaptureKind.PAGE, url, digest, len(body), "text/html", LATER if later else factories.NOW)


def at(path: Path, place: tuple[int, int]) -> bytes:
    return gzip.decompress(path.read_bytes()[place[0] : place[0] + place[1]])


def test_a_record_and_its_request_are_found_by_decoded_digest(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(
        information() + exchange(URL, factories.NOW, "text/html", "页".encode(), coding="gzip", chunked=True)
    )
    one = capture("页".encode())
    (record,) = find(path, [one]).records.values()
    assert b"WARC-Type: response" in at(path, (record.offset, record.length))
    assert record.request is not None
    assert b"WARC-Type: request" in at(path, record.request)
    assert find(path, [capture(b"another page"), capture("页".encode(), "https://shop.example/2")]).records == {}


def test_of_two_with_one_digest_the_capture_s_own_time_decides(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(b"".join(exchange(URL, when, "text/html", b"same") for when in (factories.NOW, LATER)))
    (early,) = find(path, [capture(b"same")]).records.values()
    (late,) = find(path, [capture(b"same", later=True)]).records.values()
    assert (early.offset, late.offset > early.offset) == (0, True)


def test_a_record_that_only_confirms_an_earlier_one_is_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    path.write_bytes(unmodified(URL, factories.NOW, b"as it was"))
    found = find(path, [capture(b"as it was")])
    assert (found.records, len(found.confirming)) == ({}, 1)


def test_a_body_that_was_not_coded_is_found_by_its_payload_s_digest(tmp_path: Path) -> None:
    path = tmp_path / "pages.warc.gz"
    payload = ("WARC-Payload-Digest", f"sha256:{hashlib.sha256(b'plain').hexdigest()}")
    path.write_bytes(member("resource", URL, factories.NOW, b"plain", payload))
    assert len(find(path, [capture(b"plain")]).records) == 1


@settings(deadline=None, max_examples=50)
@given(cut=st.integers(0, 2000))
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path_factory: object, cut: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "pages.warc.gz"  # type: ignore[attr-defined]
    first = exchange(URL, factories.NOW, "text/html", b"first")
    whole = first + exchange(URL, LATER, "text/html", b"second")
    path.write_bytes(whole[:cut])
    found = find(path, [capture(b"first")]).records
    response = len(first) - len(first[first.index(b"\x1f\x8b", 10) :])
    assert bool(found) == (cut >= response)


def test_the_field_is_the_one_that_crawls_write() -> None:
    assert f"{DECODED}: sha256:".encode() in gzip.decompress(exchange(URL, factories.NOW, "text/html", b"x"))
