"""Scans as a person would start them: processes of their own on a data folder of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flows.house import House, open_house
from leads.store import LeadStore
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
OPENED: list[House] = []
RUN = "from cli import main; main()"


@dataclass(frozen=True)
class Installation:
    """A data folder with its settings, and the verbs run on it in processes of their own."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        settings = {
            "MARKHOUND_DATA_DIR": str(self.folder / "data"),
            "MARKHOUND_SOURCES": str(self.folder / "sources.toml"),
            "MARKHOUND_REGISTRY": str(self.folder / "registry.csv"),
            "MARKHOUND_WORKERS": "1",
            "PYTHONPATH": str(ROOT),
        }
        return (
            {k: v for k, v in os.environ.items() if not k.startswith(("MARKHOUND_", "PREFECT_"))}
            | settings
            | dict(self.variables)
        )

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-c", RUN]

    def start(self, *verb: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.command, *verb],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *verb: str) -> str:
        child = self.start(*verb)
        said, _ = child.communicate(timeout=180)
        assert child.returncode == 0, said
        return said


def house(at: Installation) -> House:
    """The stores of an installation, for a look from outside."""
    variables = {
        k.removeprefix("MARKHOUND_").lower(): v for k, v in at.environment.items() if k.startswith("MARKHOUND_")
    }
    opened = open_house(Settings(**variables))  # type: ignore[arg-type]
    OPENED.append(opened)
    return opened


def close_houses() -> None:
    """Gives back the connections of every house that a test looked into."""
    while OPENED:
        OPENED.pop().registry.engine.dispose()


def kill(child: subprocess.Popen[str]) -> None:
    """kill -9 of a process that a test started."""
    child.send_signal(signal.SIGKILL)
    child.communicate()


def processes(at: Installation, told: str = "") -> dict[int, str]:
    """Command lines of all processes that belong to an installation, its grandchildren too (Linux only).

    Args:
        at: whose.
        told: a variable with its value that they must have been told, too.
    """
    mine = {f"MARKHOUND_DATA_DIR={at.folder / 'data'}".encode(), told.encode()} - {b""}
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mine <= set((folder / "environ").read_bytes().split(b"\0")):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # it has ended, or is another user's
    return found


def wait_for(happened: Callable[[], bool], child: subprocess.Popen[str] | None = None, seconds: float = 120) -> None:
    """Waits until something is so; fails if the process that should make it so ends before."""
    end = time.monotonic() + seconds
    while not happened():
        assert child is None or child.poll() is None, child.communicate()[0]
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


def found(store: LeadStore) -> set[tuple[str, float, str, str]]:
    """What a scan left: every lead with its score, evidence and state."""
    return {(lead.lead_id, lead.score, lead.evidence, lead.state.value) for lead in store.every([])}


def report(folder: Path) -> dict[str, object]:
    """The newest run's report."""
    newest = max((folder / "data" / "runs").glob("*/report.json"))
    value = json.loads(newest.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value
