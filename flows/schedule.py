"""`markhound schedule`: a Prefect server on loopback and the nightly flow beside it, watched over as two children."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import httpx

from flows import prefect_defaults
from settings import Settings

HOST = "127.0.0.1"
START_SECONDS = 180  # the first start writes Prefect's schema: 12 to 30 s on two cores
STOP_SECONDS = 20
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>


class ScheduleError(RuntimeError):
    """The scheduler cannot run; the message says what to do."""


def run(settings: Settings, port: int, say: Callable[[str], None]) -> None:
    """Runs until SIGINT or SIGTERM; both children end with it, also when it is killed.

    Args:
        settings: of the nights.
        port: of the Prefect server, on loopback.
        say: told what happens.

    Raises:
        ScheduleError: a child ended by itself, or the server never answered.
    """
    logs = settings.data_dir.absolute() / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    url = f"http://{HOST}:{port}/api"
    environ = os.environ | prefect_defaults.environment(settings.data_dir, os.environ) | {"PREFECT_API_URL": url}
    with _stopping() as stopped:
        server = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
        with _child(server, environ, logs / "prefect-server.log") as first:
            _await(url, first, stopped)
            with _child([sys.executable, "-m", "flows.serve"], environ, logs / "nightly.log") as second:
                say(f"the night begins at {settings.schedule!r} {settings.timezone}; Prefect's page: {url[:-4]}")
                while not stopped():
                    for child, log in ((first, "prefect-server.log"), (second, "nightly.log")):
                        if child.poll() is not None:
                            raise ScheduleError(f"a part of the scheduler ended by itself; see {logs / log}")
                    time.sleep(0.2)
    say("stopped")


def _await(url: str, server: subprocess.Popen[bytes], stopped: Callable[[], bool]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and not stopped():
        if server.poll() is not None:
            raise ScheduleError("the Prefect server did not start; is its port taken? See logs/prefect-server.log")
        try:
            if httpx.get(f"{url}/health", timeout=2, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not up yet
        time.sleep(0.2)
    if not stopped():
        raise ScheduleError(f"the Prefect server did not answer within {START_SECONDS} s; see logs/prefect-server.log")


@contextmanager
def _child(command: list[str], environ: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as file:
        child = subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C reaches only us, and children end in order
            preexec_fn=_end_with_parent,  # noqa: PLW1509 (this process has one thread)
        )
        try:
            yield child
        finally:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _end_with_parent() -> None:
    # Linux: the kernel tells the child when we are gone, however we went. Elsewhere only a kill -9 leaves it behind.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Turns SIGINT and SIGTERM into a question that the loop asks."""
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
