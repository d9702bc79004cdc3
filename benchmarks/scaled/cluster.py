"""A Dask cluster on loopback: a scheduler and workers as an operator would start them, each a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.command import ROOT

SETTINGS = {"DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False"}


class DaskCluster:
    """Started by `with`; `workers` are processes, each alone and with one thread."""

    def __init__(self, folder: Path, workers: int, variables: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._wanted = workers
        self._environment = {**os.environ, **SETTINGS, "PYTHONPATH": str(ROOT), **(variables or {})}
        self.workers: dict[str, subprocess.Popen[Any]] = {}
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"

    def __enter__(self) -> "DaskCluster":
        host, port = self.address.removeprefix("tcp://").split(":")
        self._scheduler = self._start("scheduler", "--host", host, "--port", port, "--no-dashboard", "--no-show")
        for number in range(self._wanted):
            self.start_worker(f"worker-{number}")
        return self

    def __exit__(self, *_error: object) -> None:
        for child in (*self.workers.values(), self._scheduler):
            child.kill()
            child.wait()

    def start_worker(self, name: str) -> None:
        """One more worker, of that name."""
        flags = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
        self.workers[name] = self._start("worker", self.address, "--name", name, *flags)

    def kill(self, name: str) -> int:
        """kill -9; the process id."""
        child = self.workers[name]
        child.send_signal(signal.SIGKILL)
        child.wait()
        return child.pid

    def kill_scheduler(self) -> None:
        """kill -9."""
        self._scheduler.kill()
        self._scheduler.wait()

    def pause(self, name: str, *, going: bool) -> None:
        """Stops a worker where it stands, or lets it go on."""
        self.workers[name].send_signal(signal.SIGCONT if going else signal.SIGSTOP)

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[Any]:
        name = arguments[arguments.index("--name") + 1] if "--name" in arguments else what
        place = self._folder / name
        place.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments],
                cwd=place, env={**self._environment, "TMPDIR": str(place)}, stdout=log, stderr=log,
            )  # fmt: skip

    def executing(self) -> dict[str, int]:
        """How many tasks each worker has in hand now, by name, as the scheduler sees it."""
        from distributed import Client

        with Client(self.address, set_as_default=False, timeout=30) as client:  # type: ignore[no-untyped-call]
            names = {address: one["name"] for address, one in client.scheduler_info(n_workers=-1)["workers"].items()}
            return {str(names[address]): len(keys) for address, keys in client.processing().items()}

    def wait_for_workers(self) -> None:
        """Until all of them have come."""
        from distributed import Client

        end = time.monotonic() + 60
        while True:
            try:
                with Client(self.address, set_as_default=False, timeout=30) as client:  # type: ignore[no-untyped-call]
                    client.wait_for_workers(len(self.workers), timeout=60)
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
