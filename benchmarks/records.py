"""WARC records written out by hand, for the benchmark and the tests of packs: no crawl has a say in them."""

import gzip
import hashlib
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

Header = tuple[str, str]


def exchange(url: str, at: datetime, media_type: str, body: bytes, *, coding: str = "", chunked: bool = False) -> bytes:
    """A response record and its request record, a gzip member each.

    Args:
        url: the address.
        at: when it came.
        media_type: of the response.
        body: as it is read.
        coding: "gzip" or "" for none; how the body was sent.
        chunked: whether it was sent in chunks.
    """
    sent = gzip.compress(body, mtime=0) if coding == "gzip" else body
    head = [f"Content-Type: {media_type}", "Date: Sun, 22 Nov 2026 01:00:00 GMT"]
    head += [f"Content-Encoding: {coding}"] if coding else []
    head += ["Transfer-Encoding: chunked"] if chunked else [f"Content-Length: {len(sent)}"]
    if chunked:
        half = len(sent) // 2
        sent = (
            b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (sent[:half], sent[half:]) if part) + b"0\r\n\r\n"
        )
    answer = "\r\n".join(["HTTP/1.1 200 OK", *head, "", ""]).encode() + sent
    identity = f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{url} {at.isoformat()}')}>"
    decoded = ("WARC-Markhound-Decoded-Digest", f"sha256:{hashlib.sha256(body).hexdigest()}")
    address = ("WARC-IP-Address", "127.0.0.1")
    asked = f"GET {url} HTTP/1.1\r\nHost: shop.example\r\n\r\n".encode()
    return member("response", url, at, answer, ("WARC-Record-ID", identity), decoded, address) + member(
        "request", url, at, asked, ("WARC-Concurrent-To", identity)
    )


def unmodified(url: str, at: datetime, body: bytes) -> bytes:
    """The record of a 304: the server said that what an earlier record holds is still so."""
    decoded = ("WARC-Markhound-Decoded-Digest", f"sha256:{hashlib.sha256(body).hexdigest()}")
    profile = ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/server-not-modified")
    return member("revisit", url, at, b"HTTP/1.1 304 Not Modified\r\n\r\n", decoded, profile)


def information() -> bytes:
    """The record that a file begins with."""
    return member("warcinfo", "", datetime.fromisoformat("2026-11-22T00:00:00Z"), b"software: made by hand\r\n")


def member(kind: str, url: str, at: datetime, block: bytes, *headers: Header) -> bytes:
    """A record as a gzip member."""
    media = {"warcinfo": "application/warc-fields", "request": "application/http; msgtype=request"}
    known = dict(headers)
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {url} {at.isoformat()}')}>",
        "WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        **({"WARC-Target-URI": url} if url else {}),
        "WARC-Block-Digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
        "Content-Type": media.get(kind, "application/http; msgtype=response"),
        **known,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return gzip.compress(f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n", mtime=0)
