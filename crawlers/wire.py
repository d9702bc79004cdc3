"""The bytes of one exchange as they went over the connection, taken down below the HTTP client.

Twisted reads one response at a time from a connection, so what a connection hands out between a request and the end of
its response is that response, to the byte: status line, header order and case, chunk framing, trailers. Over TLS it is
what was inside. Scrapy's own client parses the same bytes meanwhile, or later once more (`tape`).
"""

from datetime import datetime
from typing import Any, Final

from OpenSSL.crypto import FILETYPE_PEM, dump_certificate
from scrapy.core.downloader.handlers.http11 import _LenientHTTP11ClientProtocol
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IPushProducer, ITransport
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import HTTPConnectionPool, _HTTP11ClientFactory
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

WIRE: Final = "markhound_wire"
"""Key in a request's meta: the Wire of its exchange."""

LONGEST_HEAD = 262_144
"""Bytes of a response's head, and of what may come beside its body (chunk framing, trailers): browsers stop there."""


class Wire:
    """One exchange.

    Attributes:
        sent, received: what went out and what came back; `received` ends where the response does.
        address: of the server, "" before there is a connection.
        certificates: the chain as the server sent it, PEM, leaf first; b"" without TLS.
        tls: protocol version and cipher suite, "" without TLS.
        complete: whether the response came to its end.
        flooded: whether we hung up because head or framing had no end.
        taken_at: when a response that is read once more was received; None where it is fetched.
        earlier: whether that was in an earlier run.
    """

    __slots__ = (
        "address",
        "certificates",
        "complete",
        "earlier",
        "flooded",
        "most",
        "received",
        "reused",
        "sent",
        "taken_at",
        "tls",
    )

    def __init__(self, most: int = 0) -> None:
        self.sent = bytearray()
        self.received = bytearray()
        self.address = ""
        self.certificates = b""
        self.tls = ""
        self.complete = False
        self.flooded = False
        self.reused = False
        self.most = most
        self.taken_at: datetime | None = None
        self.earlier = False

    def body_at(self) -> int:
        """Where the body begins; -1 while the head has no end. An interim response (1xx) is no part of it."""
        at = 0
        while True:
            start, at = at, _end_of_head(self.received, at)
            if at < 0:
                return -1
            if self.received[start : start + 12].split(b" ")[-1][:1] != b"1":
                del self.received[:start]
                return at - start


def _end_of_head(data: bytearray, start: int) -> int:
    """Behind the first empty line; lines end with LF, or with CR LF."""
    ends = [at + len(mark) for mark in (b"\n\r\n", b"\n\n") if (at := data.find(mark, start)) >= 0]
    return min(ends, default=-1)


class _Tee:
    """A transport that takes down what is written to it."""

    def __init__(self, transport: Any, wire: Wire) -> None:
        self._transport = transport
        self._wire = wire

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        self._wire.sent += data
        self._transport.write(data)

    def writeSequence(self, data: Any) -> None:  # noqa: N802 (Twisted's interface)
        self.write(b"".join(data))


class Recorder(_LenientHTTP11ClientProtocol):
    """Scrapy's client protocol, which also takes down what passes."""

    wire = Wire()
    used = False

    def begin(self, wire: Wire) -> None:
        """Names the exchange that comes next on this connection."""
        self.wire, wire.reused, self.used = wire, self.used, True
        transport: Any = self.transport
        wire.address = str(getattr(transport.getPeer(), "host", ""))

    def request(self, request: Any) -> Any:
        """Sends, and takes down what is sent."""
        wire, write_to = self.wire, request.writeTo
        request.writeTo = lambda transport: write_to(_Tee(transport, wire))
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 (Twisted's interface)
        """Takes down, parses, and hangs up on what has no end."""
        wire = self.wire
        if self._parser is None:  # nobody asked
            self.transport.abortConnection()  # type: ignore[union-attr]
            return
        if not wire.received:
            self._greet(wire)
        wire.received += data
        most = LONGEST_HEAD if self._parser.state in (STATUS, HEADER) else wire.most
        if most and len(wire.received) - len(data) > most:
            wire.flooded = True
            self.transport.abortConnection()  # type: ignore[union-attr]
            self._disconnectParser(Failure(ConnectionDone()))  # type: ignore[no-untyped-call]
            return
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802 (Twisted's name)
        if rest:  # behind the end of the response: nobody asked for it
            del self.wire.received[-len(rest) :]
        self.wire.complete = True
        super()._finishResponse(rest)

    def _greet(self, wire: Wire) -> None:
        """Who answers; over TLS only known once the handshake is over."""
        handle: Any = getattr(self.transport, "getHandle", lambda: None)()
        if hasattr(handle, "get_peer_cert_chain"):
            chain = handle.get_peer_cert_chain() or ()
            wire.certificates = b"".join(dump_certificate(FILETYPE_PEM, one) for one in chain)
            wire.tls = f"{handle.get_protocol_version_name()} {handle.get_cipher_name()}"


class RecorderFactory(_HTTP11ClientFactory):
    """Makes the protocol of each new connection."""

    noisy = False

    def buildProtocol(self, addr: Any) -> Recorder:  # noqa: N802 (Twisted's interface)
        """A connection that is taken down."""
        return Recorder(self._quiescentCallback)  # type: ignore[no-untyped-call]


class Tap:
    """Stands in for the connection pool during one request, and so learns which connection it got."""

    def __init__(self, pool: HTTPConnectionPool, wire: Wire) -> None:
        self.persistent = pool.persistent
        self._pool = pool
        self._wire = wire

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: N802 (Twisted's interface)
        """A connection of the pool."""
        found: Deferred[Any] = self._pool.getConnection(key, endpoint)
        return found.addCallback(self._begin)

    def _begin(self, protocol: Recorder) -> Recorder:
        protocol.begin(self._wire)
        return protocol


@implementer(ITransport, IPushProducer)
class _Tape:
    """A transport with nobody at the other end."""

    disconnecting = False

    def __init__(self, address: str) -> None:
        self.host = address or "0.0.0.0"  # noqa: S104 (shown, never bound)

    def getPeer(self) -> "_Tape":  # noqa: N802 (Twisted's interface)
        return self

    getHost = getPeer  # noqa: N815

    def write(self, data: bytes) -> None: ...

    def writeSequence(self, data: Any) -> None: ...  # noqa: N802

    def nothing(self, *more: Any) -> None: ...

    loseConnection = abortConnection = pauseProducing = resumeProducing = stopProducing = nothing  # noqa: N815
    registerProducer = unregisterProducer = nothing  # noqa: N815


class Tape:
    """Stands in for the pool where a response is read once more: what was taken down is parsed as it was then."""

    persistent = False

    def __init__(self, received: bytes, wire: Wire) -> None:
        self._received = received
        self._wire = wire
        self._protocol = Recorder()  # type: ignore[no-untyped-call]
        self._protocol.makeConnection(_Tape(wire.address))  # type: ignore[no-untyped-call]

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: N802 (Twisted's interface)
        """The tape."""
        self._protocol.begin(self._wire)
        return succeed(self._protocol)

    def play(self) -> None:
        """To be called once the request has been made."""
        self._protocol.dataReceived(self._received)
        self._protocol.connectionLost(Failure(ConnectionDone()))  # type: ignore[no-untyped-call]
