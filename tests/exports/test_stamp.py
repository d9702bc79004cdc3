"""Time stamps: an answer is taken if it was granted and is for what was asked."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.stamp import Authority, StampError, query, stamped
from tests.exports.stamping import authority


@given(st.binary(min_size=32, max_size=32))
def test_a_query_is_what_openssl_would_ask(digest: bytes) -> None:
    asked = query(digest)
    assert asked[:2] == bytes([0x30, len(asked) - 2])
    assert digest in asked
    assert asked.endswith(b"\x01\x01\xff"), "the authority's certificate is asked for"
    # A positive INTEGER in its shortest form: neither of the first nine bits all 0 nor all 1.
    nonce = asked[-11:-3]
    assert 0x40 <= nonce[0] < 0x80


def test_openssl_reads_the_query(tmp_path: Path) -> None:
    authority(tmp_path / "authority")  # skips where there is no openssl
    digest = hashlib.sha256(b"x").digest()
    (tmp_path / "q.tsq").write_bytes(query(digest))
    done = subprocess.run(
        ["openssl", "ts", "-query", "-in", tmp_path / "q.tsq", "-text"], capture_output=True, text=True, check=True
    )
    assert "Hash Algorithm: sha256" in done.stdout
    assert "Certificate required: yes" in done.stdout


def test_a_refusal_and_an_answer_for_something_else_are_no_time_stamp(tmp_path: Path) -> None:
    good = authority(tmp_path / "authority")
    assert hashlib.sha256(b"mine").digest() in stamped(b"mine", good)
    other = Authority(good.url, lambda _: good.ask(query(hashlib.sha256(b"yours").digest())))
    rejected = Authority(good.url, lambda _: bytes.fromhex("30053003020102"))
    for wrong in (other, rejected, Authority(good.url, lambda _: b""), Authority(good.url, lambda _: b"<html>")):
        with pytest.raises(StampError, match=r"stamps\.example gave no token"):
            stamped(b"mine", wrong)


def test_an_authority_out_of_reach_is_said_with_what_to_do() -> None:
    def away(_query: bytes) -> bytes:
        raise OSError("connection refused")

    with pytest.raises(StampError, match="empty MARKHOUND_TIMESTAMP_URL to make a pack that says"):
        stamped(b"mine", Authority("http://stamps.example", away))
