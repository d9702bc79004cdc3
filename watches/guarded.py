"""Connections to addresses that strangers named: checked when they are used, and over by a set time."""

import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from domain.addresses import may_connect


class ForbiddenAddressError(Exception):
    """A name leads only to addresses that may not be connected to."""


class GuardedBackend(httpcore.NetworkBackend):
    """Looks a name up once, connects to one of the addresses that were checked, and ends with its time.

    The name is not looked up again for the connection, so one that changes its address in between gains nothing; the
    certificate is still checked against the name.

    Args:
        private_hosts: hosts, or hosts with a port, that may be private.
        seconds: for everything, from now; a receiver that drips its answer cannot hold a night up.
    """

    def __init__(self, private_hosts: frozenset[str], seconds: float) -> None:
        self._private = private_hosts
        self._end = time.monotonic() + seconds
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """httpcore's interface.

        Raises:
            ForbiddenAddressError: no address of that name may be connected to.
            httpcore.ConnectError, httpcore.ConnectTimeout: nobody answers there.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} is not known: {error.strerror or error}") from error
        named = host.casefold()
        own = bool({named, f"{named}:{port}"} & self._private)
        addresses = dict.fromkeys(str(address[0]) for *_, address in found)
        allowed = [one for one in addresses if may_connect(one, private_allowed=own)]
        if not allowed:
            raise ForbiddenAddressError(f"{host} leads to {', '.join(list(addresses)[:3])}")
        failed: Exception = httpcore.ConnectError(host)
        for address in allowed:
            try:
                stream = self._inner.connect_tcp(address, port, _left(self._end), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                continue
            return _Timed(stream, self._end)
        raise failed


class _Timed(httpcore.NetworkStream):
    """A stream of which every wait ends by a set time."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream = stream
        self._end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._end))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._end))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(self._end)), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for it is over")
    return left
