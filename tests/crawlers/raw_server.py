"""A server of bytes: each path has an answer that is sent as it stands, and what comes in is kept as it came."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable

Answer = bytes | Callable[[socket.socket], None]
"""The bytes of a response, or a function that sends them."""


class RawServer:
    """Listens on loopback; `answers` maps a path to its answer, `asked` holds the requests in their order.

    Args:
        context: of TLS, None for plain TCP.
    """

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.answers: dict[str, Answer] = {"/robots.txt": b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"}
        self.asked: list[bytes] = []
        self._context = context
        self._family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=self._family)
        self.port = self._listener.getsockname()[1]
        self.host = f"{host}:{self.port}"
        self.url = f"{'https' if context else 'http'}://{self.host}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def paths(self) -> list[str]:
        return [request.split(b" ")[1].decode() for request in self.asked]

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            if self._context is not None:
                connection = stack.enter_context(self._context.wrap_socket(connection, server_side=True))
            while request := self._request(connection):
                self.asked.append(request)
                answer = self.answers.get(
                    request.split(b" ")[1].decode(), b"HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n"
                )
                if callable(answer):
                    answer(connection)
                    return
                connection.sendall(answer)
                if (
                    b"ontent-length" not in answer.lower()
                    and b"chunked" not in answer.lower()
                    and b" 304" not in answer
                ):
                    return  # its end is the connection's

    def _request(self, connection: socket.socket) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            piece = connection.recv(65_536)
            if not piece:
                return b""
            received += piece
        return received
