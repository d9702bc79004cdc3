"""The two ways that need Prefect, with a real server: `markhound schedule`, and `prefect deploy` with a worker."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from installation import ROOT, Installation, report

from flows.prefect_defaults import DEFAULTS

PREFECT = [sys.executable, "-m", "prefect"]
PATIENCE = 150.0  # seconds; a first start of Prefect's server writes its schema, and a cron line waits for its minute

pytestmark = pytest.mark.xdist_group("prefect")  # two servers at once would only wait for each other


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def ask(url: str, path: str, **body: Any) -> Any:
    answer = httpx.post(f"{url}/{path}", json=body, timeout=10, trust_env=False)
    answer.raise_for_status()
    return answer.json()


def until(happened: Callable[[], Any], child: subprocess.Popen[Any] | None = None) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = happened()
        if value:
            return value
        assert child is None or child.poll() is None, "it ended by itself"
        time.sleep(0.3)
    raise AssertionError("it never happened")


def stop(child: subprocess.Popen[Any]) -> None:
    child.send_signal(signal.SIGINT)
    try:
        child.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()


def ran(at: Installation) -> bool:
    return any((at.folder / "data" / "runs").glob("*/report.json"))


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=2, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def states_of(url: str, what: str) -> dict[str, set[str]]:
    """Names of flow runs or task runs by their state, those that never ran left out."""
    states: dict[str, set[str]] = defaultdict(set)
    for run in ask(url, f"{what}/filter"):
        states[run["state_type"]].add(run["name"])
    return states


def artifacts_of(url: str) -> set[str]:
    return {a["type"] for a in ask(url, "artifacts/filter") if a["key"]}


def test_a_schedule_fires_leaves_artifacts_and_stops_with_its_children(small: Installation) -> None:
    at = Installation(small.folder, {"MARKHOUND_SCHEDULE": "* * * * *", "MARKHOUND_TIMEZONE": "Asia/Shanghai"})
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    child = at.start("schedule", "--port", str(port))
    try:
        until(lambda: ran(at), child)
        until(lambda: artifacts_of(url) >= {"markdown", "table", "progress"}, child)
    finally:
        stop(child)
    assert child.returncode == 0
    assert not answers(url)
    stages = report(at.folder)["stages"]
    assert isinstance(stages, list)
    (run,) = {path.parent.name for path in (at.folder / "data" / "runs").glob("*/report.md")}
    log = (at.folder / "data" / "logs" / "markhound.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    # Prefect's own lines have the same form, and say which run and source they belong to.
    assert {"corner"} == {line["source"] for line in lines if line.get("stage") == "match"}
    of_stages = [line for line in lines if line["logger"] == "prefect.flow_runs" and line.get("stage")]
    assert {line.get("run_id") for line in of_stages} == {run}
    assert [s["stage"] for s in stages] == [
        "refresh",
        "refresh",
        "crawl",
        "seal",
        "history",
        "match",
        "weigh",
        "queue",
        "sample",
        "archive",
        "facts",
        "networks",
        "complaints",
        "rank",
        "remind",
        "certify",
        "tell",
    ]


@pytest.fixture
def server(small: Installation) -> Iterator[tuple[str, dict[str, str]]]:
    """A Prefect server as an operator would start it: its API and the environment for its other commands."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    home = {"PREFECT_HOME": str(small.folder / "prefect"), "PREFECT_API_URL": url, "MARKHOUND_HOME": str(ROOT)}
    environment = small.environment | DEFAULTS | home
    command = [*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (small.folder / "server.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=small.folder, env=environment, stdout=log, stderr=log)
        try:
            until(lambda: answers(url), child)
            yield url, environment
        finally:
            stop(child)


def prefect(environment: dict[str, str], *verb: str, cwd: Path = ROOT) -> None:
    done = subprocess.run([*PREFECT, *verb], cwd=cwd, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_deployment_is_scheduled_for_one_in_the_morning_and_a_worker_runs_it(
    small: Installation, server: tuple[str, dict[str, str]]
) -> None:
    url, environment = server
    prefect(environment, "work-pool", "create", "markhound", "--type", "process")
    prefect(environment, "--no-prompt", "deploy", "--all")
    (deployment,) = ask(url, "deployments/filter")
    (schedule,) = deployment["schedules"]
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("0 1 * * *", "Asia/Shanghai")
    planned = until(lambda: ask(url, "flow_runs/filter", flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}}))
    # One in the morning in Shanghai is five in the afternoon before in UTC; the scheduler itself made these runs.
    assert all("T17:00:00" in run["expected_start_time"] for run in planned)

    # One source fails; its stage must be seen to have failed, and the other source must be read all the same.
    sources = small.folder / "sources.toml"
    gone = '[sources.gone]\nplatform = "feed"\nstart = ["missing.jsonl"]\n\n'
    sources.write_text(gone + sources.read_text(encoding="utf-8"), encoding="utf-8")
    worker_environment = environment | {"PREFECT_WORKER_QUERY_SECONDS": "1"}
    with (small.folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [*PREFECT, "worker", "start", "--pool", "markhound", "--name", os.urandom(4).hex()],
            cwd=small.folder,
            env=worker_environment,
            stdout=log,
            stderr=log,
        )
        try:
            prefect(environment, "deployment", "run", "nightly/nightly")
            until(lambda: ran(small), worker)
            until(lambda: artifacts_of(url) >= {"markdown", "table", "progress"}, worker)
            until(lambda: states_of(url, "flow_runs")["FAILED"], worker)
        finally:
            stop(worker)
    # The server records them one by one, in its own time.
    tasks = until(lambda: len((found := states_of(url, "task_runs"))["COMPLETED"] | found["FAILED"]) == 17 and found)
    assert tasks["FAILED"] == {"crawl gone"}
    assert tasks["COMPLETED"] == {
        "refresh registry.csv", "refresh leads", "crawl corner", "seal corner", "history corner", "match corner",
        "weigh corner", "queue corner", "sample corner", "archive corner", "facts corner",
        "networks sellers", "rank leads", "remind referrals", "certify decisions", "tell watches",
    }  # fmt: skip
