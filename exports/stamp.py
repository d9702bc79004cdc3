"""Asking a time-stamping authority (RFC 3161): the request and what its answer must be.

Written out here, because the verifier reads the token without any library, and because the library at hand
(rfc3161-client 1.0) refuses answers whose certificates are not sorted, such as openssl's.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

QUERY = "application/timestamp-query"
SHA256 = bytes.fromhex("300d06096086480165030402010500")  # AlgorithmIdentifier of SHA-256 (RFC 5754)
GRANTED = (0, 1)  # PKIStatus: granted, granted with modifications


class StampError(RuntimeError):
    """No time stamp was had; the message says why."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A time-stamping authority.

    Attributes:
        url: where it is asked, for people.
        ask: sends a query and gives the answer's bytes; raises OSError where that fails.
        roots: PEM of the certificates that its own are checked against, b"" if none are given.
    """

    url: str
    ask: Callable[[bytes], bytes]
    roots: bytes = b""


def stamped(data: bytes, authority: Authority) -> bytes:
    """The authority's answer for these bytes.

    Raises:
        StampError: it could not be asked, refused, or answered for other bytes.
    """
    digest = hashlib.sha256(data).digest()
    try:
        answer = authority.ask(query(digest))
    except OSError as error:
        raise StampError(
            f"the time-stamping authority {authority.url} could not be asked ({error}); try again, or empty "
            "MARKHOUND_TIMESTAMP_URL to make a pack that says it has no time stamp"
        ) from error
    if _status(answer) not in GRANTED or digest not in answer:
        raise StampError(f"the time-stamping authority {authority.url} gave no token for what it was asked")
    return answer


def query(digest: bytes) -> bytes:
    """A TimeStampReq for a SHA-256 digest that wants the authority's certificate in the answer.

    The nonce comes from the digest: an answer to an older query for the same bytes is as good.
    """
    imprint = _der(0x30, SHA256 + _der(0x04, digest))
    # A positive number in its shortest form, as DER wants it.
    nonce = _der(0x02, bytes([digest[0] & 0x3F | 0x40]) + digest[1:8])
    return _der(0x30, _der(0x02, b"\1") + imprint + nonce + _der(0x01, b"\xff"))


def _der(tag: int, content: bytes) -> bytes:
    assert len(content) < 0x80
    return bytes([tag, len(content)]) + content


def _status(answer: bytes) -> int:
    """PKIStatus of a TimeStampResp, -1 where that cannot be read."""
    place = 0
    for tag in (0x30, 0x30):  # the answer, its PKIStatusInfo
        if answer[place : place + 1] != bytes([tag]):
            return -1
        size = answer[place + 1] if len(answer) > place + 1 else 0
        place += 2 + (size & 0x7F if size & 0x80 else 0)
    found = answer[place : place + 3]
    return found[2] if found[:2] == b"\2\1" and len(found) == 3 else -1
