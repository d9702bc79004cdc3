"""The review page on a port."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from review.access import is_loopback
from review.desk import Desk

STOP = (signal.SIGINT, signal.SIGTERM)
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 — what such a server is called from here
GRACE_SECONDS = 5


class ReviewServer(uvicorn.Server):
    """An app on a port that is already bound.

    Args:
        app: from `make_app`.
        host, port: where to listen; port 0 takes a free one.
        on_ready: called once requests are answered, with the address, and with a link for the first of all to come
            in: "" once anybody has an account, and where others than this machine could listen.

    Raises:
        OSError: the port is taken, or the address is not ours.
    """

    def __init__(self, app: Starlette, host: str, port: int, on_ready: Callable[[str, str], None]) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.create_server((host, port), family=family)
        desk: Desk = app.state.desk
        if host not in ANY_ADDRESS:
            desk.access.allow(host)
        name = ANY_ADDRESS.get(host, host)
        self.address = f"http://{f'[{name}]' if ':' in name else name}:{self.socket.getsockname()[1]}"
        self._desk = desk
        self._host = host
        self._on_ready = on_ready
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                log_config=None,  # its lines go where all others of this process go
                access_log=False,  # the one-time link would stand in it
                server_header=False,
                proxy_headers=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to answer, then says so."""
        await super().startup(sockets)
        first = is_loopback(self._host) and self._desk.accounts.is_empty()
        self._on_ready(self.address, self._desk.access.link(self.address) if first else "")

    def run_here(self) -> None:
        """Answers until `should_exit` or, in the main thread, a stop signal."""
        with self.socket:
            self.run(sockets=[self.socket])


def serve(app: Starlette, host: str, port: int, on_ready: Callable[[str, str], None]) -> None:
    """Serves until SIGINT or SIGTERM, then returns.

    Args:
        app: from `make_app`.
        host, port: where to listen; port 0 takes a free one.
        on_ready: as `ReviewServer`.

    Raises:
        OSError: the port is taken, or the address is not ours.
    """
    server = ReviewServer(app, host, port, on_ready)
    with _stop_signals_end_the_server():
        server.run_here()


@contextmanager
def _stop_signals_end_the_server() -> Iterator[None]:
    # uvicorn sends itself the signal again once it has stopped; without this that would end the whole program.
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ignore(_number: int, _frame: FrameType | None) -> None:
        return None

    before = {number: signal.signal(number, ignore) for number in STOP}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
